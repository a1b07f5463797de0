package store.jungyu.chat.socket;

import jakarta.websocket.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// In how many pieces a frame has come in that is not whole yet.
///
/// Open Liberty keeps a buffer of 8 KiB for each piece, be it one byte, until the frame is whole:
/// who sends a frame of 8 KiB byte by byte holds 64 MiB, and fifty such sockets all of the heap. No
/// setting bounds that, and nothing in Jakarta WebSocket tells of a frame before it is whole. So
/// this reads the container's own fields. Where another version has them no more, it counts
/// nothing, and the log says so once.
final class Pieces {
  private static final Logger LOGGER = System.getLogger(Pieces.class.getName());
  private static final List<ClassValue<Field>> WAY =
      Stream.of("impl", "connLink", "linkRead", "messageReader").map(Pieces::field).toList();
  private static final ClassValue<Field> FRAME = field("frameProcessor");
  private static final ClassValue<Field> BUFFERS = field("countOfBuffers");

  private static volatile boolean warned;

  private final @Nullable Object reader;

  private Pieces(@Nullable Object reader) {
    this.reader = reader;
  }

  static Pieces of(Session session) {
    try {
      Object at = session;
      for (ClassValue<Field> step : WAY) {
        at = step.get(at.getClass()).get(at);
      }
      buffers(FRAME.get(at.getClass())); // warns of another version at once
      return new Pieces(at);
    } catch (ReflectiveOperationException | RuntimeException e) {
      unknown(e);
      return new Pieces(null);
    }
  }

  /// Any thread may ask; what it hears may be a moment old.
  int count() {
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

  private static Field buffers(Field frame) {
    return BUFFERS.get(frame.getType());
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
          "this version of the container does not show how many pieces of a frame it holds:"
              + " who sends a frame byte by byte is not cut",
          why);
    }
  }
}
