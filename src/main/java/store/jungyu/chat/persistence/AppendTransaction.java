package store.jungyu.chat.persistence;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
  /// The rows of rooms, in the order of ids, so that two servers never wait for each other.
  static final String LOCK =
      "SELECT id, last_seq FROM rooms WHERE id = ANY (?) ORDER BY id FOR UPDATE;";

  /// Their numbers are moved on.
  static final String MOVE =
      """
      UPDATE rooms SET last_seq = head.seq
        FROM unnest(?, ?) AS head (room, seq) WHERE rooms.id = head.room
      """;

  private static final String LOCK_AND_LOOK_UP =
      LOCK
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
          + MOVE;

  private final Connection connection;
  private final Pseudonyms pseudonyms;
  private final Map<String, Long> heads = new HashMap<>();
  private final Map<SentOnce, MessageRow> sent = new HashMap<>();

  /// @param connection without auto-commit
  AppendTransaction(Connection connection, Pseudonyms pseudonyms) {
    this.connection = connection;
    this.pseudonyms = pseudonyms;
  }

  /// Does all but the commit.
  List<Appended> append(List<Draft> drafts) throws SQLException {
    List<String> rooms = drafts.stream().map(draft -> draft.room().value()).distinct().toList();
    lockAndLookUp(rooms, drafts);
    if (heads.size() < rooms.size()) {
      open(rooms);
      lockAndLookUp(rooms, drafts);
      if (heads.size() < rooms.size()) {
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
        long seq = heads.merge(draft.room().value(), 1L, Long::sum);
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
    heads.clear();
    sent.clear();
    try (PreparedStatement statement = connection.prepareStatement(LOCK_AND_LOOK_UP)) {
      statement.setArray(1, text(rooms.stream()));
      List<SentOnce> wanted = drafts.stream().map(SentOnce::of).distinct().toList();
      statement.setArray(2, array("uuid", wanted.stream().map(SentOnce::clientId)));
      statement.setArray(3, text(wanted.stream().map(SentOnce::room)));
      statement.setArray(4, text(wanted.stream().map(SentOnce::person)));
      statement.execute();
      try (ResultSet locked = statement.getResultSet()) {
        while (locked.next()) {
          heads.put(locked.getString(1), locked.getLong(2));
        }
      }
      statement.getMoreResults();
      try (ResultSet known = statement.getResultSet()) {
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
      statement.setArray(1, text(rooms.stream()));
      statement.executeUpdate();
    }
    connection.commit();
  }

  private void store(List<Draft> drafts, List<Long> numbers) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(STORE)) {
      statement.setArray(1, text(drafts.stream().map(draft -> draft.room().value())));
      statement.setArray(2, text(drafts.stream().map(Draft::person)));
      statement.setArray(3, text(drafts.stream().map(draft -> draft.profile().nickname())));
      statement.setArray(4, text(drafts.stream().map(draft -> draft.profile().avatar().id())));
      statement.setArray(5, text(drafts.stream().map(Draft::text)));
      statement.setArray(6, array("timestamptz", drafts.stream().map(Draft::at)));
      statement.setArray(7, array("uuid", drafts.stream().map(Draft::clientId)));
      statement.setArray(8, array("int8", numbers.stream()));
      statement.setArray(9, text(heads.keySet().stream()));
      statement.setArray(10, array("int8", heads.values().stream()));
      statement.execute();
    }
  }

  private Array text(Stream<String> values) throws SQLException {
    return array("text", values);
  }

  private Array array(String type, Stream<?> values) throws SQLException {
    return connection.createArrayOf(type, values.toArray());
  }
}
