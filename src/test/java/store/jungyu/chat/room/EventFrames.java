package store.jungyu.chat.room;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Frames that are names of lists of events, so that a test reads events and no JSON.
final class EventFrames implements FrameEncoder {
  private final AtomicLong last = new AtomicLong();
  private final Map<String, List<? extends RoomEvent>> frames = new ConcurrentHashMap<>();

  private final AtomicReference<@Nullable CountDownLatch> held = new AtomicReference<>();

  /// The next frame with a message waits to be made, until the latch opens.
  CountDownLatch holdNextMessage() {
    CountDownLatch latch = new CountDownLatch(1);
    held.set(latch);
    return latch;
  }

  @Override
  public Frame encode(List<? extends RoomEvent> events) {
    if (events.stream().anyMatch(RoomEvent.Said.class::isInstance)) {
      CountDownLatch latch = held.getAndSet(null);
      if (latch != null) {
        MemoryLog.await(latch);
      }
    }
    String frame = "frame " + last.incrementAndGet();
    frames.put(frame, List.copyOf(events));
    return new Frame(frame);
  }

  List<? extends RoomEvent> decode(String frame) {
    return Objects.requireNonNull(frames.get(frame), "a frame nobody encoded");
  }

  /// How many frames were made.
  long count() {
    return last.get();
  }
}
