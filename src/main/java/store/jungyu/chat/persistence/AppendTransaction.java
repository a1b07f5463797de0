package store.jungyu.chat.persistence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import store.jungyu.chat.room.Draft;
import store.jungyu.chat.room.MessageLog.Appended;
import store.jungyu.chat.room.Pseudonyms;

/// One batch of drafts on its way into the tables: two round trips and a commit, however many rooms
/// and messages it holds.
///
/// In SQL, since the entity manager made a statement a room of it and cost the server more than
/// bringing the messages to their readers did (docs/performance.md). Two statements in one text are
/// two statements to PostgreSQL, each with a snapshot of its own: the second sees what was
/// committed while the first waited for its locks.
final class AppendTransaction {
  private static final String LOCK_AND_LOOK_UP =
      LockedRooms.LOCK
          + " SELECT "
          + MessageRow.COLUMNS
          + " FROM unnest(?, ?, ?) AS draft (client_id, room_id, anonymous_id)"
          + " JOIN messages USING (client_id, room_id, anonymous_id)";

  private static final String OPEN =
      "INSERT INTO rooms (id) SELECT id FROM unnest(?) AS id ORDER BY id ON CONFLICT DO NOTHING";

  private static final String STORE =
      """
      INSERT INTO messages (room_id, anonymous_id, nickname, avatar, content, created_at,
                            client_id, seq, changed_seq)
        SELECT room, person, nickname, avatar, content, at, client_id, seq, seq
          FROM unnest(?, ?, ?, ?, ?, ?, ?, ?)
            AS draft (room, person, nickname, avatar, content, at, client_id, seq);
      """
          + LockedRooms.MOVE;

  private final Connection connection;
  private final Pseudonyms pseudonyms;
  private final LockedRooms locked;
  private final Map<SentOnce, MessageRow> sent = new HashMap<>();

  /// @param connection without auto-commit
  AppendTransaction(Connection connection, Pseudonyms pseudonyms) {
    this.connection = connection;
    this.pseudonyms = pseudonyms;
    this.locked = new LockedRooms(connection);
  }

  /// Does all but the commit.
  List<Appended> append(List<Draft> drafts) throws SQLException {
    List<String> rooms = drafts.stream().map(draft -> draft.room().value()).distinct().toList();
    lockAndLookUp(rooms, drafts);
    if (locked.count() < rooms.size()) {
      open(rooms);
      lockAndLookUp(rooms, drafts);
      if (locked.count() < rooms.size()) {
        throw new IllegalStateException("a room's row vanished");
      }
    }
    List<Appended> entries = new ArrayList<>(drafts.size());
    List<Draft> fresh = new ArrayList<>(drafts.size());
    List<Long> numbers = new ArrayList<>(drafts.size());
    for (Draft draft : drafts) {
      MessageRow row = sent.get(SentOnce.of(draft));
      boolean first = row == null;
      if (row == null) {
        long seq = locked.next(draft.room().value());
        row = new MessageRow(draft, seq);
        sent.put(row.sentOnce(), row);
        fresh.add(draft);
        numbers.add(seq);
      }
      entries.add(new Appended(row.toEvent(pseudonyms), first));
    }
    if (!fresh.isEmpty()) {
      store(fresh, numbers);
    }
    return entries;
  }

  private void lockAndLookUp(List<String> rooms, List<Draft> drafts) throws SQLException {
    sent.clear();
    try (PreparedStatement statement = connection.prepareStatement(LOCK_AND_LOOK_UP)) {
      statement.setArray(1, locked.text(rooms.stream()));
      List<SentOnce> wanted = drafts.stream().map(SentOnce::of).distinct().toList();
      statement.setArray(2, locked.array("uuid", wanted.stream().map(SentOnce::clientId)));
      statement.setArray(3, locked.text(wanted.stream().map(SentOnce::room)));
      statement.setArray(4, locked.text(wanted.stream().map(SentOnce::person)));
      try (ResultSet known = locked.lock(statement)) {
        while (known.next()) {
          MessageRow row = new MessageRow(known);
          sent.put(row.sentOnce(), row);
        }
      }
    }
  }

  /// Makes the rows of rooms that nobody spoke in before. Done in a transaction of its own, before
  /// any row is locked, so that the order of locks stays the order of ids.
  private void open(List<String> rooms) throws SQLException {
    connection.rollback();
    try (PreparedStatement statement = connection.prepareStatement(OPEN)) {
      statement.setArray(1, locked.text(rooms.stream()));
      statement.executeUpdate();
    }
    connection.commit();
  }

  private void store(List<Draft> drafts, List<Long> numbers) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(STORE)) {
      statement.setArray(1, locked.text(drafts.stream().map(draft -> draft.room().value())));
      statement.setArray(2, locked.text(drafts.stream().map(Draft::person)));
      statement.setArray(3, locked.text(drafts.stream().map(draft -> draft.profile().nickname())));
      statement.setArray(
          4, locked.text(drafts.stream().map(draft -> draft.profile().avatar().id())));
      statement.setArray(5, locked.text(drafts.stream().map(Draft::text)));
      statement.setArray(6, locked.array("timestamptz", drafts.stream().map(Draft::at)));
      statement.setArray(7, locked.array("uuid", drafts.stream().map(Draft::clientId)));
      statement.setArray(8, locked.array("int8", numbers.stream()));
      locked.move(statement, 9);
    }
  }
}
