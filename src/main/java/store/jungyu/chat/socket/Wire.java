package store.jungyu.chat.socket;

import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// What is below a session, and Jakarta WebSocket does not show: in how many pieces a frame has
/// come in that is not whole yet, what the container is writing, and the connection itself, to
/// break it off.
///
/// Open Liberty keeps a buffer of 8 KiB for each piece, be it one byte, until the frame is whole:
/// who sends a frame of 8 KiB byte by byte holds 64 MiB, and fifty such sockets all of the heap.
/// And no call and no setting ends a write to somebody who does not read; a second one, as that
/// which says why the connection ends, waits in the same place, and one of the two is never woken
/// (docs/surprises.md).
///
/// So this reads the container's own fields. Where another version has one of them no more, nothing
/// is counted and nothing broken off, and the log says so once.
final class Wire {
  private static final Logger LOGGER = System.getLogger(Wire.class.getName());
  private static final ClassValue<Field> IMPL = field("impl");
  private static final ClassValue<Field> LINK = field("connLink");
  private static final ClassValue<Field> LINK_READ = field("linkRead");
  private static final ClassValue<Field> READER = field("messageReader");
  private static final ClassValue<Field> FRAME = field("frameProcessor");
  private static final ClassValue<Field> BUFFERS = field("countOfBuffers");
  private static final ClassValue<Field> CONNECTION = field("tcpConnection");
  private static final ClassValue<Field> IO_CHANNEL = field("socketIOChannel");
  private static final ClassValue<Field> CHANNEL = field("channel");
  private static final ClassValue<Field> WRITING = field("writeLinkStatus");
  private static final ClassValue<Method> NOT_WRITING =
      new ClassValue<>() {
        @Override
        protected Method computeValue(Class<?> type) {
          try {
            return type.getMethod("signalNotWriting");
          } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
          }
        }
      };

  private static volatile boolean unknown;

  private final @Nullable Object link;
  private final @Nullable Object reader;

  Wire(Session session) {
    link = follow(follow(session, IMPL), LINK);
    reader = follow(follow(link, LINK_READ), READER);
    pieces(); // these two warn of another version at once
    channel();
  }

  /// Any thread may ask; what it hears may be a moment old.
  int pieces() {
    Object frame = follow(reader, FRAME);
    try {
      return frame == null ? 0 : BUFFERS.get(frame.getClass()).getInt(frame);
    } catch (ReflectiveOperationException | RuntimeException e) {
      unknown(e);
      return 0;
    }
  }

  /// Whether a write is under way, as the container believes, which forgets one that failed.
  boolean isWriting() {
    Object status = follow(link, WRITING);
    return status != null && !status.toString().equals("OK_TO_WRITE");
  }

  /// Whether the container is answering a ping, by itself, on the thread that reads.
  boolean isAnsweringPing() {
    Object status = follow(link, WRITING);
    return status != null && status.toString().equals("WRITING_PONG");
  }

  /// Lets every write fail, also the one under way, and what the network has not taken be dropped
  /// when the container closes the connection. Reads go on.
  ///
  /// @return whether it can
  boolean endWrites() {
    SocketChannel channel = channel();
    try {
      if (channel != null) {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.shutdownOutput();
      }
    } catch (IOException | RuntimeException e) {
      // It is gone, and so are the writes.
    }
    return channel != null;
  }

  /// Tells the container that a write has failed: it waits for that one, before it says why it
  /// closes, for five seconds and a half.
  void writeHasFailed() {
    if (link != null) {
      try {
        NOT_WRITING.get(link.getClass()).invoke(link);
      } catch (ReflectiveOperationException | RuntimeException e) {
        unknown(e);
      }
    }
  }

  /// Lets the container read that the connection is at its end, so that it closes it.
  void endReads() {
    SocketChannel channel = channel();
    try {
      if (channel != null) {
        channel.shutdownInput();
      }
    } catch (IOException | RuntimeException e) {
      // It is gone.
    }
  }

  private @Nullable SocketChannel channel() {
    Object channel = follow(follow(follow(link, CONNECTION), IO_CHANNEL), CHANNEL);
    return channel instanceof SocketChannel found ? found : null;
  }

  private static @Nullable Object follow(@Nullable Object from, ClassValue<Field> step) {
    try {
      return from == null || unknown ? null : step.get(from.getClass()).get(from);
    } catch (ReflectiveOperationException | RuntimeException e) {
      unknown(e);
      return null;
    }
  }

  /// The field `name` of a class or of one above it, looked up once.
  private static ClassValue<Field> field(String name) {
    return new ClassValue<>() {
      @Override
      protected Field computeValue(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
          for (Field field : each.getDeclaredFields()) {
            if (field.getName().equals(name)) {
              field.setAccessible(true);
              return field;
            }
          }
        }
        throw new IllegalStateException(type + " has no " + name);
      }
    };
  }

  private static void unknown(Exception why) {
    if (!unknown) {
      unknown = true;
      LOGGER.log(
          Level.WARNING,
          "this version of the container does not show its connections: who sends a frame byte by"
              + " byte is not cut, and who does not read may hold a thread for good",
          why);
    }
  }
}
