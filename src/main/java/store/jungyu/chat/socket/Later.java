package store.jungyu.chat.socket;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.time.Duration;
import store.jungyu.chat.room.Turns;

/// Answers to what may be asked again, and when.
final class Later {
  private static final Duration AWAY = Duration.ofSeconds(5);

  private Later() {}

  /// 429: it was asked too often.
  static Response tooOften(Duration wait) {
    return later(Status.TOO_MANY_REQUESTS, wait);
  }

  /// 503: the database is away.
  static Response away() {
    return later(Status.SERVICE_UNAVAILABLE, AWAY);
  }

  private static Response later(Status status, Duration wait) {
    return Response.status(status).header(HttpHeaders.RETRY_AFTER, Turns.retryAfter(wait)).build();
  }
}
