package store.jungyu.chat.room;

import java.time.Duration;

/// How often one may speak.
@FunctionalInterface
public interface RateLimit {

  /// Takes one turn of `person`'s, at `address` ([Connection#address]).
  ///
  /// @param opensRoom whether nobody has spoken in the room before
  /// @return zero if there was one left; else how long until there is, and nothing was taken
  Duration take(String person, String address, boolean opensRoom);

  /// Takes back that somebody at `address` opened a room: it turned out to be an old one.
  default void notOpened(String address) {}
}
