package store.jungyu.chat.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import store.jungyu.chat.room.Disconnect;
import store.jungyu.chat.room.HistoryRead;
import store.jungyu.chat.room.Quota;
import store.jungyu.chat.room.Rejection;
import store.jungyu.chat.room.Telemetry;

/// Whoever makes himself many persons gets no more than his address gives; and who is refused loses
/// nothing by it.
final class SpeakingTurnsTest {
  private final AtomicLong nanos = new AtomicLong();
  private final List<Quota> exceeded = new ArrayList<>();
  private final SpeakingTurns turns =
      new SpeakingTurns(
          new TokenBuckets(5, 1, Duration.ofSeconds(1), nanos::get),
          new TokenBuckets(20, 4, Duration.ofSeconds(1), nanos::get),
          new TokenBuckets(3, 60, Duration.ofHours(1), nanos::get),
          new Exceeded(exceeded));

  @Test
  void aThousandPersonsOfOneAddressShareItsTurns() {
    int taken = 0;
    for (int person = 0; person < 1000; person++) {
      taken += turns.take("person " + person, "address", false).isZero() ? 1 : 0;
    }

    assertThat(taken).isEqualTo(20);
    assertThat(exceeded).hasSize(980).containsOnly(Quota.MESSAGES_PER_ADDRESS);
    assertThat(turns.take("somebody", "another address", false)).isZero();
  }

  @Test
  void whatTheAddressRefusesThePersonKeeps() {
    for (int i = 0; i < 20; i++) {
      turns.take("person " + i, "crowded", false);
    }
    for (int i = 0; i < 100; i++) {
      assertThat(turns.take("ana", "crowded", false)).isPositive();
    }

    for (int i = 0; i < 5; i++) {
      assertThat(turns.take("ana", "at home", false)).isZero();
    }
    assertThat(turns.take("ana", "at home", false)).isPositive();
    assertThat(exceeded).last().isEqualTo(Quota.MESSAGES_PER_PERSON);
  }

  @Test
  void whatThePersonIsRefusedTheAddressKeeps() {
    for (int i = 0; i < 1000; i++) {
      turns.take("hasty", "address", false);
    }

    for (int i = 0; i < 15; i++) {
      assertThat(turns.take("person " + i, "address", false)).isZero();
    }
  }

  @Test
  void roomsThatNobodySpokeInAreFewAndTheOthersStayOpen() {
    for (int i = 0; i < 3; i++) {
      assertThat(turns.take("ana", "address", true)).isZero();
    }
    Duration wait = turns.take("ana", "address", true);
    assertThat(wait).isEqualTo(Duration.ofMinutes(1));
    assertThat(exceeded).containsExactly(Quota.ROOMS_PER_ADDRESS);

    assertThat(turns.take("ana", "address", false)).isZero();
    nanos.addAndGet(wait.toNanos());
    assertThat(turns.take("ana", "address", true)).isZero();
  }

  @Test
  void aRoomThatTurnsOutToBeOldCostsNothing() {
    for (int i = 0; i < 5; i++) {
      assertThat(turns.take("ana", "address", true)).isZero();
      turns.notOpened("address");
    }
    assertThat(exceeded).isEmpty();
  }

  private record Exceeded(List<Quota> quotas) implements Telemetry {
    @Override
    public void exceeded(Quota quota) {
      quotas.add(quota);
    }

    @Override
    public void stored(long sayToCommitNanos) {}

    @Override
    public void handedOver(long commitToLastNanos) {}

    @Override
    public void rejected(Rejection reason) {}

    @Override
    public void disconnected(Disconnect reason) {}

    @Override
    public void historyRead(HistoryRead cause) {}

    @Override
    public void keyRefused() {}
  }
}
