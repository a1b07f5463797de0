package store.jungyu.chat.moderation;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Scheduler;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.function.LongSupplier;

/// A token bucket for each person or address that did something lately: so often at once, then so
/// often in a time.
///
/// A bucket that was left alone until it is full again is the same as a new one and is forgotten,
/// also where nobody else comes.
public final class TokenBuckets {
  private static final int MOST_BUCKETS = 100_000;

  private final LoadingCache<String, Bucket> buckets;

  /// @param burst turns at once
  /// @param refill turns in each `period` after that
  public TokenBuckets(int burst, int refill, Duration period) {
    this(burst, refill, period, System::nanoTime);
  }

  /// @param nanoTime a monotonic clock: the one on the wall may step
  TokenBuckets(int burst, int refill, Duration period, LongSupplier nanoTime) {
    TimeMeter meter =
        new TimeMeter() {
          @Override
          public long currentTimeNanos() {
            return nanoTime.getAsLong();
          }

          @Override
          public boolean isWallClockBased() {
            return false;
          }
        };
    Duration untilFull = period.multipliedBy(Math.ceilDiv(burst, refill)).plusSeconds(1);
    buckets =
        Caffeine.newBuilder()
            .maximumSize(MOST_BUCKETS)
            .expireAfterAccess(untilFull)
            .ticker(nanoTime::getAsLong)
            .scheduler(Scheduler.systemScheduler())
            .build(_ ->
                Bucket.builder()
                    .withCustomTimePrecision(meter)
                    .addLimit(limit -> limit.capacity(burst).refillGreedy(refill, period))
                    .build());
  }

  /// Takes one turn of `whose`.
  ///
  /// @return zero if there was one left; else how long until there is, and nothing was taken
  public Duration take(String whose) {
    ConsumptionProbe probe = buckets.get(whose).tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? Duration.ZERO
        : Duration.ofNanos(Math.max(1, probe.getNanosToWaitForRefill()));
  }

  /// How many persons or addresses are remembered.
  long size() {
    return buckets.estimatedSize();
  }

  /// Gives back a turn that was taken and not used.
  void giveBack(String whose) {
    buckets.get(whose).addTokens(1);
  }
}
