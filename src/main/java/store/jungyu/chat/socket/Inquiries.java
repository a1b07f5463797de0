package store.jungyu.chat.socket;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import store.jungyu.chat.room.Turns;

/// Who may ask what the chat knows of somebody: a page of the chat itself, in the name of the
/// browser whose secret it shows, and not too often.
///
/// @param ownOrigins the origins under which the chat's own pages are served
/// @param turns of an address to ask
/// @param threads that may wait for the database, seconds where it must
public record Inquiries(Set<String> ownOrigins, Turns<HttpServletRequest> turns, Executor threads) {
  private static final String SCHEME = "Bearer ";

  /// Whether a page of the chat's own asks: browsers say it with every POST and DELETE, and no
  /// script can make them say otherwise.
  boolean fromOwnPage(HttpServletRequest request) {
    String origin = request.getHeader("Origin");
    return origin != null && ownOrigins.contains(origin);
  }

  /// Takes a turn.
  ///
  /// @return zero if there was one; else how long until there is
  Duration turn(HttpServletRequest request) {
    return turns.take(request);
  }

  /// The browser's secret, or empty where the request shows none.
  static Optional<UUID> anonymousId(HttpServletRequest request) {
    String authorization = request.getHeader("Authorization");
    return authorization == null || !authorization.startsWith(SCHEME)
        ? Optional.empty()
        : Frames.anonymousId(authorization.substring(SCHEME.length()));
  }
}
