package store.jungyu.chat.chaos;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import store.jungyu.chat.testing.ClassArchive;

/// A fault by lot every minute, at moderate load, for as long as wanted. Each minute is judged by
/// itself in rooms of its own; what the server holds is looked at after each, and in the end it may
/// not have grown.
final class Soak {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration LONGEST_FAULT = Duration.ofSeconds(12);
  private static final Duration PATIENT = Duration.ofSeconds(60);

  private final long seed;
  private final Duration time;
  private final Random random;

  Soak(long seed, Duration time) {
    this.seed = seed;
    this.time = time;
    this.random = new Random(seed);
  }

  /// `1h`, `20m`, `90s`.
  static Duration time(String written) {
    return Duration.parse("PT" + written.toUpperCase(Locale.ROOT));
  }

  /// @return whether all was sound
  boolean run() throws SQLException {
    int broken = 0;
    int minutes = 0;
    List<Holdings> held = new ArrayList<>();
    long end = System.nanoTime() + time.toNanos();
    try (Bench bench = new Bench(seed, Map.of("JVM_ARGS", ClassArchive.argument()))) {
      while (System.nanoTime() < end) {
        long next = System.nanoTime() + MINUTE.toNanos();
        Fault fault = Fault.draw(random);
        Duration lasts = Duration.ofMillis(random.nextLong(LONGEST_FAULT.toMillis()));
        Outcome outcome = minute(bench, "minute-" + minutes, fault, lasts, next);
        broken += outcome.kept() ? 0 : 1;
        Holdings now = Holdings.of(bench);
        held.add(now);
        System.out.printf(
            "%3d  %-55s %s%n     %s%n",
            ++minutes, "%s, %.1f s".formatted(fault.says, lasts.toMillis() / 1e3), now, outcome);
      }
    }
    List<String> leaks = Holdings.leaks(held);
    System.out.printf(
        "%n%d minutes, %d not sound; again with --seed %d%n  first %s%n  last  %s%n  grown: %s%n",
        minutes,
        broken,
        seed,
        held.getFirst(),
        held.getLast(),
        leaks.isEmpty() ? "nothing" : String.join("; ", leaks));
    return broken == 0 && leaks.isEmpty();
  }

  private static Outcome minute(Bench bench, String name, Fault fault, Duration lasts, long until)
      throws SQLException {
    try (Talks talks = new Talks(bench, name, Load.MODERATE).begin()) {
      Fault.pause(Duration.ofSeconds(8));
      talks.suffer(fault, lasts, PATIENT);
      Fault.pause(Duration.ofNanos(Math.max(0, until - System.nanoTime() - 5_000_000_000L)));
      return talks.judge("S18");
    } catch (AssertionError | IllegalStateException e) {
      return new Outcome("S18", "not played to its end", List.of(String.valueOf(e.getMessage())));
    }
  }
}
