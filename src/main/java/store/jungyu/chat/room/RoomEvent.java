package store.jungyu.chat.room;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Everything a room tells a member. `Frames` writes each as one JSON object.
public sealed interface RoomEvent {

  /// The first thing a member hears.
  ///
  /// @param head the number of the last event the member now knows of
  /// @param complete whether `messages` and `changes` are all that was missed since the member's
  ///   `since`; if not, `messages` are the last ones and replace what the page shows
  /// @param messages as they are now, without deleted ones
  /// @param changes what became of messages that the member has
  record Welcome(
      RoomId room,
      String author,
      @Nullable Profile profile,
      long head,
      boolean complete,
      List<Message> messages,
      List<Numbered> changes,
      int count,
      List<Participant> participants)
      implements RoomEvent {}

  /// What changed the room for good, and so has a place in its order.
  sealed interface Numbered extends RoomEvent {
    /// Its place, 1, 2, 3 … without holes.
    long seq();
  }

  /// A message, stored. To its author it is the acknowledgement.
  record Said(Message message) implements Numbered {
    @Override
    public long seq() {
      return message.seq();
    }
  }

  /// Message `of` has another text.
  record Edited(long seq, long of, String text, Instant at) implements Numbered {}

  /// Message `of` is gone.
  ///
  /// @param clientId the id of the `say` it answers, which was sent again; null: none
  record Deleted(long seq, long of, @Nullable UUID clientId) implements Numbered {
    public Deleted(long seq, long of) {
      this(seq, of, null);
    }
  }

  /// Something was not done.
  ///
  /// @param clientId the id of the `say` it answers, or null where it answers another frame
  /// @param of the number of the message that an `edit` or `delete` it answers was about, or null
  /// @param retryAfterMillis when asking again makes sense; 0: nothing is known of that
  record Rejected(
      @Nullable UUID clientId, @Nullable Long of, Rejection reason, long retryAfterMillis)
      implements RoomEvent {

    public Rejected(@Nullable UUID clientId, Rejection reason, long retryAfterMillis) {
      this(clientId, null, reason, retryAfterMillis);
    }
  }

  /// Who came, changed name or went since the last of these.
  record Presence(int count, List<Participant> joined, List<String> left) implements RoomEvent {}

  /// The answer to `ping`.
  record Pong() implements RoomEvent {}

  /// A person in the room who has a name. Several tabs of one person are one participant.
  record Participant(String author, Profile profile) {}
}
