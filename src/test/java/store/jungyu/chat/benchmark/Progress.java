package store.jungyu.chat.benchmark;

import java.time.Duration;

/// How much of the estimated time is left, corrected by how long it took so far.
final class Progress {
  private final long began = System.nanoTime();
  private final int estimate;
  private int done;

  /// @param estimate seconds
  Progress(int estimate) {
    this.estimate = estimate;
  }

  /// @param seconds what was done should have taken
  void done(int seconds) {
    done += seconds;
  }

  /// In words.
  String left() {
    double slower = done == 0 ? 1 : Math.max(0.5, elapsed() / done);
    return "%.0f min".formatted(Math.ceil((estimate - done) * slower / 60));
  }

  /// Calls once twice the estimate is over, unless the program has ended.
  void atLimit(Runnable end) {
    Duration limit = Duration.ofSeconds(2L * estimate);
    Thread.ofPlatform()
        .daemon()
        .name("limit")
        .start(() -> {
          try {
            Thread.sleep(limit);
            end.run();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private double elapsed() {
    return (System.nanoTime() - began) / 1e9;
  }
}
