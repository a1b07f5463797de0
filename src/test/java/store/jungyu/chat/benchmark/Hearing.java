package store.jungyu.chat.benchmark;

import java.nio.ByteBuffer;

/// What a crowd makes of the frames it gets: it counts every delivery and misses none.
///
/// Messages have gapless numbers, so of a frame that carries many a reader needs only the first and
/// the last to know how many they are and whether they follow on what it has. Whoever is the first
/// to see a message reads it whole and notes when it was sent; a *thorough* visitor reads all.
final class Hearing {
  private static final int HISTORY = 50; // what a room shows to who enters
  private static final int RESUMED = 500; // what it gives again to who returns

  private final Tally tally;
  private final boolean historyKept;
  private long latencyFrom;

  /// @param historyKept whether who returns is to get what it missed; the peers store nothing
  Hearing(Tally tally, boolean historyKept) {
    this.tally = tally;
    this.historyKept = historyKept;
  }

  /// Latencies count only for messages sent from now on.
  void startAt(long nanos) {
    latencyFrom = nanos;
  }

  /// @param now since the crowd's beginning, like the times in the messages
  /// @return whether this was the welcome
  boolean text(Visitor visitor, ByteBuffer in, int from, int to, long now) {
    tally.frames++;
    tally.bytes += to - from;
    if (visitor.state == Visitor.State.GREETING && Wire.isWelcome(in, from, to)) {
      welcome(visitor, in, from, to);
      tally.opened++;
      Tally.record(tally.opening, now - visitor.connectingSince);
      visitor.state = Visitor.State.INSIDE;
      return true;
    }
    if (Wire.isRejected(in, from, to)) {
      tally.refused.merge(Wire.reason(in, from, to), 1, Integer::sum);
      visitor.topic.said--;
      return false;
    }
    int first = Wire.firstMessage(in, from, to);
    if (first < 0) {
      return false; // who came and went
    }
    long firstSeq = Wire.number(in, first);
    long lastSeq = Wire.number(in, Wire.lastMessage(in, from, to));
    Topic topic = visitor.topic;
    if (lastSeq > topic.head || visitor.thorough) {
      readAll(visitor, in, first, to);
    }
    count(visitor, firstSeq, lastSeq, now);
    return false;
  }

  private void count(Visitor visitor, long firstSeq, long lastSeq, long now) {
    if (firstSeq > visitor.seq + 1) {
      tally.missed += firstSeq - visitor.seq - 1;
    } else if (firstSeq <= visitor.seq) {
      tally.repeated += visitor.seq - firstSeq + 1;
    }
    tally.deliveries += lastSeq - firstSeq + 1;
    visitor.seq = lastSeq;
    Topic topic = visitor.topic;
    for (long seq = firstSeq; seq <= lastSeq; seq++) {
      long sent = topic.sentAt(seq);
      if (sent > latencyFrom) {
        Tally.record(tally.latency, now - sent);
      }
    }
  }

  private void readAll(Visitor visitor, ByteBuffer in, int first, int to) {
    Topic topic = visitor.topic;
    long expected = Wire.number(in, first);
    for (int at = first; at >= 0; at = Wire.firstMessage(in, at, to)) {
      long seq = Wire.number(in, at);
      if (seq > expected) {
        tally.missed += seq - expected;
      } else if (seq < expected) {
        tally.repeated++;
      }
      expected = seq + 1;
      note(topic, seq, in, at, to);
    }
  }

  private static void note(Topic topic, long seq, ByteBuffer in, int at, int to) {
    if (seq > topic.head) {
      for (long unseen = topic.head + 1; unseen < seq; unseen++) {
        topic.seen(unseen, 0);
      }
      topic.seen(seq, Wire.sentAt(in, at, to));
    }
  }

  private void welcome(Visitor visitor, ByteBuffer in, int from, int to) {
    Topic topic = visitor.topic;
    long head = Wire.head(in, from, to);
    if (topic.base < 0) {
      topic.base = head;
      topic.head = head;
    }
    boolean returns = visitor.seq >= 0 && historyKept;
    if (returns && head < visitor.seq) {
      tally.lost += visitor.seq - head;
      returns = false;
    } else if (returns && !Wire.complete(in, from, to)) {
      if (head - visitor.seq > RESUMED) {
        tally.startedAnew++;
      } else {
        tally.givenUp++;
      }
      returns = false;
    }
    long expected = returns ? visitor.seq + 1 : Math.max(1, head - HISTORY + 1);
    for (int at = Wire.nextInWelcome(in, from, to); at >= 0; at = Wire.nextInWelcome(in, at, to)) {
      long seq = Wire.number(in, at);
      note(topic, seq, in, at, to);
      if (historyKept && seq != expected++) {
        tally.missed++;
      }
    }
    if (returns) {
      tally.caughtUp += head - visitor.seq;
    }
    if (historyKept && expected != head + 1) {
      tally.missed += Math.abs(head + 1 - expected);
    }
    while (topic.head < head) {
      topic.seen(topic.head + 1, 0);
    }
    visitor.seq = head;
  }
}
