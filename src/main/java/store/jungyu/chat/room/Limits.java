package store.jungyu.chat.room;

import java.time.Duration;

/// The bounds inside which a room works. Their defaults, settings and reasons are in
/// `ops.Settings`.
///
/// @param text code points in a message
/// @param nicknameMin code points in a nickname, at least
/// @param nicknameMax code points in a nickname, at most
/// @param history messages shown on entry
/// @param resume events that a returning reader may have missed and still gets exactly
/// @param listed participants that are listed; the count is exact beyond it
/// @param outboxFrames frames that may wait for one member
/// @param outboxBytes bytes that may wait for one member
/// @param sendDeadline how long one send to one member may take
/// @param journal messages that may wait to be stored, all rooms together
/// @param batch messages that are stored in one transaction, at most
/// @param hasty refusals for haste in a row after which the connection is ended
public record Limits(
    int text,
    int nicknameMin,
    int nicknameMax,
    int history,
    int resume,
    int listed,
    int outboxFrames,
    int outboxBytes,
    Duration sendDeadline,
    int journal,
    int batch,
    int hasty) {

  /// The most that `resume` may be: of so many events of a room the log tells all changes.
  public static final int MOST_RESUMED = 2_000;

  /// How many characters of text a room remembers for each returning reader, so that a crowd of
  /// them with long messages to catch up on does not fill the memory: an eighth of an outbox.
  int resumeChars() {
    return outboxBytes / 8;
  }
}
