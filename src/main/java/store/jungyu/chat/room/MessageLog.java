package store.jungyu.chat.room;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Where messages are kept for ever. Calls block; none is made under a room's lock.
public interface MessageLog {

  /// Makes `drafts` durable in one transaction and numbers them, each room's in the order given.
  ///
  /// A draft whose person and client id the room already holds is not stored again: its entry is
  /// the message as it is now, or its deletion.
  ///
  /// @param mayCommit asked once, right before the commit; false: none of them is stored
  /// @return one entry for each draft, in the order given
  /// @throws Unavailable if nothing was stored
  /// @throws OutcomeUnknown if the answer to the commit was lost; appending the same drafts again
  ///   settles it
  List<Appended> append(List<Draft> drafts, BooleanSupplier mayCommit)
      throws Unavailable, OutcomeUnknown;

  /// Makes changes of messages durable in one transaction and numbers them, in the order given.
  ///
  /// A change that was made before (the message is deleted, or has that text already) is not made
  /// again: its event is the one from then.
  ///
  /// @param mayCommit as above
  /// @return one entry for each change, in the order given: its event, or empty where the message
  ///   is not the person's, is deleted, or does not exist
  /// @throws Unavailable if nothing was stored
  /// @throws OutcomeUnknown if the answer to the commit was lost; making the same changes again
  ///   settles it, if no two are of one message: only the last change of a message is known
  List<Optional<RoomEvent.Numbered>> change(List<Change> changes, BooleanSupplier mayCommit)
      throws Unavailable, OutcomeUnknown;

  /// The last `count` messages of `room`, oldest first; empty for a room nobody spoke in.
  Tail tail(RoomId room, int count) throws Unavailable;

  /// The messages of `room` before `seq`, at most `count`, oldest first.
  List<Message> before(RoomId room, long seq, int count) throws Unavailable;

  /// What `person` said and did not delete, in the order of rooms and numbers, at most `count`.
  ///
  /// @param after only what follows this room's message `seq`; null: from the beginning
  List<Own> said(String person, @Nullable RoomId after, long seq, int count) throws Unavailable;

  /// Deletes the oldest messages of each room as far as they are older than it keeps them; what has
  /// a younger one before it, because a clock stepped, waits for that.
  ///
  /// @param keepDays how many days rooms keep messages that have no number of their own; 0: for
  ///   ever
  /// @return up to which number messages are gone, of each room that lost some
  Map<RoomId, Long> expire(Instant now, int keepDays) throws Unavailable;

  /// How many messages each of `rooms` holds that can still be read; a room nobody spoke in is
  /// missing.
  Map<RoomId, Long> counts(Collection<RoomId> rooms) throws Unavailable;

  /// A message of one's own, and where it was said.
  record Own(RoomId room, Message message) {}

  /// @param event the message, or that it was deleted since
  /// @param fresh whether this append stored it; false: it was there before
  record Appended(RoomEvent.Numbered event, boolean fresh) {}

  /// @param head the number of the room's last event, 0 for none
  /// @param messages as they are now, without deleted ones
  /// @param changes the last event of each message that was changed after the first of `messages`
  ///   was said, or ever where these are fewer than were asked for; in the order of their numbers
  record Tail(long head, List<Message> messages, List<RoomEvent.Numbered> changes) {
    public Tail(long head, List<Message> messages) {
      this(head, messages, List.of());
    }
  }

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
