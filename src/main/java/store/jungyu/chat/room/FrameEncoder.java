package store.jungyu.chat.room;

import java.util.List;

/// Turns events into the text of one frame. Called once for a whole room, not once a member.
@FunctionalInterface
public interface FrameEncoder {
  String encode(List<? extends RoomEvent> events);
}
