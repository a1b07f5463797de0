package store.jungyu.chat.room;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One connection in one room. A person with five tabs is five members and one participant.
public final class Member implements Asker {
  private final Room room;
  private final String person;
  private final String author;
  private final String address;
  private final Outbox outbox;
  private volatile @Nullable Profile profile;
  private int hastyInARow; // only the connection's reading thread counts

  Member(
      Room room,
      String person,
      String author,
      String address,
      @Nullable Profile profile,
      Outbox outbox) {
    this.room = room;
    this.person = person;
    this.author = author;
    this.address = address;
    this.profile = profile;
    this.outbox = outbox;
  }

  /// Says `text` in the room. The answer is the message itself, or a rejection with `clientId`.
  public void say(UUID clientId, String text) {
    room.say(this, clientId, text);
  }

  /// Changes what the person said as number `of`. The answer is the change itself, or a rejection
  /// with `of`.
  public void edit(long of, String text) {
    room.change(this, of, text);
  }

  /// Deletes what the person said as number `of`. Answered like [#edit].
  public void delete(long of) {
    room.change(this, of, null);
  }

  /// Takes a name, or another one. What was said keeps the name it was said under.
  public void rename(Profile to) {
    room.rename(this, to);
  }

  /// Answers a frame of this member's with a refusal.
  public void reject(@Nullable UUID clientId, Rejection reason) {
    room.reject(this, clientId, reason, 0);
  }

  /// Answers a `ping` frame.
  public void pong() {
    room.tell(this, new RoomEvent.Pong());
  }

  /// Asks the browser for a sign of life.
  public void ping() {
    outbox.ping();
  }

  /// Ends the connection from the server's side.
  public void disconnect(Disconnect reason) {
    outbox.cut(reason);
  }

  /// The connection is gone. May be called repeatedly, and while the room announces.
  public void leave() {
    outbox.close();
    room.leave(this);
  }

  /// Tells that `clientId` was not stored and will not be.
  void busy(UUID clientId) {
    room.refuse(this, new RoomEvent.Rejected(clientId, Rejection.BUSY, Rooms.BUSY_RETRY_MILLIS));
  }

  @Override
  public void made(RoomEvent.Numbered event, boolean before) {
    if (before) {
      acknowledge(event);
    }
  }

  @Override
  public void refuse(long of, Rejection reason) {
    long retryAfterMillis = reason == Rejection.BUSY ? Rooms.BUSY_RETRY_MILLIS : 0;
    room.refuse(this, new RoomEvent.Rejected(null, of, reason, retryAfterMillis));
  }

  /// Tells that `event`, which this member wanted again, is stored.
  void acknowledge(RoomEvent.Numbered event) {
    room.acknowledge(this, event);
  }

  String person() {
    return person;
  }

  String author() {
    return author;
  }

  String address() {
    return address;
  }

  Outbox outbox() {
    return outbox;
  }

  /// What the others see of the person, or null: it only reads.
  public @Nullable Profile profile() {
    return profile;
  }

  void setProfile(Profile to) {
    profile = to;
  }

  /// @return how many in a row were refused for haste, this one included
  int countHaste(boolean hasty) {
    hastyInARow = hasty ? hastyInARow + 1 : 0;
    return hastyInARow;
  }
}
