package store.jungyu.chat.chaos;

import java.util.UUID;

/// A message, as far as it matters which one it is.
///
/// @param seq its number in the room
/// @param id the one its author gave it
public record Line(long seq, UUID id, String text) {}
