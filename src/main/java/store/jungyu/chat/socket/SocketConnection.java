package store.jungyu.chat.socket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import store.jungyu.chat.room.Connection;
import store.jungyu.chat.room.Disconnect;
import store.jungyu.chat.room.Frame;

/// A WebSocket session, as a room sees it.
///
/// Sends block until the network has taken them. Open Liberty knows no limit for that, so nobody
/// but an outbox, which has a deadline, may call them.
final class SocketConnection implements Connection {
  private static final int SEND_ENDS_WITHIN_MILLIS = 5_000;

  /// The same where it has been waited for already …
  private static final int SLOW_SEND_ENDS_WITHIN_MILLIS = 1_000;

  /// … and on one of the container's threads.
  private static final int SEND_ENDS_SOON_MILLIS = 100;

  /// How long a browser may take to answer that the connection is closed.
  private static final Duration GONE_WITHIN = Duration.ofSeconds(10);

  private static final int WAKE_EVERY_MILLIS = 500;
  private static final int WAKES = 10;
  private static final int LOOK_EVERY_MILLIS = 10;

  private final Session session;
  private final Wire wire;
  private final String address;
  private final Runnable onClosing;
  private final Runnable onTold;
  private final AtomicBoolean closing = new AtomicBoolean();

  /// Held for each write: of two that wait for the network the container wakes one.
  private final ReentrantLock writing = new ReentrantLock();

  /// Whose write is under way. Guarded by `this`.
  private @Nullable Thread writer;

  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean binary;
  private volatile @Nullable Instant blockedUntil;

  /// @param onClosing is told, once, before the connection is closed from this side
  /// @param onTold is told after it, once the browser is told, or cannot be
  SocketConnection(Session session, String address, Runnable onClosing, Runnable onTold) {
    this.session = session;
    this.wire = new Wire(session);
    this.address = address;
    this.onClosing = onClosing;
    this.onTold = onTold;
  }

  /// From now on frames are binary.
  void sendBinary() {
    binary = true;
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public void send(Frame frame) throws IOException {
    write(
        binary
            ? remote -> remote.sendBinary(frame.bytes())
            : remote -> remote.sendText(frame.text()));
  }

  @Override
  public void ping() throws IOException {
    write(remote -> remote.sendPing(ByteBuffer.allocate(0)));
  }

  private interface Write {
    void to(RemoteEndpoint.Basic remote) throws IOException;
  }

  /// @throws IOException also if the last word is being said, or was
  private void write(Write write) throws IOException {
    writing.lock();
    try {
      if (closing.get()) {
        throw new IOException("it is being closed");
      }
      writer(Thread.currentThread());
      try {
        write.to(session.getBasicRemote());
      } catch (IOException e) {
        wire.writeHasFailed();
        throw e;
      } finally {
        writer(null);
      }
    } finally {
      writing.unlock();
    }
  }

  private synchronized void writer(@Nullable Thread now) {
    writer = now;
    if (now == null) {
      Thread.interrupted(); // by #interruptWriter, which came when all was written
    }
  }

  private synchronized void interruptWriter() {
    if (writer != null) {
      writer.interrupt();
    }
  }

  /// In how many pieces a frame has come in that is not whole yet.
  int pieces() {
    return wire.pieces();
  }

  /// Whether the container is answering a ping.
  boolean isAnsweringPing() {
    return wire.isAnsweringPing();
  }

  /// Has the container refuse whatever comes next as too long (1009), on its reading thread.
  void takeNoMore() {
    session.setMaxTextMessageBufferSize(1);
    session.setMaxBinaryMessageBufferSize(1);
  }

  /// Notes when somebody who is blocked may come back: it is told with the close.
  void blockedUntil(Instant end) {
    blockedUntil = end;
  }

  private String text(Disconnect reason) {
    return reason == Disconnect.BLOCKED && blockedUntil != null
        ? reason.text() + " until " + blockedUntil
        : reason.text();
  }

  /// Closing may wait many seconds for a peer that does not answer, so a thread of its own does it:
  /// once what is being sent has left. What takes longer than five seconds, or one where it was too
  /// slow, is broken off.
  @Override
  public void close(Disconnect reason) {
    if (closing.compareAndSet(false, true)) {
      onClosing.run();
      CloseReason closeReason =
          new CloseReason(CloseReason.CloseCodes.getCloseCode(reason.code()), text(reason));
      int patience =
          reason == Disconnect.TOO_SLOW ? SLOW_SEND_ENDS_WITHIN_MILLIS : SEND_ENDS_WITHIN_MILLIS;
      Thread.startVirtualThread(() -> {
        boolean whole = stopWriting(patience);
        try {
          session.close(closeReason);
        } catch (IOException | RuntimeException e) {
          // It is gone, which is what was wanted.
        } finally {
          if (!whole) {
            wire.endReads();
          }
          closed.countDown();
          onTold.run();
        }
      });
    }
  }

  /// It is over: for the container, which says why as soon as its thread returns from here, or from
  /// this side. Who then goes on to send, and does not close, the container would wait for as long
  /// as it does, though nobody counts it any more.
  void ended() {
    closing.set(true);
    stopWriting(SEND_ENDS_SOON_MILLIS);
    Thread.startVirtualThread(() -> {
      LockSupport.parkNanos(GONE_WITHIN.toNanos());
      wire.endWrites();
      wire.endReads();
    });
  }

  /// Waits for what is being written, for the last time, and has it fail if it does not leave,
  /// which nothing else does. What wakes its thread too early waits again.
  ///
  /// @return whether the connection is whole; else nothing can be written to it any more
  private boolean stopWriting(int withinMillis) {
    boolean whole = isWritten(withinMillis);
    if (!whole && wire.endWrites()) {
      int wakes = 0;
      do {
        interruptWriter();
      } while (!isWritten(WAKE_EVERY_MILLIS) && ++wakes < WAKES);
    }
    return whole;
  }

  /// Whether all is written within that time, also what the container writes by itself.
  private boolean isWritten(int withinMillis) {
    long began = System.nanoTime();
    try {
      if (!writing.tryLock(withinMillis, TimeUnit.MILLISECONDS)) {
        return false;
      }
      writing.unlock();
      while (wire.isWriting()) {
        if (System.nanoTime() - began > TimeUnit.MILLISECONDS.toNanos(withinMillis)) {
          return false;
        }
        Thread.sleep(LOOK_EVERY_MILLIS);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Waits until the browser is told why it was closed, or a second: for the thread that reads from
  /// it. Read on, the container may find fault with what comes next, and tell that instead.
  void awaitLastWord() {
    try {
      closed.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
