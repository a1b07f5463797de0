package store.jungyu.chat.room;

import java.time.Duration;

/// How often one person may speak.
@FunctionalInterface
public interface RateLimit {

  /// Takes one turn of `person`'s.
  ///
  /// @return zero if there was one left; else how long until there is, and nothing was taken
  Duration take(String person);
}
