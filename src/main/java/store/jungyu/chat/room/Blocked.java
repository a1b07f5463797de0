package store.jungyu.chat.room;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who may not be in a room. Asked often; answers from memory.
@FunctionalInterface
public interface Blocked {

  /// Whether it knows yet. As long as it does not, nobody may be let in.
  default boolean known() {
    return true;
  }

  /// @param subjects all that one browser is known under: keyed hashes
  /// @return until when it may not be in `room`, or null: it may
  @Nullable Instant until(RoomId room, List<String> subjects);
}
