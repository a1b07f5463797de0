package store.jungyu.chat.benchmark;

import java.time.Duration;
import java.util.List;

/// Waits for a server's first answered socket.
final class FirstSocket {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private FirstSocket() {}

  /// Returns once a visitor has been welcomed.
  static void await(String name, int port) {
    try (var crowd = new Crowd(port, 40, false)) {
      List<Visitor> one = crowd.room("first-" + System.nanoTime(), 1, 0, 16).visitors;
      if (!crowd.open(one, 1, PATIENCE)) {
        throw new IllegalStateException(name + " did not answer: " + crowd.tally.faults());
      }
    }
  }
}
