package store.jungyu.chat.room;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/// How often one address may have something done that costs the others: each time takes a turn.
///
/// @param <R> what comes from an address: a request, of which the core knows nothing
/// @param networksOf where a request comes from, as keyed hashes, narrowest first
/// @param turns takes one turn of an address; zero, or how long until there is one
/// @param quota what is exceeded where there is none
public record Turns<R>(
    Function<R, List<String>> networksOf,
    Function<String, Duration> turns,
    Quota quota,
    Telemetry telemetry) {

  /// Takes a turn of the address that `request` comes from.
  ///
  /// @return zero if there was one; else how long until there is
  public Duration take(R request) {
    Duration wait = turns.apply(networksOf.apply(request).getFirst());
    if (!wait.isZero()) {
      telemetry.exceeded(quota);
    }
    return wait;
  }

  /// What `Retry-After` says: whole seconds, none too few and none too many.
  public static String retryAfter(Duration wait) {
    return Long.toString(wait.plusSeconds(1).minusNanos(1).toSeconds());
  }
}
