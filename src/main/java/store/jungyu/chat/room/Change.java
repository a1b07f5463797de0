package store.jungyu.chat.room;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What somebody wants to become of a message of his own: on its way to the [MessageLog].
///
/// @param from who hears if it could not be done
/// @param person the keyed hash of who wants it; only the message's author may
/// @param of the message's number
/// @param text its new text, or null: it is to be deleted
public record Change(
    RoomId room,
    Asker from,
    String person,
    long of,
    @Nullable String text,
    Instant at,
    long takenNanos)
    implements Entry {}
