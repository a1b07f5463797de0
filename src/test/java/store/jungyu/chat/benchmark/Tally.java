package store.jungyu.chat.benchmark;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// What a [Crowd] has counted since the last [#clear].
final class Tally {
  private static final long LONGEST_MICROS = 120_000_000;

  /// From send to receipt, in microseconds: one value for every delivery.
  final Histogram latency = new Histogram(LONGEST_MICROS, 3);

  /// From connecting to the welcome.
  final Histogram opening = new Histogram(LONGEST_MICROS, 3);

  long said;
  long deliveries;
  long frames;
  long bytes;
  long opened;

  /// Missed messages that those who returned were given with the welcome.
  long caughtUp;

  /// Messages that a reader should have got and did not, or got twice.
  long missed;

  long repeated;

  /// How much later than planned a message was sent, at worst: the generator's own weakness.
  long latestNanos;

  final Map<String, Integer> refused = new TreeMap<>();
  final Map<String, Integer> gone = new TreeMap<>();

  void clear() {
    latency.reset();
    opening.reset();
    said = deliveries = frames = bytes = opened = caughtUp = missed = repeated = latestNanos = 0;
    refused.clear();
    gone.clear();
  }

  static void record(Histogram histogram, long nanos) {
    histogram.recordValue(Math.clamp(nanos / 1_000, 0, LONGEST_MICROS));
  }

  /// Whether every message reached everybody once, and nobody was sent away.
  boolean whole() {
    return missed == 0 && repeated == 0 && refused.isEmpty() && gone.isEmpty();
  }

  /// What went wrong, in words; empty if nothing did.
  String faults() {
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
