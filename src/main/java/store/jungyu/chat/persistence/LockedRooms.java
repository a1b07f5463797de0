package store.jungyu.chat.persistence;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/// The rooms whose rows a transaction has locked, and their numbers: whatever is numbered takes its
/// number from here.
final class LockedRooms {
  /// Locks the rows of rooms, in the order of ids, so that two servers never wait for each other.
  static final String LOCK =
      "SELECT id, last_seq FROM rooms WHERE id = ANY (?) ORDER BY id FOR UPDATE;";

  /// Moves their numbers on.
  static final String MOVE =
      """
      UPDATE rooms SET last_seq = head.seq
        FROM unnest(?, ?) AS head (room, seq) WHERE rooms.id = head.room
      """;

  private final Connection connection;
  private final Map<String, Long> heads = new HashMap<>();

  LockedRooms(Connection connection) {
    this.connection = connection;
  }

  /// Executes a statement that begins with [#LOCK].
  ///
  /// @return what else it found, to be closed
  ResultSet lock(PreparedStatement statement) throws SQLException {
    heads.clear();
    statement.execute();
    try (ResultSet locked = statement.getResultSet()) {
      while (locked.next()) {
        heads.put(locked.getString(1), locked.getLong(2));
      }
    }
    statement.getMoreResults();
    return statement.getResultSet();
  }

  int count() {
    return heads.size();
  }

  /// The next number of `room`.
  long next(String room) {
    return heads.merge(room, 1L, Long::sum);
  }

  /// Executes a statement that ends with [#MOVE].
  ///
  /// @param first which of its parameters are [#MOVE]'s: this one and the next
  void move(PreparedStatement statement, int first) throws SQLException {
    statement.setArray(first, text(heads.keySet().stream()));
    statement.setArray(first + 1, array("int8", heads.values().stream()));
    statement.execute();
  }

  Array text(Stream<String> values) throws SQLException {
    return array("text", values);
  }

  Array array(String type, Stream<?> values) throws SQLException {
    return connection.createArrayOf(type, values.toArray());
  }
}
