package store.jungyu.chat.ops;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import store.jungyu.chat.room.Rooms;
import store.jungyu.chat.socket.Sockets;

/// `/health/ready`: the database answers, its tables are there, messages are stored as far as
/// anybody knows, and another socket would be taken.
@Readiness
@ApplicationScoped
public class Ready implements HealthCheck {
  private static final int ANSWER_WITHIN_SECONDS = 2;

  /// Longer than an author's browser waits before it tries again.
  private static final Duration FAILED_LATELY = Duration.ofSeconds(6);

  @Inject private Migrations migrations;

  @Inject private Sockets sockets;

  @Inject private Rooms rooms;

  @Resource(lookup = "jdbc/chat")
  private DataSource database;

  @Override
  public HealthCheckResponse call() {
    boolean stored =
        migrations.done() && databaseAnswers() && !rooms.journal().failedWithin(FAILED_LATELY);
    return HealthCheckResponse.named("chat")
        .withData("database", stored)
        .withData("sockets", sockets.accepting())
        .status(stored && sockets.accepting())
        .build();
  }

  /// Asks the database for a sign of life; takes a few seconds at most.
  public boolean databaseAnswers() {
    try (Connection connection = database.getConnection()) {
      return connection.isValid(ANSWER_WITHIN_SECONDS);
    } catch (SQLException | RuntimeException e) { // the pool's own trouble comes as either
      return false;
    }
  }
}
