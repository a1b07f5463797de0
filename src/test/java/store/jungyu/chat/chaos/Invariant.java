package store.jungyu.chat.chaos;

/// What must hold whatever breaks. Each is what a bug would be called.
public enum Invariant {
  /// An author was told that a message is stored, and it is not.
  LOST,
  /// Somebody was shown a message that is not stored: announced before the commit.
  SHOWN_BEFORE_STORED,
  /// One client id is stored more than once.
  STORED_TWICE,
  /// The stored numbers of a room are not 1, 2, 3 … up to its head.
  NUMBERS_WITH_HOLES,
  /// A message is stored that nobody sent.
  PHANTOM,
  /// A stored text is not the one its author sent first.
  ALTERED,
  /// Somebody was told that a message is edited or deleted, and it is not.
  CHANGE_LOST,
  /// A message is edited or deleted, and its author never wanted that.
  CHANGED_BY_ANOTHER,
  /// The text of a deleted message is stored, or is shown to somebody who knows of later events.
  DELETED_SHOWN,
  /// Under one number a reader was shown another message or change than is stored.
  DISAGREES,
  /// A reader was shown a message or change after a later one.
  OUT_OF_ORDER,
  /// A reader never got a message or change that lies between two it got, and was not told.
  SKIPPED,
  /// A reader got a message or change twice without having asked.
  REPEATED,
  /// Somebody who came got less history than there is.
  SHORT_HISTORY,
  /// Somebody who returned was told that too much was missed, and it was not.
  GIVEN_UP,
  /// A reader that was there to the end did not get the last messages or changes.
  LEFT_OUT,
  /// A browser that wanted to be there at the end was not let in, or not again.
  SHUT_OUT,
  /// An author that was there to the end got no answer, or none but that it may try again.
  UNANSWERED,
  /// An author was told that a message or change is not stored and will not be, and it is; or that
  /// a message is not its own, and it is.
  FALSE_REFUSAL
}
