package store.jungyu.chat.room;

/// Why something was not done. Told to the one who asked, in a `rejected` frame; the connection
/// stays open. The names are part of the protocol.
public enum Rejection {
  /// Said before a nickname was set.
  NO_NICKNAME,
  /// The nickname has not 2–15 code points, or characters a name cannot have.
  BAD_NICKNAME,
  /// Nothing in the text can be seen.
  BLANK,
  /// More code points than a message may have.
  TOO_LONG,
  /// U+0000 or half a surrogate pair.
  BAD_TEXT,
  /// More messages than one person may send; `retryAfterMs` says when the next one will do.
  TOO_FAST,
  /// The message was not stored and will not be; sending it again, same id, is right.
  BUSY,
  /// No message of one's own has that number: it is another's, deleted, or there is none.
  NOT_YOURS,
  /// A frame type this server does not know: an older or newer page.
  UNKNOWN_TYPE,
  /// A second `hello` on one socket.
  ALREADY_HERE
}
