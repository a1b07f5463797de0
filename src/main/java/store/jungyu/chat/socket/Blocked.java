package store.jungyu.chat.socket;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import store.jungyu.chat.room.RoomId;

/// Who may not be in a room. Asked often; answers from memory.
@FunctionalInterface
public interface Blocked {

  /// @param subjects all that one browser is known under: keyed hashes
  /// @return until when it may not be in `room`, or null: it may
  @Nullable Instant until(RoomId room, List<String> subjects);
}
