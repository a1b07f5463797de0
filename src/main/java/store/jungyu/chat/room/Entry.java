package store.jungyu.chat.room;

/// What waits to be made durable.
public sealed interface Entry permits Draft, Change {
  /// When the server took it, by the monotonic clock.
  long takenNanos();
}
