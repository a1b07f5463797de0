package store.jungyu.chat.socket;

import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is below a session, and Jakarta WebSocket does not show: in how many pieces a frame has
/// come in that is not whole yet, and the connection itself, to break it off.
///
/// Open Liberty keeps a buffer of 8 KiB for each piece, be it one byte, until the frame is whole:
/// who sends a frame of 8 KiB byte by byte holds 64 MiB, and fifty such sockets all of the heap.
/// And a write to somebody who does not read ends by no call and no setting, while each further
/// write, as the one that says why the connection ends, makes two of them wait in one place: one is
/// never woken (docs/surprises.md).
///
/// So this reads the container's own fields. Where another version has them no more, it counts
/// nothing and breaks off nothing, and the log says so once.
final class Wire {
  private static final Logger LOGGER = System.getLogger(Wire.class.getName());
  private static final List<ClassValue<Field>> TO_LINK = way("impl", "connLink");
  private static final List<ClassValue<Field>> TO_READER = way("linkRead", "messageReader");
  private static final List<ClassValue<Field>> TO_CHANNEL =
      way("tcpConnection", "socketIOChannel", "channel");
  private static final ClassValue<Field> FRAME = field("frameProcessor");
  private static final ClassValue<Field> BUFFERS = field("countOfBuffers");
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

  private static volatile boolean warned;

  private final @Nullable Object link;
  private final @Nullable Object reader;
  private final @Nullable SocketChannel channel;

  private Wire(@Nullable Object link, @Nullable Object reader, @Nullable SocketChannel channel) {
    this.link = link;
    this.reader = reader;
    this.channel = channel;
  }

  static Wire of(Session session) {
    try {
      Object link = follow(TO_LINK, session);
      Object reader = follow(TO_READER, link);
      NOT_WRITING.get(link.getClass()); // these two warn of another version at once
      buffers(FRAME.get(reader.getClass()));
      return new Wire(link, reader, (SocketChannel) follow(TO_CHANNEL, link));
    } catch (ReflectiveOperationException | RuntimeException e) {
      unknown(e);
      return new Wire(null, null, null);
    }
  }

  /// Any thread may ask; what it hears may be a moment old.
  int pieces() {
    if (reader == null) {
      return 0;
    }
    try {
      Field frame = FRAME.get(reader.getClass());
      return buffers(frame).getInt(frame.get(reader));
    } catch (ReflectiveOperationException | RuntimeException e) {
      unknown(e);
      return 0;
    }
  }

  /// Lets every write fail, also the one under way, and what the network has not taken be dropped
  /// when the container closes the connection. Reads go on.
  ///
  /// @return whether it can
  boolean endWrites() {
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

  /// Tells the container that the write under way has failed, which it does not notice by itself:
  /// it waits for it, before it says why it closes, for five seconds and a half.
  void writesHaveEnded() {
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
    try {
      if (channel != null) {
        channel.shutdownInput();
      }
    } catch (IOException | RuntimeException e) {
      // It is gone.
    }
  }

  private static Field buffers(Field frame) {
    return BUFFERS.get(frame.getType());
  }

  private static List<ClassValue<Field>> way(String... names) {
    return Stream.of(names).map(Wire::field).toList();
  }

  private static Object follow(List<ClassValue<Field>> way, Object from)
      throws ReflectiveOperationException {
    Object at = from;
    for (ClassValue<Field> step : way) {
      at = step.get(at.getClass()).get(at);
    }
    return at;
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
    if (!warned) {
      warned = true;
      LOGGER.log(
          Level.WARNING,
          "this version of the container does not show its connections: who sends a frame byte by"
              + " byte is not cut, and who does not read may hold a thread for good",
          why);
    }
  }
}
