package store.jungyu.chat.room;

import java.time.Instant;
import java.util.UUID;

/// What somebody said and nobody has seen yet: on its way to the [MessageLog].
///
/// @param from who hears if it could not be stored
/// @param person the author's keyed hash ([Pseudonyms#person]), which only the database sees
public record Draft(
    RoomId room,
    Member from,
    String person,
    UUID clientId,
    Profile profile,
    String text,
    Instant at,
    long takenNanos)
    implements Entry {}
