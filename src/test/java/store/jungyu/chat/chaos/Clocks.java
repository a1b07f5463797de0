package store.jungyu.chat.chaos;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import store.jungyu.chat.testing.Waiting;

/// The server's clock on the wall steps, while the one that only counts on goes on.
///
/// A small library, `stepped-clock.c`, stands between the server's process and the clock of the
/// machine, which is everybody's.
final class Clocks {
  private static final Duration BETWEEN = Duration.ofSeconds(4);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final List<Duration> STEPS =
      List.of(
          Duration.ofHours(1),
          Duration.ofHours(-1),
          Duration.ofDays(1),
          Duration.ofDays(-1),
          Duration.ZERO); // from the true time

  private Clocks() {}

  static Outcome step(long seed, Load load) throws IOException, SQLException {
    Path folder = Files.createDirectories(Path.of("target", "chaos").toAbsolutePath());
    Path library = folder.resolve("stepped-clock.so");
    Path source = Path.of("src", "test", "c", "stepped-clock.c");
    if (!Trials.command(
        "cc", "-shared", "-fPIC", "-O1", "-o", library.toString(), source.toString())) {
      return Outcome.notPlayed("S14", "there is no C compiler here");
    }
    Path clock = folder.resolve("clock");
    set(clock, Duration.ZERO);
    Map<String, String> settings =
        Map.of("LD_PRELOAD", library.toString(), "STEPPED_CLOCK", clock.toString());
    try (Bench bench = new Bench(seed, settings);
        Talks talks = new Talks(bench, "clock", load).begin().awaitTalk()) {
      Set<Long> hours = new HashSet<>(hours(bench));
      for (Duration step : STEPS) {
        set(clock, step);
        Fault.pause(BETWEEN);
        talks.rooms().getFirst().awaitAnswer(PATIENCE);
        Waiting.untilTrue("messages with the time that was set", PATIENCE, () -> at(bench, step));
        hours.addAll(hours(bench));
      }
      long returns = talks.rooms().stream().mapToLong(Gathering::returns).sum();
      long refusals = talks.rooms().stream().mapToLong(Gathering::refusals).sum();
      if (returns > 0 || refusals > 0) {
        talks.report("%d lost their sockets, %d were refused".formatted(returns, refusals));
      }
      Outcome judged = talks.judge("S14");
      return new Outcome(
          "S14",
          "the server's clock stepped by 1 h and by 1 day, both ways: messages of %d different hours; %s"
              .formatted(hours.size(), judged.figures()),
          judged.broken());
    }
  }

  /// Whether the last message that is stored bears the time that was set.
  private static boolean at(Bench bench, Duration step) {
    long expected = System.currentTimeMillis() / 1_000 + step.toSeconds();
    List<Long> last =
        bench.ask(
            "SELECT extract(epoch FROM created_at)::bigint FROM messages WHERE room_id = ?"
                + " ORDER BY seq DESC LIMIT 1",
            "clock-busy",
            row -> row.getLong(1));
    return !last.isEmpty() && Math.abs(last.getFirst() - expected) < 60;
  }

  private static List<Long> hours(Bench bench) {
    return bench.ask(
        "SELECT DISTINCT extract(epoch FROM created_at)::bigint / 3600 FROM messages WHERE room_id = ?",
        "clock-busy",
        row -> row.getLong(1));
  }

  /// Writes into the file as it is: the server looks into it all the time.
  private static void set(Path clock, Duration step) throws IOException {
    ByteBuffer seconds = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    seconds.putLong(0, step.toSeconds());
    try (FileChannel file =
        FileChannel.open(clock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(seconds, 0);
    }
  }
}
