package store.jungyu.chat.room;

import java.util.List;

/// Where messages are kept for ever. Calls block; none is made under a room's lock.
public interface MessageLog {

  /// Makes `drafts` durable in one transaction and numbers them, each room's in the order given.
  ///
  /// A draft whose person and client id the room already holds is not stored again: its entry is
  /// the message as it was stored first.
  ///
  /// @return one entry for each draft, in the order given
  /// @throws Unavailable if nothing was stored
  /// @throws OutcomeUnknown if the answer to the commit was lost; appending the same drafts again
  ///   settles it
  List<Appended> append(List<Draft> drafts) throws Unavailable, OutcomeUnknown;

  /// The last `count` messages of `room`, oldest first; empty for a room nobody spoke in.
  Tail tail(RoomId room, int count) throws Unavailable;

  /// The messages of `room` before `seq`, at most `count`, oldest first.
  List<Message> before(RoomId room, long seq, int count) throws Unavailable;

  /// @param fresh whether this append stored it; false: it was there before
  record Appended(Message message, boolean fresh) {}

  /// @param head the number of the room's last event, 0 for none
  record Tail(long head, List<Message> messages) {}

  /// The log could not be reached, or refused. Nothing was stored.
  final class Unavailable extends Exception {
    private static final long serialVersionUID = 1L;

    public Unavailable(Throwable cause) {
      super(cause);
    }
  }

  /// The commit was sent and its answer never came.
  final class OutcomeUnknown extends Exception {
    private static final long serialVersionUID = 1L;

    public OutcomeUnknown(Throwable cause) {
      super(cause);
    }
  }
}
