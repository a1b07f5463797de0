package store.jungyu.chat.socket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import store.jungyu.chat.room.Connection;
import store.jungyu.chat.room.Disconnect;
import store.jungyu.chat.room.Frame;

/// A WebSocket session, as a room sees it.
///
/// Sends block until the network has taken them. Open Liberty knows no limit for that, so nobody
/// but an outbox, which has a deadline, may call them.
final class SocketConnection implements Connection {
  private final Session session;
  private final String address;
  private final Runnable onClosing;
  private final Runnable onTold;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean binary;
  private volatile @Nullable Instant blockedUntil;

  /// @param onClosing is told, once, before the connection is closed from this side
  /// @param onTold is told after it, once the browser is told, or cannot be
  SocketConnection(Session session, String address, Runnable onClosing, Runnable onTold) {
    this.session = session;
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
    if (binary) {
      session.getBasicRemote().sendBinary(frame.bytes());
    } else {
      session.getBasicRemote().sendText(frame.text());
    }
  }

  @Override
  public void ping() throws IOException {
    session.getBasicRemote().sendPing(ByteBuffer.allocate(0));
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

  /// Closing may wait many seconds for a peer that does not read, so a thread of its own does it.
  @Override
  public void close(Disconnect reason) {
    if (closing.compareAndSet(false, true)) {
      onClosing.run();
      CloseReason closeReason =
          new CloseReason(CloseReason.CloseCodes.getCloseCode(reason.code()), text(reason));
      Thread.startVirtualThread(() -> {
        try {
          session.close(closeReason);
        } catch (IOException | RuntimeException e) {
          // It is gone, which is what was wanted.
        } finally {
          closed.countDown();
          onTold.run();
        }
      });
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
