package store.jungyu.chat.room;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Everything a room tells a member. `Frames` writes each as one JSON object.
public sealed interface RoomEvent {

  /// The first thing a member hears.
  ///
  /// @param head the number of the last event the member now knows of
  /// @param complete whether `messages` are all that were missed since the member's `since`; if
  ///   not, they are the last ones and replace what the page shows
  record Welcome(
      RoomId room,
      String author,
      @Nullable Profile profile,
      long head,
      boolean complete,
      List<Message> messages,
      int count,
      List<Participant> participants)
      implements RoomEvent {}

  /// A message, stored. To its author it is the acknowledgement.
  record Said(Message message) implements RoomEvent {}

  /// Something was not done.
  ///
  /// @param clientId the id of the `say` it answers, or null where it answers another frame
  /// @param retryAfterMillis when asking again makes sense; 0: nothing is known of that
  record Rejected(@Nullable UUID clientId, Rejection reason, long retryAfterMillis)
      implements RoomEvent {}

  /// Who came, changed name or went since the last of these.
  record Presence(int count, List<Participant> joined, List<String> left) implements RoomEvent {}

  /// The answer to `ping`.
  record Pong() implements RoomEvent {}

  /// A person in the room who has a name. Several tabs of one person are one participant.
  record Participant(String author, Profile profile) {}
}
