package store.jungyu.chat.room;

import java.time.Instant;
import java.util.UUID;

/// A message as it is stored and shown. It exists only once it is durable.
///
/// @param seq its place in the room, 1, 2, 3 … without holes
/// @param clientId the id its author's browser gave it: how a resend is known (unique per author)
/// @param author the author's public name in this room ([Pseudonyms#author])
/// @param nickname the name it was said under; a later change of name leaves it
/// @param avatar the animal it was said as
/// @param text what was said, as written
/// @param at when the server took it, in milliseconds' precision; order is by `seq`, never by this
public record Message(
    long seq,
    UUID clientId,
    String author,
    String nickname,
    Animal avatar,
    String text,
    Instant at) {}
