package store.jungyu.chat.persistence;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import store.jungyu.chat.room.Animal;
import store.jungyu.chat.room.Draft;
import store.jungyu.chat.room.Message;
import store.jungyu.chat.room.MessageLog;
import store.jungyu.chat.room.Pseudonyms;
import store.jungyu.chat.room.RoomEvent;
import store.jungyu.chat.room.RoomId;

/// A message. Rows are written by [AppendTransaction].
@Entity
@Table(name = "messages")
class MessageRow {
  /// What [#MessageRow(ResultSet)] reads.
  static final String COLUMNS =
      "client_id, room_id, anonymous_id, seq, nickname, avatar, content, created_at, changed_seq,"
          + " edited_at, deleted_at";

  @Id private long id;

  @Column(name = "room_id")
  private String roomId = "";

  @Column(name = "anonymous_id")
  private String person = "";

  private String nickname = "";
  private String avatar = "";

  @Column(name = "content")
  private String text = "";

  @Column(name = "created_at")
  private OffsetDateTime createdAt = OffsetDateTime.MIN;

  @Column(name = "client_id")
  private UUID clientId = new UUID(0, 0);

  private long seq;

  @Column(name = "changed_seq")
  private long changedSeq;

  @Column(name = "edited_at")
  private @Nullable OffsetDateTime editedAt;

  @Column(name = "deleted_at")
  private @Nullable OffsetDateTime deletedAt;

  protected MessageRow() {}

  MessageRow(Draft draft, long seq) {
    this.roomId = draft.room().value();
    this.person = draft.person();
    this.nickname = draft.profile().nickname();
    this.avatar = draft.profile().avatar().id();
    this.text = draft.text();
    this.createdAt = draft.at().atOffset(ZoneOffset.UTC);
    this.clientId = draft.clientId();
    this.seq = seq;
    this.changedSeq = seq;
  }

  /// @param row stands on a row with the [#COLUMNS]
  MessageRow(ResultSet row) throws SQLException {
    this.roomId = row.getString("room_id");
    this.person = row.getString("anonymous_id");
    this.nickname = row.getString("nickname");
    this.avatar = row.getString("avatar");
    this.text = row.getString("content");
    this.createdAt = row.getObject("created_at", OffsetDateTime.class);
    this.clientId = row.getObject("client_id", UUID.class);
    this.seq = row.getLong("seq");
    this.changedSeq = row.getLong("changed_seq");
    this.editedAt = row.getObject("edited_at", OffsetDateTime.class);
    this.deletedAt = row.getObject("deleted_at", OffsetDateTime.class);
  }

  /// The last thing that became of it after it was said, or empty: nothing did.
  Optional<RoomEvent.Numbered> lastChange() {
    if (deletedAt != null) {
      return Optional.of(new RoomEvent.Deleted(changedSeq, seq));
    }
    return editedAt == null
        ? Optional.empty()
        : Optional.of(new RoomEvent.Edited(changedSeq, seq, text, editedAt.toInstant()));
  }

  boolean by(String somebody) {
    return person.equals(somebody);
  }

  SentOnce sentOnce() {
    return new SentOnce(clientId, roomId, person);
  }

  /// The message as it is now, or that it is gone.
  RoomEvent.Numbered toEvent(Pseudonyms pseudonyms) {
    return deletedAt == null
        ? new RoomEvent.Said(toMessage(pseudonyms))
        : new RoomEvent.Deleted(changedSeq, seq, clientId);
  }

  MessageLog.Own toOwn(Pseudonyms pseudonyms) {
    return new MessageLog.Own(new RoomId(roomId), toMessage(pseudonyms));
  }

  Message toMessage(Pseudonyms pseudonyms) {
    String author = pseudonyms.author(new RoomId(roomId), person);
    Instant at = createdAt.toInstant();
    Animal animal = Animal.byId(avatar).orElseGet(() -> Animal.of(author));
    return new Message(seq, clientId, author, nickname, animal, text, editedAt != null, at);
  }
}
