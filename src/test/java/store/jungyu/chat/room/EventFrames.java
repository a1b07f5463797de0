package store.jungyu.chat.room;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Frames that are names of lists of events, so that a test reads events and no JSON.
final class EventFrames implements FrameEncoder {
  private final AtomicLong last = new AtomicLong();
  private final Map<String, List<? extends RoomEvent>> frames = new ConcurrentHashMap<>();

  @Override
  public String encode(List<? extends RoomEvent> events) {
    String frame = "frame " + last.incrementAndGet();
    frames.put(frame, List.copyOf(events));
    return frame;
  }

  List<? extends RoomEvent> decode(String frame) {
    return Objects.requireNonNull(frames.get(frame), "a frame nobody encoded");
  }

  /// How many frames were made.
  long count() {
    return last.get();
  }
}
