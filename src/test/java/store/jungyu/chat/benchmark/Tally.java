package store.jungyu.chat.benchmark;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// What a [Crowd] has counted since the last [#clear].
public final class Tally {
  private static final long LONGEST_MICROS = 120_000_000;

  /// From send to receipt, in microseconds: one value for every delivery.
  public final Histogram latency = new Histogram(LONGEST_MICROS, 3);

  /// From connecting to the welcome.
  public final Histogram opening = new Histogram(LONGEST_MICROS, 3);

  public long said;
  public long deliveries;
  long frames;
  long bytes;
  public long opened;

  /// Missed messages that those who returned were given with the welcome.
  public long caughtUp;

  /// Readers who returned, had missed more than the server gives again, and were told so.
  public long startedAnew;

  /// Messages that a reader should have got and did not, or got twice.
  public long missed;

  public long repeated;

  /// How much later than planned a message was sent, at worst: the generator's own weakness.
  long latestNanos;

  public final Map<String, Integer> refused = new TreeMap<>();
  public final Map<String, Integer> gone = new TreeMap<>();

  void clear() {
    latency.reset();
    opening.reset();
    said =
        deliveries =
            frames = bytes = opened = caughtUp = startedAnew = missed = repeated = latestNanos = 0;
    refused.clear();
    gone.clear();
  }

  static void record(Histogram histogram, long nanos) {
    histogram.recordValue(Math.clamp(nanos / 1_000, 0, LONGEST_MICROS));
  }

  /// Whether every message reached everybody once, and nobody was sent away.
  public boolean whole() {
    return missed == 0 && repeated == 0 && refused.isEmpty() && gone.isEmpty();
  }

  /// What went wrong, in words; empty if nothing did.
  public String faults() {
    if (whole()) {
      return "";
    }
    var faults = new StringBuilder();
    if (missed > 0) {
      faults.append("missed ").append(missed).append(' ');
    }
    if (repeated > 0) {
      faults.append("repeated ").append(repeated).append(' ');
    }
    refused.forEach((reason, count) -> faults.append(reason).append(' ').append(count).append(' '));
    gone.forEach((reason, count) -> faults.append(reason).append(' ').append(count).append(' '));
    return faults.toString().strip();
  }
}
