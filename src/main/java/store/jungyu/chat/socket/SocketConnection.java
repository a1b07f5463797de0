package store.jungyu.chat.socket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import store.jungyu.chat.room.Connection;
import store.jungyu.chat.room.Disconnect;
import store.jungyu.chat.room.Frame;

/// A WebSocket session, as a room sees it.
///
/// Sends block until the network has taken them. Open Liberty knows no limit for that, so nobody
/// but an outbox, which has a deadline, may call them.
final class SocketConnection implements Connection {
  private final Session session;
  private final Runnable onClosing;
  private final AtomicBoolean closing = new AtomicBoolean();
  private volatile boolean binary;

  /// @param onClosing is told, once, before the connection is closed from this side
  SocketConnection(Session session, Runnable onClosing) {
    this.session = session;
    this.onClosing = onClosing;
  }

  /// From now on frames are binary.
  void sendBinary() {
    binary = true;
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

  /// Closing may wait many seconds for a peer that does not read, so a thread of its own does it.
  @Override
  public void close(Disconnect reason) {
    if (closing.compareAndSet(false, true)) {
      onClosing.run();
      CloseReason closeReason =
          new CloseReason(CloseReason.CloseCodes.getCloseCode(reason.code()), reason.text());
      Thread.startVirtualThread(() -> {
        try {
          session.close(closeReason);
        } catch (IOException | RuntimeException e) {
          // It is gone, which is what was wanted.
        }
      });
    }
  }
}
