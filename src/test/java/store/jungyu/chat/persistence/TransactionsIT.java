package store.jungyu.chat.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import store.jungyu.chat.ops.Migrations;
import store.jungyu.chat.room.Animal;
import store.jungyu.chat.room.Change;
import store.jungyu.chat.room.Draft;
import store.jungyu.chat.room.MessageLog.Appended;
import store.jungyu.chat.room.Profile;
import store.jungyu.chat.room.Pseudonyms;
import store.jungyu.chat.room.RoomId;
import store.jungyu.chat.testing.LocalPostgres;

/// What the statements cost the database, by its own count of rows (S16): whatever one client has
/// stored, what others say costs no more for it.
final class TransactionsIT {
  private static final RoomId ROOM = new RoomId("transactions");
  private static final Profile OTTER = new Profile("익명의 수달", Animal.OTTER);
  private static final UUID SAME = UUID.randomUUID();

  /// Counted in the session, and not told to the others yet.
  private static final String READ =
      "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'messages'";

  private static final String WRITTEN = "SELECT sum(n_tup_upd) FROM pg_stat_xact_user_tables";

  private final Pseudonyms pseudonyms = new Pseudonyms(new byte[32]);
  private final LocalPostgres database = LocalPostgres.empty();
  private final Connection connection = connect();

  @AfterEach
  void stop() throws SQLException {
    connection.close();
    database.close();
  }

  @Test
  void oneClientIdUnderManyPersonsIsNotReadForEachOfThem_S16() throws SQLException {
    append(IntStream.range(0, 5_000).mapToObj(i -> draft("person " + i, SAME)).toList());
    try (Statement sql = connection.createStatement()) {
      sql.execute("ANALYZE");
      connection.commit();
    }

    Draft next = draft("somebody", SAME);
    long before = count(READ);
    List<Appended> entries = new AppendTransaction(connection, pseudonyms).append(List.of(next));
    long read = count(READ) - before;
    connection.commit();
    assertThat(entries.getFirst().fresh()).isTrue();
    assertThat(read).isLessThan(10);
    assertThat(append(List.of(next, next))).noneMatch(Appended::fresh);
  }

  @Test
  void aChangeThatIsNotMadeWritesNothing() throws SQLException {
    append(List.of(draft("person", SAME)));

    long before = count(WRITTEN);
    new ChangeTransaction(connection).change(List.of(change("somebody else", "text")));
    assertThat(count(WRITTEN) - before).isZero();
    new ChangeTransaction(connection).change(List.of(change("person", null)));
    assertThat(count(WRITTEN) - before).isEqualTo(2);
  }

  private long count(String query) throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet rows = sql.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private Connection connect() {
    Migrations.settings()
        .dataSource(database.url(), database.user(), database.password())
        .locations("filesystem:src/main/resources/db/migration")
        .load()
        .migrate();
    try {
      Connection opened = database.connect();
      opened.setAutoCommit(false);
      return opened;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Appended> append(List<Draft> drafts) throws SQLException {
    List<Appended> entries = new AppendTransaction(connection, pseudonyms).append(drafts);
    connection.commit();
    return entries;
  }

  @SuppressWarnings("NullAway") // who waits for the answer is nothing to the log
  private static Draft draft(String person, UUID clientId) {
    return new Draft(ROOM, null, person, clientId, OTTER, "text", now(), 0);
  }

  @SuppressWarnings("NullAway")
  private static Change change(String person, @Nullable String text) {
    return new Change(ROOM, null, person, 1, text, now(), 0);
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }
}
