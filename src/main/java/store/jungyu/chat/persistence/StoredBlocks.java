package store.jungyu.chat.persistence;

import jakarta.annotation.Resource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import store.jungyu.chat.room.Block;
import store.jungyu.chat.room.BlockLog;
import store.jungyu.chat.room.MessageLog.Unavailable;
import store.jungyu.chat.room.RoomId;

/// The [BlockLog] in PostgreSQL.
@Singleton
public class StoredBlocks implements BlockLog {
  private static final String EVERYWHERE = "*";

  @Resource(lookup = "jdbc/chat")
  private DataSource database;

  /// What is done with a prepared statement.
  private interface Work<T> {
    T on(PreparedStatement statement) throws SQLException;
  }

  @Override
  public List<Block> current(Instant now) throws Unavailable {
    return run(
        "SELECT subject, room_id, until, note FROM blocks WHERE until > ? ORDER BY until",
        statement -> {
          statement.setObject(1, utc(now));
          List<Block> blocks = new ArrayList<>();
          try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
              String room = rows.getString(2);
              blocks.add(
                  new Block(
                      rows.getString(1),
                      room.equals(EVERYWHERE) ? null : new RoomId(room),
                      rows.getObject(3, OffsetDateTime.class).toInstant(),
                      rows.getString(4)));
            }
          }
          return blocks;
        });
  }

  @Override
  public void put(Block block) throws Unavailable {
    run(
        """
        INSERT INTO blocks (subject, room_id, until, note) VALUES (?, ?, ?, ?)
          ON CONFLICT (subject, room_id)
          DO UPDATE SET until = EXCLUDED.until, note = EXCLUDED.note, created_at = NOW()
        """,
        statement -> {
          statement.setString(1, block.subject());
          statement.setString(2, column(block.room()));
          statement.setObject(3, utc(block.until()));
          statement.setString(4, block.note());
          return statement.executeUpdate();
        });
  }

  @Override
  public boolean lift(String subject, @Nullable RoomId room) throws Unavailable {
    return run(
        "DELETE FROM blocks WHERE subject = ? AND room_id = ?",
        statement -> {
          statement.setString(1, subject);
          statement.setString(2, column(room));
          return statement.executeUpdate() > 0;
        });
  }

  @Override
  public void forget(Instant now) throws Unavailable {
    run(
        "DELETE FROM blocks WHERE until <= LEAST(?, NOW())",
        statement -> {
          statement.setObject(1, utc(now));
          return statement.executeUpdate();
        });
  }

  @Override
  public Optional<String> author(RoomId room, long seq) throws Unavailable {
    return run(
        "SELECT anonymous_id FROM messages WHERE room_id = ? AND seq = ?",
        statement -> {
          statement.setString(1, room.value());
          statement.setLong(2, seq);
          try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
          }
        });
  }

  private static String column(@Nullable RoomId room) {
    return room == null ? EVERYWHERE : room.value();
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }

  private <T> T run(String sql, Work<T> work) throws Unavailable {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      return work.on(statement);
    } catch (SQLException | RuntimeException e) {
      throw new Unavailable(e);
    }
  }
}
