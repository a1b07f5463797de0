package store.jungyu.chat.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import store.jungyu.chat.testing.LocalPostgres;

/// While a new version is rolled out, and after it was rolled back, the server of the release
/// before runs on the new tables: `docs/operations.md` has the rule.
final class MigrationsIT {
  /// The newest migration of the release before.
  private static final String BEFORE = "1";

  private static final String SCRIPTS = "filesystem:src/main/resources/db/migration";

  private static final Path STATEMENTS = Path.of("src/test/resources/db/release-before.sql");

  @Test
  void theServerOfTheReleaseBeforeRunsOnTheNewTables() throws SQLException, IOException {
    try (LocalPostgres database = LocalPostgres.empty()) {
      migrate(database, MigrationVersion.LATEST);
      try (Connection connection = database.connect();
          Statement sql = connection.createStatement()) {
        assertThatCode(() -> sql.execute(Files.readString(STATEMENTS))).doesNotThrowAnyException();
        assertThat(contents(sql)).containsExactly("안녕하세요", "hello");
      }
    }
  }

  @Test
  void whatWasSaidBeforeStaysAsItWas() throws SQLException, IOException {
    try (LocalPostgres database = LocalPostgres.empty()) {
      migrate(database, MigrationVersion.fromVersion(BEFORE));
      try (Connection connection = database.connect();
          Statement sql = connection.createStatement()) {
        sql.execute(Files.readString(STATEMENTS));
        migrate(database, MigrationVersion.LATEST);
        assertThat(contents(sql)).containsExactly("안녕하세요", "hello");
        assertThatCode(() ->
                sql.execute(
                    Files.readString(STATEMENTS)
                        .replace("'{before", "'{after")
                        .replace(",before}'", ",after}'")
                        .replace("0f6f3c1b2a0", "0f6f3c1b2b0")))
            .as("a server that is still the old one goes on")
            .doesNotThrowAnyException();
      }
    }
  }

  /// The server before the release before takes the 999 ids below the number it draws.
  @Test
  void idsAreDrawnInBlocksAlsoWhereTheyWereDrawnSingly(@TempDir Path withdrawn)
      throws SQLException, IOException {
    String first = "V1__rooms_and_messages.sql";
    Files.copy(Path.of("src/main/resources/db/migration", first), withdrawn.resolve(first));
    Files.writeString(
        withdrawn.resolve("V2__ids_one_by_one.sql"),
        "ALTER SEQUENCE messages_id_seq INCREMENT BY 1;");
    try (LocalPostgres database = LocalPostgres.empty()) {
      migrate(database, MigrationVersion.LATEST, "filesystem:" + withdrawn);
      migrate(database, MigrationVersion.LATEST);
      try (Connection connection = database.connect();
          Statement sql = connection.createStatement()) {
        sql.execute(Files.readString(STATEMENTS));
        assertThat(number(sql, "SELECT max(id) - min(id) FROM messages")).isEqualTo(1000);
      }
    }
  }

  /// S16: what a client deleted is not walked over by who looks for the last messages.
  @Test
  void theLastMessagesAreFoundWhereTheNewestWereDeleted() throws SQLException {
    try (LocalPostgres database = LocalPostgres.empty()) {
      migrate(database, MigrationVersion.LATEST);
      try (Connection connection = database.connect();
          Statement sql = connection.createStatement()) {
        sql.execute("INSERT INTO rooms (id) VALUES ('room')");
        sql.execute(
            """
            INSERT INTO messages (room_id, anonymous_id, nickname, content, avatar, client_id, seq,
                                  changed_seq, deleted_at)
              SELECT 'room', 'p', 'n', 'text', 'otter', gen_random_uuid(), seq, seq,
                     CASE WHEN seq > 100 THEN NOW() END
                FROM generate_series(1, 10000) AS seq
            """);
        sql.execute("ANALYZE");
        connection.setAutoCommit(false);
        sql.execute(
            """
            SELECT * FROM messages WHERE room_id = 'room' AND seq <= 10000 AND deleted_at IS NULL
              ORDER BY seq DESC LIMIT 50
            """);
        assertThat(
                number(
                    sql,
                    "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables"
                        + " WHERE relname = 'messages'"))
            .isLessThanOrEqualTo(50);
        connection.rollback();
      }
    }
  }

  @Test
  void aDatabaseThatRefusesTheChatIsToldOfInOneSentence() throws SQLException {
    try (LocalPostgres database = LocalPostgres.empty()) {
      database.letIn("guest");
      String elsewhere = database.url().replaceAll("/[^/]*$", "/elsewhere");

      assertThat(refusal(database.url(), "guest", "wrong"))
          .contains("28P01", "CHAT_DB_USER and CHAT_DB_PASSWORD");
      assertThat(refusal(elsewhere, database.user(), database.password()))
          .contains("3D000", "CHAT_DB_URL", "CREATE DATABASE");
      assertThat(refusal(database.url(), "guest", database.password()))
          .contains("42501", "must own the database");
      assertThat(refusal("jdbc:postgresql://127.0.0.1:1/chat", "chat", "chat")).isEmpty();
    }
  }

  private static String refusal(String url, String user, String password) {
    var flyway = Migrations.settings().dataSource(url, user, password).locations(SCRIPTS).load();
    return Migrations.refusal(catchThrowableOfType(FlywayException.class, flyway::migrate));
  }

  private static long number(Statement sql, String query) throws SQLException {
    try (ResultSet rows = sql.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static void migrate(LocalPostgres database, MigrationVersion to) {
    migrate(database, to, SCRIPTS);
  }

  private static void migrate(LocalPostgres database, MigrationVersion to, String scripts) {
    Migrations.settings()
        .dataSource(database.url(), database.user(), database.password())
        .locations(scripts)
        .target(to)
        .load()
        .migrate();
  }

  private static List<String> contents(Statement sql) throws SQLException {
    try (ResultSet rows =
        sql.executeQuery(
            "SELECT array_agg(content ORDER BY seq) FROM messages WHERE room_id = 'before'")) {
      rows.next();
      return List.of((String[]) rows.getArray(1).getArray());
    }
  }
}
