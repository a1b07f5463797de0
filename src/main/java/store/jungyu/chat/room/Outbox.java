package store.jungyu.chat.room;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The one way out to a member: frames leave in the order in which they came, one at a time.
///
/// A container refuses a second send while one is under way, so whoever brings a frame either sends
/// it (and then whatever came meanwhile) or leaves it to the thread that is sending. What waits is
/// bounded; a member that lets it overflow, or one send last longer than its deadline, is
/// disconnected with [Disconnect#TOO_SLOW], and its browser resumes.
final class Outbox {
  private final Connection connection;
  private final Limits limits;
  private final Telemetry telemetry;
  private final LongSupplier nanoTime;

  // Guarded by this. Never held while sending.
  private final ArrayDeque<String> waiting = new ArrayDeque<>(0);
  private int waitingChars;
  private boolean pingDue;
  private boolean sending;
  private boolean closed;
  private long sendingSince;

  Outbox(Connection connection, Limits limits, Telemetry telemetry, LongSupplier nanoTime) {
    this.connection = connection;
    this.limits = limits;
    this.telemetry = telemetry;
    this.nanoTime = nanoTime;
  }

  /// Sends `frame` after all that came before, without making the caller wait. Its place is taken
  /// at once; its text is made on the sending thread where nothing else is being sent.
  void offer(Supplier<String> frame) {
    boolean idle;
    synchronized (this) {
      if (closed) {
        return;
      }
      idle = !sending;
      if (idle) {
        beginSending();
      }
    }
    if (idle || begins(frame.get())) {
      Thread.startVirtualThread(() -> pump(frame));
    }
  }

  /// The same on the caller's thread, which waits for as long as the network does. For a thread
  /// that a [Fanout] can do without.
  void deliver(String frame) {
    if (begins(frame)) {
      pump(() -> frame);
    }
  }

  /// Asks the browser for a sign of life, after all that waits.
  void ping() {
    synchronized (this) {
      pingDue = true;
      if (closed || sending) {
        return;
      }
      beginSending();
    }
    Thread.startVirtualThread(() -> pump(null));
  }

  /// Ends the connection if the send under way is older than its deadline.
  void enforceDeadline() {
    boolean late;
    synchronized (this) {
      late =
          sending
              && !closed
              && nanoTime.getAsLong() - sendingSince > limits.sendDeadline().toNanos();
    }
    if (late) {
      cut(Disconnect.TOO_SLOW);
    }
  }

  /// Ends the connection; what waits is dropped.
  void cut(Disconnect reason) {
    if (close()) {
      telemetry.disconnected(reason);
      connection.close(reason);
    }
  }

  /// Takes nothing more.
  ///
  /// @return whether it did until now
  synchronized boolean close() {
    boolean first = !closed;
    closed = true;
    waiting.clear();
    waitingChars = 0;
    return first;
  }

  /// Whether the caller is to send `frame` itself; if not, it was queued or is not wanted any more.
  private boolean begins(String frame) {
    synchronized (this) {
      if (closed) {
        return false;
      }
      if (!sending) {
        beginSending();
        return true;
      }
      if (waiting.size() < limits.outboxFrames()
          && waitingChars + frame.length() <= limits.outboxChars()) {
        waiting.add(frame);
        waitingChars += frame.length();
        return false;
      }
    }
    cut(Disconnect.TOO_SLOW);
    return false;
  }

  private void pump(@Nullable Supplier<String> first) {
    try {
      if (first != null) {
        connection.send(first.get());
      }
      for (; ; ) {
        String next;
        synchronized (this) {
          next = waiting.poll();
          if (next != null) {
            waitingChars -= next.length();
          } else if (!pingDue || closed) {
            sending = false;
            return;
          }
          beginSending();
          pingDue &= next != null;
        }
        if (next != null) {
          connection.send(next);
        } else {
          connection.ping();
        }
      }
    } catch (IOException | RuntimeException e) {
      // Gone. After a failed send the container may believe for ever that one is under way.
      cut(Disconnect.NO_PONG);
    }
  }

  private void beginSending() {
    sending = true;
    sendingSince = nanoTime.getAsLong();
  }
}
