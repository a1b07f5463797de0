package store.jungyu.chat.room;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Somebody who may not be in a room until a time.
///
/// @param subject who: the keyed hash of a person ([Pseudonyms#person]) or of a range of addresses
///   ([Pseudonyms#network])
/// @param room where; null: in no room
/// @param note what the operator wrote beside it, at most 200 characters
public record Block(String subject, @Nullable RoomId room, Instant until, String note) {}
