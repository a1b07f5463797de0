package store.jungyu.chat.persistence;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/// A room that somebody has spoken in.
@Entity
@Table(name = "rooms")
class RoomRow {
  @Id private String id = "";

  /// The number of the room's last event. Changed under the row's lock alone, so it counts in the
  /// order of commits.
  @Column(name = "last_seq")
  private long lastSeq;

  protected RoomRow() {}

  long lastSeq() {
    return lastSeq;
  }
}
