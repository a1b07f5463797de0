package store.jungyu.chat.ops;

import jakarta.annotation.Resource;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
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
        String trouble =
            databaseAnswers()
                ? "the tables could not be brought to this version; trying again"
                : "the database is not to be had; trying until it is";
        if (!trouble.equals(told)) {
          LOGGER.log(Level.ERROR, trouble, e);
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

  private boolean databaseAnswers() {
    try (Connection connection = database.getConnection()) {
      return connection.isValid(ANSWER_WITHIN_SECONDS);
    } catch (SQLException | RuntimeException e) {
      return false;
    }
  }
}
