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
///
/// Until it is opened it sends nothing: the welcome comes first, also for a member that spoke
/// before the room's history was read.
final class Outbox {
  private final Connection connection;
  private final Limits limits;
  private final Telemetry telemetry;
  private final LongSupplier nanoTime;

  // Guarded by this. Never held while sending.
  private final ArrayDeque<Frame> waiting = new ArrayDeque<>(0);
  private int waitingBytes;
  private boolean pingDue;
  private boolean opened;
  private boolean sending;
  private boolean closed;
  private long sendingSince;

  Outbox(Connection connection, Limits limits, Telemetry telemetry, LongSupplier nanoTime) {
    this.connection = connection;
    this.limits = limits;
    this.telemetry = telemetry;
    this.nanoTime = nanoTime;
  }

  /// Sends `first`, and from now on all that waits and comes.
  void open(Supplier<Frame> first) {
    synchronized (this) {
      if (closed || opened) {
        return;
      }
      opened = true;
      beginSending();
    }
    Thread.startVirtualThread(() -> pump(first));
  }

  /// Sends `frame` after all that came before, without making the caller wait. It is encoded on the
  /// sending thread where nothing else is being sent.
  void offer(Supplier<Frame> frame) {
    boolean idle;
    synchronized (this) {
      if (closed) {
        return;
      }
      idle = opened && !sending;
      if (idle) {
        beginSending();
      }
    }
    if (idle) {
      Thread.startVirtualThread(() -> pump(frame));
      return;
    }
    Frame encoded = frame.get();
    if (take(encoded)) {
      sendApart(encoded);
    }
  }

  /// Takes `frame` in, after all that came before.
  ///
  /// @return whether the caller has to [#send] it, since nothing else is being sent
  boolean take(Frame frame) {
    synchronized (this) {
      if (closed) {
        return false;
      }
      if (opened && !sending) {
        beginSending();
        return true;
      }
      if (waiting.size() < limits.outboxFrames()
          && waitingBytes + frame.size() <= limits.outboxBytes()) {
        waiting.add(frame);
        waitingBytes += frame.size();
        return false;
      }
    }
    cut(Disconnect.TOO_SLOW);
    return false;
  }

  /// Sends `frame`, which [#take] left to the caller, and then what came meanwhile. Waits for as
  /// long as the network does: for a thread that a [Fanout] can do without.
  void send(Frame frame) {
    pump(() -> frame);
  }

  /// The same on a thread of its own.
  void sendApart(Frame frame) {
    Thread.startVirtualThread(() -> send(frame));
  }

  /// Asks the browser for a sign of life, after all that waits.
  void ping() {
    synchronized (this) {
      pingDue = true;
      if (closed || sending || !opened) {
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
    waitingBytes = 0;
    return first;
  }

  private void pump(@Nullable Supplier<Frame> first) {
    try {
      if (first != null) {
        connection.send(first.get());
      }
      for (; ; ) {
        Frame next;
        synchronized (this) {
          next = waiting.poll();
          if (next != null) {
            waitingBytes -= next.size();
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
      // Gone: nothing to count. After a failed send the container may believe for ever that one is
      // under way, so it is closed all the same.
      if (close()) {
        connection.close(Disconnect.NO_PONG);
      }
    }
  }

  private void beginSending() {
    sending = true;
    sendingSince = nanoTime.getAsLong();
  }
}
