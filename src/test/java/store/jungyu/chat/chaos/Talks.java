package store.jungyu.chat.chaos;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import store.jungyu.chat.testing.Waiting;

/// People who talk in several rooms, and change what they said, while things break around them.
final class Talks implements AutoCloseable {
  private static final double QUIET_PER_SECOND = 2;
  private static final double CHANGES = 1.0 / 8;
  private static final Duration REST = Duration.ofSeconds(60);
  private static final Duration RECOVERY = Duration.ofSeconds(60);
  private static final long EARLIEST_MILLIS = 300;
  private static final long LATEST_MILLIS = 1_500;

  private final Bench bench;
  private final Load load;
  private final Random random;
  private final List<Gathering> rooms = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();
  private Duration longestRecovery = Duration.ZERO;
  private Duration longestRefusal = Duration.ZERO;
  private int faults;

  /// @param name of the rooms
  Talks(Bench bench, String name, Load load) {
    this.bench = bench;
    this.load = load;
    this.random = new Random(bench.seed() ^ name.hashCode());
    rooms.add(bench.gather(name + "-busy", load.authors(), load.readers()));
    IntStream.range(0, load.quietRooms())
        .forEach(i -> rooms.add(bench.gather(name + "-quiet-" + i, 1, 3)));
  }

  Talks begin() {
    rooms.getFirst().talk(load.perSecond(), CHANGES);
    rooms.stream().skip(1).forEach(room -> room.talk(QUIET_PER_SECOND, CHANGES));
    return this;
  }

  /// Lets `fault` strike at a moment drawn by lot, and waits until what is said is stored again.
  ///
  /// @param within how long that may take from the fault's end; where it is the browsers' own doing
  ///   to come back, or the server's start, it is only measured
  /// @return how long it took
  Duration suffer(Fault fault, Duration lasts, Duration within) throws SQLException {
    Fault.pause(Duration.ofMillis(random.nextLong(EARLIEST_MILLIS, LATEST_MILLIS)));
    try {
      fault.strike(bench, lasts);
    } catch (AssertionError e) {
      broken.add(fault.says + " did not come about: " + e.getMessage());
    }
    Duration recovery = awaitAnswer(fault);
    if (recovery.compareTo(within) > 0) {
      broken.add("%s: stored again only after %d ms".formatted(fault.says, recovery.toMillis()));
    }
    longestRecovery = longer(longestRecovery, recovery);
    faults++;
    return recovery;
  }

  /// After how long at most an author was told that something is not stored, since the last call.
  Duration takeLongestRefusal() {
    Duration longest =
        rooms.stream().map(Gathering::takeLongestRefusal).reduce(Duration.ZERO, Talks::longer);
    longestRefusal = longer(longestRefusal, longest);
    return longest;
  }

  static Duration longer(Duration a, Duration b) {
    return Collections.max(List.of(a, b));
  }

  private Duration awaitAnswer(Fault fault) {
    try {
      return rooms.getFirst().awaitAnswer(RECOVERY);
    } catch (AssertionError e) {
      broken.add(fault.says + ": " + e.getMessage());
      return RECOVERY;
    }
  }

  /// Waits until nothing is on its way any more, and judges.
  Outcome judge(String promise) {
    rooms.forEach(Gathering::hush);
    for (Gathering room : rooms) {
      room.settle(REST);
      broken.addAll(room.broken());
    }
    takeLongestRefusal();
    var answer = new Histogram(3);
    rooms.forEach(room -> answer.add(room.answer));
    long said = rooms.stream().mapToLong(Gathering::said).sum();
    return new Outcome(
        promise,
        ("%d faults, %d browsers in %d rooms, %,d messages said, %,d changes, %d refused (after at most"
                + " %,d ms), %,d returns;"
                + " answered p50 %d ms, longest %,d ms; stored again after at most %,d ms;"
                + " %d violations")
            .formatted(
                faults,
                rooms.stream().mapToLong(room -> room.everybody().size()).sum(),
                rooms.size(),
                said,
                rooms.stream().mapToLong(Gathering::changed).sum(),
                rooms.stream().mapToLong(Gathering::refusals).sum(),
                longestRefusal.toMillis(),
                rooms.stream().mapToLong(Gathering::returns).sum(),
                answer.getValueAtPercentile(50) / 1_000,
                answer.getMaxValue() / 1_000,
                longestRecovery.toMillis(),
                broken.size()),
        broken);
  }

  List<Gathering> rooms() {
    return List.copyOf(rooms);
  }

  /// What else was found.
  void report(String wrong) {
    broken.add(wrong);
  }

  /// Waits until something was said and answered.
  Talks awaitTalk() {
    Waiting.untilTrue(
        "talk", REST, () -> rooms.stream().allMatch(room -> room.answer.getTotalCount() > 0));
    return this;
  }

  @Override
  public void close() {
    rooms.forEach(Gathering::close);
  }
}
