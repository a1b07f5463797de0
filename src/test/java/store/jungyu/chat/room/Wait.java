package store.jungyu.chat.room;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.assertj.core.api.Assertions;

/// Waits for a condition. One that gives up says for what.
final class Wait {
  private static final Duration AT_MOST = Duration.ofSeconds(15);

  private Wait() {}

  static void until(String what, BooleanSupplier condition) {
    until(() -> what, condition);
  }

  static void until(Supplier<String> what, BooleanSupplier condition) {
    long end = System.nanoTime() + AT_MOST.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        Assertions.fail("waited in vain until " + what.get());
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  /// Gives what must *not* happen the time to happen.
  static void aMoment() {
    LockSupport.parkNanos(150_000_000);
  }
}
