package store.jungyu.chat.socket;

import jakarta.websocket.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
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
  private static final String[] WAY = {"impl", "connLink", "linkRead", "messageReader"};

  private static volatile boolean warned;

  private final @Nullable Object reader;

  // Of the container's classes, which are the same for all sessions.
  private static volatile @Nullable Field frame;
  private static volatile @Nullable Field buffers;

  private Pieces(@Nullable Object reader) {
    this.reader = reader;
  }

  static Pieces of(Session session) {
    try {
      Object at = session;
      for (String name : WAY) {
        at = field(at.getClass(), name).get(at);
      }
      if (frame == null) {
        Field frames = field(at.getClass(), "frameProcessor");
        buffers = field(frames.getType(), "countOfBuffers");
        frame = frames;
      }
      return new Pieces(at);
    } catch (ReflectiveOperationException | RuntimeException e) {
      unknown(e);
      return new Pieces(null);
    }
  }

  /// Any thread may ask; what it hears may be a moment old.
  int count() {
    Field frames = frame;
    Field counts = buffers;
    if (reader == null || frames == null || counts == null) {
      return 0;
    }
    try {
      return counts.getInt(frames.get(reader));
    } catch (ReflectiveOperationException | RuntimeException e) {
      unknown(e);
      return 0;
    }
  }

  private static Field field(Class<?> type, String name) throws NoSuchFieldException {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      for (Field field : each.getDeclaredFields()) {
        if (field.getName().equals(name)) {
          field.setAccessible(true);
          return field;
        }
      }
    }
    throw new NoSuchFieldException(type + " has no " + name);
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
