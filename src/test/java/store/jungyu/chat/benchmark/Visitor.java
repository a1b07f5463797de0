package store.jungyu.chat.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One browser of a [Crowd]: a socket, and what it has heard so far.
public final class Visitor {
  enum State {
    OUTSIDE,
    CONNECTING,
    UPGRADING,
    GREETING,
    INSIDE
  }

  final Topic topic;
  final UUID anonymousId = UUID.randomUUID();

  /// Whether it has a name, and so may speak.
  final boolean named;

  /// Whether every message it gets is looked at, and not only the first and the last of a frame.
  final boolean thorough;

  State state = State.OUTSIDE;
  @Nullable SocketChannel channel;
  @Nullable SelectionKey key;
  long connectingSince;

  /// The number of the last message it has; -1 before the first welcome.
  long seq = -1;

  /// Bytes of a frame that has not come whole yet.
  @Nullable ByteBuffer carry;

  /// What came of a message in several frames.
  @Nullable ByteBuffer parts;

  /// Frames the network would not take yet.
  final ArrayDeque<ByteBuffer> unsent = new ArrayDeque<>(0);

  /// Whether it reads what comes.
  boolean reads = true;

  /// Keeps the system from buffering much for it: for readers that are to stop reading.
  public boolean smallWindow;

  /// Whether it was welcomed, and its connection is open.
  public boolean isInside() {
    return state == State.INSIDE;
  }

  /// Its end of its connection.
  ///
  /// @throws NullPointerException if it has none
  public int port() {
    try {
      return ((InetSocketAddress) Objects.requireNonNull(channel).getLocalAddress()).getPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Visitor(Topic topic, boolean named, boolean thorough) {
    this.topic = topic;
    this.named = named;
    this.thorough = thorough;
  }
}
