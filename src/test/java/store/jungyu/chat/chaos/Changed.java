package store.jungyu.chat.chaos;

import org.jspecify.annotations.Nullable;

/// What became of a message after it was said.
///
/// @param seq its own number in the room
/// @param of the message's number
/// @param text what the message says from now on; null: it is deleted
public record Changed(long seq, long of, @Nullable String text) {
  /// What somebody asked for to bring it about.
  History.Wanted wanted() {
    return new History.Wanted(of, text);
  }
}
