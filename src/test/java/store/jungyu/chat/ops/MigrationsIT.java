package store.jungyu.chat.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.Test;
import store.jungyu.chat.testing.LocalPostgres;

/// While a new version is rolled out, and after it was rolled back, the server of the release
/// before runs on the new tables: `docs/operations.md` has the rule.
final class MigrationsIT {
  /// The newest migration of the release before.
  private static final String BEFORE = "2";

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

  private static void migrate(LocalPostgres database, MigrationVersion to) {
    Flyway.configure()
        .dataSource(database.url(), database.user(), database.password())
        .locations("filesystem:src/main/resources/db/migration")
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
