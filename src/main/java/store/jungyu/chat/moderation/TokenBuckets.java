package store.jungyu.chat.moderation;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.function.LongSupplier;
import store.jungyu.chat.room.RateLimit;

/// A token bucket for each person who spoke lately: so many messages at once, then so many a
/// second.
///
/// A bucket that was left alone until it is full again is the same as a new one and is forgotten.
public final class TokenBuckets implements RateLimit {
  private static final int MOST_BUCKETS = 100_000;

  private final LoadingCache<String, Bucket> buckets;

  /// @param burst messages at once
  /// @param perSecond messages a second after that
  public TokenBuckets(int burst, int perSecond) {
    this(burst, perSecond, System::nanoTime);
  }

  /// @param nanoTime a monotonic clock: the one on the wall may step
  TokenBuckets(int burst, int perSecond, LongSupplier nanoTime) {
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
    Duration untilFull = Duration.ofSeconds(Math.ceilDiv(burst, perSecond) + 1L);
    buckets =
        Caffeine.newBuilder()
            .maximumSize(MOST_BUCKETS)
            .expireAfterAccess(untilFull)
            .ticker(nanoTime::getAsLong)
            .build(_ ->
                Bucket.builder()
                    .withCustomTimePrecision(meter)
                    .addLimit(limit ->
                        limit.capacity(burst).refillGreedy(perSecond, Duration.ofSeconds(1)))
                    .build());
  }

  @Override
  public Duration take(String person) {
    ConsumptionProbe probe = buckets.get(person).tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? Duration.ZERO
        : Duration.ofNanos(Math.max(1, probe.getNanosToWaitForRefill()));
  }
}
