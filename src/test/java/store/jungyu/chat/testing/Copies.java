package store.jungyu.chat.testing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/// More messages than anybody would wait for to be said.
public final class Copies {
  private static final String MAKE =
      """
      WITH more AS (
        INSERT INTO messages (id, room_id, anonymous_id, nickname, content, avatar,
                              client_id, seq, changed_seq)
        SELECT -id * 10000 - n, room_id, anonymous_id, nickname, content, avatar,
               gen_random_uuid(), seq + n, seq + n
          FROM messages, generate_series(1, ?) AS n WHERE room_id = ?)
      UPDATE rooms SET last_seq = last_seq + ? WHERE id = ?
      """;

  private Copies() {}

  /// As if the only message of `room` had been said `count` times more, while nobody was there.
  public static void make(ChatServer server, String room, int count) throws SQLException {
    try (Connection database = server.database().connect();
        PreparedStatement copy = database.prepareStatement(MAKE)) {
      copy.setInt(1, count);
      copy.setString(2, room);
      copy.setInt(3, count);
      copy.setString(4, room);
      copy.executeUpdate();
    }
  }
}
