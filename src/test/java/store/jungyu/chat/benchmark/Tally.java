package store.jungyu.chat.benchmark;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// What a [Crowd] has counted since the last [#clear].
public final class Tally {
  private static final long LONGEST_MICROS = 120_000_000;

  /// From the moment a message is due to its receipt, in microseconds: one value for every
  /// delivery.
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

  /// Numbers that a reader had and its room, when it came back, did not have any more: what was
  /// shown under them is gone.
  public long lost;

  /// Readers who returned and were told to start anew, though they had missed little.
  public long givenUp;

  /// How much later than planned a message was sent, at worst: the generator's own weakness.
  long latestNanos;

  public final Map<String, Integer> refused = new TreeMap<>();
  public final Map<String, Integer> gone = new TreeMap<>();

  void clear() {
    clearFigures();
    missed = repeated = lost = givenUp = 0;
    refused.clear();
    gone.clear();
  }

  /// What went wrong stays.
  void clearFigures() {
    latency.reset();
    opening.reset();
    said = deliveries = frames = bytes = opened = caughtUp = startedAnew = latestNanos = 0;
  }

  static void record(Histogram histogram, long nanos) {
    histogram.recordValue(Math.clamp(nanos / 1_000, 0, LONGEST_MICROS));
  }

  /// Whether every message reached everybody once and stayed, and nobody was sent away.
  public boolean whole() {
    return missed == 0
        && repeated == 0
        && lost == 0
        && givenUp == 0
        && refused.isEmpty()
        && gone.isEmpty();
  }

  /// What went wrong, in words; empty if nothing did.
  public String faults() {
    if (whole()) {
      return "";
    }
    var faults = new StringBuilder();
    tell(faults, "missed", missed);
    tell(faults, "repeated", repeated);
    tell(faults, "lost", lost);
    tell(faults, "given up", givenUp);
    refused.forEach((reason, count) -> tell(faults, reason, count));
    gone.forEach((reason, count) -> tell(faults, reason, count));
    return faults.toString().strip();
  }

  private static void tell(StringBuilder faults, String fault, long count) {
    if (count != 0) {
      faults.append(fault).append(' ').append(count).append(' ');
    }
  }
}
