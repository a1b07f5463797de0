package store.jungyu.chat.room;

/// Who wants a change of a message, and hears what became of it: a member of the room, or somebody
/// who deletes all of his own at once.
public interface Asker {
  /// It is made, and its event says what came of it.
  ///
  /// @param before whether it had been made before, so that nobody is told of it now
  void made(RoomEvent.Numbered event, boolean before);

  /// The change of number `of` was not made.
  void refuse(long of, Rejection reason);
}
