package store.jungyu.chat.persistence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import store.jungyu.chat.room.Change;
import store.jungyu.chat.room.RoomEvent;

/// Some changes of messages on their way into the tables: under the lock of the room's row like all
/// that is numbered, one by one, since they are rare.
///
/// Of a deleted message the row stays, without its text and the name it was said under: its number
/// stays taken, and a resend of it is still known.
final class ChangeTransaction {
  private static final String LOCK =
      "SELECT id, last_seq FROM rooms WHERE id = ANY (?) ORDER BY id FOR UPDATE";

  private static final String LOOK_UP =
      "SELECT " + MessageRow.COLUMNS + " FROM messages WHERE room_id = ? AND seq = ?";

  private static final String EDIT =
      "UPDATE messages SET changed_seq = ?, edited_at = ?, content = ? WHERE room_id = ? AND seq = ?";

  private static final String DELETE =
      """
      UPDATE messages SET changed_seq = ?, deleted_at = ?, content = '', nickname = '',
                          edited_at = NULL
        WHERE room_id = ? AND seq = ?
      """;

  private static final String COUNT = "UPDATE rooms SET last_seq = ? WHERE id = ?";

  private final Connection connection;
  private final Map<String, Long> heads = new HashMap<>();
  private final Set<String> moved = new HashSet<>();

  /// @param connection without auto-commit
  ChangeTransaction(Connection connection) {
    this.connection = connection;
  }

  /// Does all but the commit.
  List<Optional<RoomEvent.Numbered>> change(List<Change> changes) throws SQLException {
    lock(changes);
    List<Optional<RoomEvent.Numbered>> events = new ArrayList<>(changes.size());
    for (Change change : changes) {
      events.add(Optional.ofNullable(change(change)));
    }
    try (PreparedStatement statement = connection.prepareStatement(COUNT)) {
      for (String room : moved) {
        statement.setLong(1, heads.getOrDefault(room, 0L));
        statement.setString(2, room);
        statement.addBatch();
      }
      statement.executeBatch();
    }
    return events;
  }

  private void lock(List<Change> changes) throws SQLException {
    Object[] rooms = changes.stream().map(change -> change.room().value()).distinct().toArray();
    try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
      statement.setArray(1, connection.createArrayOf("text", rooms));
      try (ResultSet locked = statement.executeQuery()) {
        while (locked.next()) {
          heads.put(locked.getString(1), locked.getLong(2));
        }
      }
    }
  }

  private RoomEvent.@Nullable Numbered change(Change change) throws SQLException {
    MessageRow row = lookUp(change);
    if (row == null || !row.by(change.person())) {
      return null;
    }
    RoomEvent.Numbered last = row.lastChange().orElse(null);
    String text = change.text();
    if (last instanceof RoomEvent.Deleted) {
      return text == null ? last : null;
    }
    if (last instanceof RoomEvent.Edited edited && edited.text().equals(text)) {
      return last;
    }
    long seq = heads.merge(change.room().value(), 1L, Long::sum);
    moved.add(change.room().value());
    if (text == null) {
      update(DELETE, change, seq);
      return new RoomEvent.Deleted(seq, change.of());
    }
    update(EDIT, change, seq, text);
    return new RoomEvent.Edited(seq, change.of(), text, change.at());
  }

  private @Nullable MessageRow lookUp(Change change) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LOOK_UP)) {
      statement.setString(1, change.room().value());
      statement.setLong(2, change.of());
      try (ResultSet found = statement.executeQuery()) {
        return found.next() ? new MessageRow(found) : null;
      }
    }
  }

  private void update(String sql, Change change, long seq, String... text) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, seq);
      statement.setObject(2, change.at().atOffset(ZoneOffset.UTC));
      int next = 3;
      for (String each : text) {
        statement.setString(next++, each);
      }
      statement.setString(next++, change.room().value());
      statement.setLong(next, change.of());
      statement.executeUpdate();
    }
  }
}
