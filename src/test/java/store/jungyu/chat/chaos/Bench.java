package store.jungyu.chat.chaos;

import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.LocalPostgres;

/// The chat as it is delivered and a real PostgreSQL, with a bad network before each of them.
///
/// What the bench itself asks the database goes past the network.
final class Bench implements AutoCloseable {
  private static final int QUERY_SECONDS = 10;

  private final long seed;
  private final LocalPostgres database;
  private final FaultProxy toDatabase;
  private final ChatServer server;
  private final FaultProxy toServer;

  /// @param seed of all that is left to chance
  /// @param settings of the server, over those that lift what one address may do
  Bench(long seed, Map<String, String> settings) {
    this(seed, LocalPostgres.empty(), settings);
  }

  Bench(long seed, LocalPostgres database, Map<String, String> settings) {
    this.seed = seed;
    this.database = database;
    this.toDatabase = new FaultProxy(database.port());
    Map<String, String> all = new HashMap<>(ChatServer.NO_QUOTAS);
    all.put("CHAT_TRUSTED_PROXIES", "127.0.0.0/8,::1");
    all.put("CHAT_DB_URL", database.url().replace(":" + database.port(), ":" + toDatabase.port()));
    all.putAll(settings);
    this.server = ChatServer.start(database, all);
    this.toServer = new FaultProxy(server.url("/").getPort());
  }

  long seed() {
    return seed;
  }

  LocalPostgres database() {
    return database;
  }

  /// Between server and database.
  FaultProxy toDatabase() {
    return toDatabase;
  }

  ChatServer server() {
    return server;
  }

  /// Between browsers and server.
  FaultProxy toServer() {
    return toServer;
  }

  /// Where a room's socket is, over the bad network.
  URI socket(String room) {
    return URI.create("ws://localhost:" + toServer.port() + "/socket/" + room);
  }

  /// A new room.
  Gathering gather(String room, int authors, int readers) {
    return new Gathering(this, room, authors, readers).awaitAll();
  }

  /// What is read of a row.
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /// @throws IllegalStateException if the database does not answer
  <T> List<T> ask(String query, String argument, Row<T> each) {
    List<T> rows = new ArrayList<>();
    try (Connection connection = database.connect();
        PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setQueryTimeout(QUERY_SECONDS);
      statement.setString(1, argument);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          rows.add(each.read(row));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return rows;
  }

  @Override
  public void close() {
    toServer.close();
    server.close(); // and its database
    toDatabase.close();
  }
}
