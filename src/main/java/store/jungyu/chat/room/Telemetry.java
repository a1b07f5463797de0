package store.jungyu.chat.room;

/// What a room tells the operator about itself. Durations are in nanoseconds of a monotonic clock.
public interface Telemetry {

  /// A message became durable, `sayToCommitNanos` after the server took it.
  void stored(long sayToCommitNanos);

  /// A room's events were handed to the last of its members, `commitToLastNanos` after the oldest
  /// of them became durable.
  void handedOver(long commitToLastNanos);

  void rejected(Rejection reason);

  void disconnected(Disconnect reason);

  /// Somebody wanted more than `quota` gives.
  void exceeded(Quota quota);

  /// A room's last messages are read from the log, or it is tried.
  void historyRead(HistoryRead cause);

  /// Somebody asked for what is the operator's, without the key.
  void keyRefused();

  /// For rooms that nobody watches.
  Telemetry SILENT =
      new Telemetry() {
        @Override
        public void stored(long sayToCommitNanos) {}

        @Override
        public void handedOver(long commitToLastNanos) {}

        @Override
        public void rejected(Rejection reason) {}

        @Override
        public void disconnected(Disconnect reason) {}

        @Override
        public void exceeded(Quota quota) {}

        @Override
        public void historyRead(HistoryRead cause) {}

        @Override
        public void keyRefused() {}
      };
}
