package store.jungyu.chat.room;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/// Waits for the deletion of some messages.
final class Erasure implements Asker {
  private static final long WITHIN_SECONDS = 30;

  private final CountDownLatch left;
  private final AtomicInteger made = new AtomicInteger();
  private volatile boolean busy;

  /// @param count how many deletions were asked for
  Erasure(int count) {
    left = new CountDownLatch(count);
  }

  @Override
  public void made(RoomEvent.Numbered event, boolean before) {
    made.incrementAndGet();
    left.countDown();
  }

  @Override
  public void refuse(long of, Rejection reason) {
    busy |= reason == Rejection.BUSY; // else its author was quicker
    left.countDown();
  }

  /// How many messages were deleted, once that is known of all.
  ///
  /// @throws MessageLog.Unavailable if some were not: asking again is safe
  int await() throws MessageLog.Unavailable, InterruptedException {
    if (!left.await(WITHIN_SECONDS, TimeUnit.SECONDS) || busy) {
      throw new MessageLog.Unavailable(new TimeoutException("not all was deleted"));
    }
    return made.get();
  }
}
