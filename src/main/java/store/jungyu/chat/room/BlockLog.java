package store.jungyu.chat.room;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where blocks are kept. Calls block.
public interface BlockLog {

  /// The blocks that hold at `now`.
  List<Block> current(Instant now) throws MessageLog.Unavailable;

  /// Keeps `block`, in place of the one there was for the same subject and room.
  void put(Block block) throws MessageLog.Unavailable;

  /// Takes a block away.
  ///
  /// @return whether there was one
  boolean lift(String subject, @Nullable RoomId room) throws MessageLog.Unavailable;

  /// Deletes the blocks that were over at `now`.
  void forget(Instant now) throws MessageLog.Unavailable;

  /// The person who wrote message `seq` of `room`, or empty: there is none.
  Optional<String> author(RoomId room, long seq) throws MessageLog.Unavailable;
}
