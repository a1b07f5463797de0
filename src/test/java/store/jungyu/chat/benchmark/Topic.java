package store.jungyu.chat.benchmark;

import java.util.ArrayList;
import java.util.List;

/// A room, as the crowd knows it: who is in it, and when which of its messages was sent.
public final class Topic {
  final String id;
  public final List<Visitor> visitors = new ArrayList<>();

  /// The number of the last message that anybody has seen.
  public long head;

  /// What the first welcome said; messages above it are the crowd's own.
  long base = -1;

  /// Messages the crowd has sent to it, less those that were refused.
  long said;

  private final long[] sentAt;

  /// @param remembered how many of the last messages' times are kept; a power of two
  Topic(String id, int remembered) {
    this.id = id;
    this.sentAt = new long[remembered];
  }

  long sentAt(long seq) {
    return sentAt[(int) seq & (sentAt.length - 1)];
  }

  void seen(long seq, long sent) {
    head = seq;
    sentAt[(int) seq & (sentAt.length - 1)] = sent;
  }

  /// How many deliveries are still to come to those who are inside and read.
  long waitedFor() {
    return visitors.stream()
        .filter(visitor -> visitor.state == Visitor.State.INSIDE && visitor.reads)
        .mapToLong(visitor -> Math.abs(base + said - visitor.seq))
        .sum();
  }

  /// What was said and did not reach the server in time is not waited for any more.
  public void expectWhatIsStored() {
    said = visitors.stream().mapToLong(visitor -> visitor.seq).max().orElse(base) - base;
  }
}
