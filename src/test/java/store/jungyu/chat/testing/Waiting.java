package store.jungyu.chat.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Waits for a condition, never for a time.
public final class Waiting {
  private Waiting() {}

  /// The first value of `found` that is not null.
  ///
  /// @param what it is that is waited for, for the message when it does not come
  public static <T> T until(String what, Duration patience, Supplier<? extends @Nullable T> found) {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      T value = found.get();
      if (value != null) {
        return value;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("waited " + patience.toSeconds() + " s in vain for " + what);
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  /// Until `condition` holds.
  public static void untilTrue(String what, Duration patience, Supplier<Boolean> condition) {
    until(what, patience, () -> condition.get() ? Boolean.TRUE : null);
  }
}
