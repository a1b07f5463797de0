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
    Flyway flyway =
        Flyway.configure()
            .dataSource(database)
            .locations(SCRIPTS)
            .failOnMissingLocations(true)
            .load();
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

  private boolean databaseAnswers() {
    try (Connection connection = database.getConnection()) {
      return connection.isValid(ANSWER_WITHIN_SECONDS);
    } catch (SQLException | RuntimeException e) {
      return false;
    }
  }
}
