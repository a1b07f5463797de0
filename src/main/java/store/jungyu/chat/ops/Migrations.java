package store.jungyu.chat.ops;

import jakarta.annotation.Resource;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// Brings the database's tables to this version, as soon as there is a database.
@Singleton
public class Migrations {
  private static final Logger LOGGER = System.getLogger(Migrations.class.getName());
  private static final String SCRIPTS = "classpath:db/migration";
  private static final Duration TRY_EVERY = Duration.ofSeconds(2);

  @Resource(lookup = "jdbc/chat")
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
    for (boolean told = false; !done; ) {
      try {
        flyway.migrate();
        done = true;
      } catch (FlywayException e) {
        if (!told) {
          LOGGER.log(Level.WARNING, "the database is not to be had; trying until it is", e);
          told = true;
        }
        Thread.sleep(TRY_EVERY);
      }
    }
  }
}
