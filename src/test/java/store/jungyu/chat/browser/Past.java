package store.jungyu.chat.browser;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import store.jungyu.chat.testing.ChatServer;

/// What was said in a room before anybody looked: written to the database at times of our choice.
final class Past {
  private record Said(String nickname, String avatar, String text, Instant at) {}

  private final List<Said> said = new ArrayList<>();

  /// One name is one person.
  Past says(String nickname, String text, String at) {
    return says(nickname, text, Instant.parse(at));
  }

  Past says(String nickname, String text, Instant at) {
    return says(nickname, "otter", text, at);
  }

  Past says(String nickname, String avatar, String text, Instant at) {
    said.add(new Said(nickname, avatar, text, at));
    return this;
  }

  /// `count` messages, "말 1" to "말 {count}", a minute apart.
  static Past of(int count) {
    var past = new Past();
    Instant start = Instant.parse("2026-11-20T01:00:00Z");
    for (int i = 1; i <= count; i++) {
      past.says(i % 3 == 0 ? "이야기꾼" : "수다쟁이", "말 " + i, start.plusSeconds(60L * i));
    }
    return past;
  }

  /// Puts it into `room`, which nobody has opened yet.
  void in(ChatServer server, String room) {
    try (Connection connection = server.database().connect()) {
      connection.setAutoCommit(false);
      try (PreparedStatement rooms =
              connection.prepareStatement("INSERT INTO rooms (id, last_seq) VALUES (?, ?)");
          PreparedStatement messages =
              connection.prepareStatement(
                  """
                  INSERT INTO messages (room_id, anonymous_id, nickname, avatar, content, created_at,
                                        client_id, seq, changed_seq)
                  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)\
                  """)) {
        rooms.setString(1, room);
        rooms.setLong(2, said.size());
        rooms.executeUpdate();
        long seq = 0;
        for (Said each : said) {
          seq++;
          messages.setString(1, room);
          messages.setString(2, "%064x".formatted(each.nickname().hashCode()));
          messages.setString(3, each.nickname());
          messages.setString(4, each.avatar());
          messages.setString(5, each.text());
          messages.setTimestamp(6, Timestamp.from(each.at()));
          messages.setObject(7, UUID.randomUUID());
          messages.setLong(8, seq);
          messages.setLong(9, seq);
          messages.addBatch();
        }
        messages.executeBatch();
      }
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
