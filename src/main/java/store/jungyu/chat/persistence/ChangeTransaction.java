package store.jungyu.chat.persistence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import store.jungyu.chat.room.Change;
import store.jungyu.chat.room.RoomEvent;

/// Some changes of messages on their way into the tables: under the lock of the room's row like all
/// that is numbered. Like a batch of messages ([AppendTransaction]) it takes two round trips and a
/// commit, however many there are: who deletes all that he said makes fifty at a time.
///
/// Of a deleted message the row stays, without its text and the name it was said under: its number
/// stays taken, and a resend of it is still known.
final class ChangeTransaction {
  private static final String LOCK_AND_LOOK_UP =
      LockedRooms.LOCK
          + " SELECT "
          + MessageRow.COLUMNS
          + " FROM unnest(?, ?) AS wanted (room_id, seq) JOIN messages USING (room_id, seq)";

  /// Without a text it is deleted.
  private static final String STORE =
      """
      UPDATE messages
        SET changed_seq = change.number,
            content = COALESCE(change.text, ''),
            nickname = CASE WHEN change.text IS NULL THEN '' ELSE nickname END,
            edited_at = CASE WHEN change.text IS NULL THEN NULL ELSE change.at END,
            deleted_at = CASE WHEN change.text IS NULL THEN change.at END
        FROM unnest(?, ?, ?, ?, ?) AS change (room, of, number, at, text)
        WHERE room_id = change.room AND seq = change.of;
      """
          + LockedRooms.MOVE;

  /// A message that is to be changed.
  private record Target(String room, long seq) {
    static Target of(Change change) {
      return new Target(change.room().value(), change.of());
    }
  }

  /// What becomes of a message in the end.
  private record Changed(Change change, long number) {}

  private final Connection connection;
  private final LockedRooms locked;
  private final Map<Target, MessageRow> rows = new HashMap<>();
  private final Map<Target, RoomEvent.Numbered> last = new HashMap<>();
  private final Map<Target, Changed> changed = new LinkedHashMap<>();

  /// @param connection without auto-commit
  ChangeTransaction(Connection connection) {
    this.connection = connection;
    this.locked = new LockedRooms(connection);
  }

  /// Does all but the commit.
  List<Optional<RoomEvent.Numbered>> change(List<Change> changes) throws SQLException {
    lockAndLookUp(changes);
    List<Optional<RoomEvent.Numbered>> events = new ArrayList<>(changes.size());
    for (Change change : changes) {
      events.add(Optional.ofNullable(change(change)));
    }
    if (!changed.isEmpty()) {
      store(List.copyOf(changed.values()));
    }
    return events;
  }

  private void lockAndLookUp(List<Change> changes) throws SQLException {
    List<Target> wanted = changes.stream().map(Target::of).distinct().toList();
    try (PreparedStatement statement = connection.prepareStatement(LOCK_AND_LOOK_UP)) {
      statement.setArray(1, locked.text(wanted.stream().map(Target::room).distinct()));
      statement.setArray(2, locked.text(wanted.stream().map(Target::room)));
      statement.setArray(3, locked.array("int8", wanted.stream().map(Target::seq)));
      try (ResultSet found = locked.lock(statement)) {
        while (found.next()) {
          MessageRow row = new MessageRow(found);
          Target target = new Target(found.getString("room_id"), found.getLong("seq"));
          rows.put(target, row);
          row.lastChange().ifPresent(event -> last.put(target, event));
        }
      }
    }
  }

  private RoomEvent.@Nullable Numbered change(Change change) {
    Target target = Target.of(change);
    MessageRow row = rows.get(target);
    if (row == null || !row.by(change.person())) {
      return null;
    }
    RoomEvent.Numbered before = last.get(target);
    String text = change.text();
    if (before instanceof RoomEvent.Deleted) {
      return text == null ? before : null;
    }
    if (before instanceof RoomEvent.Edited edited && edited.text().equals(text)) {
      return before;
    }
    long number = locked.next(target.room());
    RoomEvent.Numbered event =
        text == null
            ? new RoomEvent.Deleted(number, change.of())
            : new RoomEvent.Edited(number, change.of(), text, change.at());
    last.put(target, event);
    changed.put(target, new Changed(change, number));
    return event;
  }

  private void store(List<Changed> all) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(STORE)) {
      statement.setArray(1, locked.text(all.stream().map(each -> each.change().room().value())));
      statement.setArray(2, locked.array("int8", all.stream().map(each -> each.change().of())));
      statement.setArray(3, locked.array("int8", all.stream().map(Changed::number)));
      statement.setArray(
          4, locked.array("timestamptz", all.stream().map(each -> each.change().at())));
      statement.setArray(5, locked.array("text", all.stream().map(each -> each.change().text())));
      locked.move(statement, 6);
    }
  }
}
