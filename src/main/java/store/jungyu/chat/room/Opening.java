package store.jungyu.chat.room;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/// Who took a turn for being the first to speak in a room ([RateLimit]). An address takes one,
/// however much it says before its first message is stored; it is given back where the room turns
/// out to be an old one. Guarded by the room's lock.
final class Opening {
  private final Consumer<String> giveBack;
  private final Set<String> openers = new HashSet<>(0);
  private int early; // messages taken before the room's history was read

  Opening(Consumer<String> giveBack) {
    this.giveBack = giveBack;
  }

  /// Whether somebody at `address` has to take a turn for opening the room.
  boolean wants(String address) {
    return !openers.contains(address);
  }

  /// Somebody at `address` was let speak in a room that was silent as far as anybody knew.
  ///
  /// @param opened whether a turn was taken for opening it
  /// @param known whether the room's history was read meanwhile
  /// @param head the number of the room's last event, as far as it is known
  void spoke(String address, boolean opened, boolean known, long head) {
    early += known ? 0 : 1;
    if (opened && (head > 0 || !openers.add(address))) {
      giveBack.accept(address);
    }
  }

  /// The history is read: if it holds more than was said since, somebody else opened the room.
  ///
  /// @param head the number of the room's last event
  void settle(long head) {
    if (head > early) {
      openers.forEach(giveBack);
      openers.clear();
    }
  }
}
