package store.jungyu.chat.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How often a person may speak: five at once, then one a second, by a clock that never steps
/// (promise S14).
final class TokenBucketsTest {
  private final AtomicLong nanos = new AtomicLong(1_000_000);
  private final TokenBuckets buckets = new TokenBuckets(5, 1, Duration.ofSeconds(1), nanos::get);

  private int taken(String person, int attempts) {
    return (int) IntStream.range(0, attempts).filter(_ -> buckets.take(person).isZero()).count();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void fiveAreTakenAtOnceAndNoSixth() {
    assertThat(taken("a", 100)).isEqualTo(5);
  }

  @Test
  void oneASecondIsTakenAfterThat() {
    taken("a", 5);
    for (int second = 0; second < 20; second++) {
      pass(Duration.ofSeconds(1));
      assertThat(taken("a", 10)).as("in second %d", second).isEqualTo(1);
    }
  }

  @Test
  void theWaitIsAsLongAsItIsSaidToBe() {
    taken("a", 5);
    pass(Duration.ofMillis(300));
    Duration wait = buckets.take("a");
    assertThat(wait).isEqualTo(Duration.ofMillis(700));
    pass(wait.minusNanos(1));
    assertThat(buckets.take("a")).isPositive();
    pass(Duration.ofNanos(1));

    assertThat(buckets.take("a")).isZero();
  }

  @Test
  void whatIsRefusedCostsNothing() {
    assertThat(taken("a", 1000)).isEqualTo(5);
    pass(Duration.ofSeconds(1));

    assertThat(taken("a", 1)).isEqualTo(1);
  }

  @Test
  void aLongSilenceGivesFiveAndNotMore() {
    taken("a", 5);
    pass(Duration.ofHours(24));

    assertThat(taken("a", 100)).isEqualTo(5);
  }

  @Test
  void everyPersonHasABucketOfItsOwn() {
    taken("a", 5);

    assertThat(taken("b", 5)).isEqualTo(5);
  }

  /// Addresses are kept only for as long as a limit needs them (S17).
  @Test
  @Timeout(20)
  void whoeverDidNothingForSoLongIsForgottenByItself() throws Exception {
    TokenBuckets quick = new TokenBuckets(1, 1, Duration.ofMillis(1));
    quick.take("a");
    assertThat(quick.size()).isEqualTo(1);

    while (quick.size() > 0) {
      Thread.sleep(50);
    }
  }

  @Test
  void neverMoreThanAHundredThousandAreRemembered() throws Exception {
    for (int i = 0; i < 150_000; i++) {
      buckets.take("address " + i);
    }
    for (int i = 0; i < 100 && buckets.size() > 100_000; i++) {
      Thread.sleep(50); // the rest is thrown away by another thread
    }

    assertThat(buckets.size()).isLessThanOrEqualTo(100_000);
  }

  @Test
  void twentyTabsTakeFiveTogether() throws Exception {
    AtomicInteger taken = new AtomicInteger();
    Thread[] tabs = new Thread[20];
    for (int i = 0; i < tabs.length; i++) {
      tabs[i] = Thread.ofPlatform().start(() -> taken.addAndGet(taken("a", 50)));
    }
    for (Thread tab : tabs) {
      tab.join();
    }

    assertThat(taken).hasValue(5);
  }
}
