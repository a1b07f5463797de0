package store.jungyu.chat.ops;

import jakarta.annotation.Resource;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/// Brings the database's tables to this version, as soon as there is a database.
@Singleton
public class Migrations {
  private static final Logger LOGGER = System.getLogger(Migrations.class.getName());
  private static final String SCRIPTS = "classpath:db/migration";
  private static final int ANSWER_WITHIN_SECONDS = 2;
  private static final Duration TRY_EVERY = Duration.ofSeconds(2);

  private static final String WHO =
      "PostgreSQL does not let the chat in: CHAT_DB_USER and CHAT_DB_PASSWORD must be those of a"
          + " user that it knows";

  private static final Map<String, String> REFUSALS =
      Map.of(
          "28P01",
          WHO,
          "28000",
          WHO,
          "3D000",
          "PostgreSQL has no database of the name that CHAT_DB_URL ends with: correct it, or make"
              + " one (CREATE DATABASE chat OWNER chat)",
          "42501",
          "The database's user may not make the chat's tables: CHAT_DB_USER must own the database"
              + " (ALTER DATABASE chat OWNER TO chat) and what is in it");

  /// Without the time limits of the other: an index over a large table takes what it takes.
  @Resource(lookup = "jdbc/migrations")
  private DataSource database;

  private volatile boolean done;

  /// Whether the tables are there.
  boolean done() {
    return done;
  }

  /// Migrates; while the database is away, waits for it.
  void run() throws InterruptedException {
    Flyway flyway = settings().dataSource(database).locations(SCRIPTS).load();
    for (String told = ""; !done; ) {
      try {
        flyway.migrate();
        done = true;
      } catch (FlywayException e) {
        String trouble = refusal(e);
        boolean known = !trouble.isEmpty();
        if (!known) {
          trouble =
              databaseAnswers()
                  ? "the tables could not be brought to this version; trying again"
                  : "the database is not to be had; trying until it is";
        }
        if (!trouble.equals(told)) {
          LOGGER.log(Level.ERROR, trouble, known ? null : e);
          told = trouble;
        }
        Thread.sleep(TRY_EVERY);
      }
    }
  }

  /// How they are run. The lock against other servers is the session's, not a transaction's, which
  /// `CREATE INDEX CONCURRENTLY` would wait for without end; and a database may have seen a
  /// migration that was withdrawn.
  public static FluentConfiguration settings() {
    FluentConfiguration settings =
        Flyway.configure()
            .failOnMissingLocations(true)
            .ignoreMigrationPatterns("versioned:missing", "*:future");
    settings
        .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
        .setTransactionalLock(false);
    return settings;
  }

  /// What the operator has to do where PostgreSQL is there and does not want us; empty if it is
  /// something else.
  static String refusal(FlywayException trouble) {
    for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
      String state = cause instanceof SQLException sql ? sql.getSQLState() : null;
      String todo = state == null ? null : REFUSALS.get(state);
      if (todo != null) {
        return todo + " (SQLState " + state + "); trying until it is so";
      }
    }
    return "";
  }

  private boolean databaseAnswers() {
    try (Connection connection = database.getConnection()) {
      return connection.isValid(ANSWER_WITHIN_SECONDS);
    } catch (SQLException | RuntimeException e) {
      return false;
    }
  }
}
