package store.jungyu.chat.room;

import java.time.Instant;
import java.util.UUID;

/// A message as it is stored and shown. It exists only once it is durable, and until it is deleted.
///
/// @param seq its place in the room, 1, 2, 3 … without holes
/// @param clientId the id its author's browser gave it: how a resend is known (unique per author)
/// @param author the author's public name in this room ([Pseudonyms#author])
/// @param nickname the name it was said under; a later change of name leaves it
/// @param avatar the animal it was said as
/// @param text what was said, as written
/// @param edited whether its author changed the text since
/// @param at when the server took it, in milliseconds' precision; order is by `seq`, never by this
public record Message(
    long seq,
    UUID clientId,
    String author,
    String nickname,
    Animal avatar,
    String text,
    boolean edited,
    Instant at) {

  /// As it was said.
  public Message(
      long seq,
      UUID clientId,
      String author,
      String nickname,
      Animal avatar,
      String text,
      Instant at) {
    this(seq, clientId, author, nickname, avatar, text, false, at);
  }

  /// With another text.
  Message with(String other) {
    return new Message(seq, clientId, author, nickname, avatar, other, true, at);
  }
}
