package store.jungyu.chat.room;

import java.util.List;

/// Turns events into one frame. Called once for a whole room, not once a member.
@FunctionalInterface
public interface FrameEncoder {
  Frame encode(List<? extends RoomEvent> events);
}
