package store.jungyu.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import store.jungyu.chat.room.MessageLog;
import store.jungyu.chat.room.RoomId;
import store.jungyu.chat.testing.Waiting;

/// How many messages rooms hold, by a log that counts slowly: each room has as many as its name has
/// letters.
@Timeout(30)
final class CountsTest {
  private static final Set<Thread.State> WAITS =
      Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

  private final Queue<RoomId> counted = new ConcurrentLinkedQueue<>();
  private final CountDownLatch held = new CountDownLatch(1);
  private volatile boolean away;
  private final Counts counts = new Counts(log(), Duration.ofSeconds(20));

  @Test
  void aRoomIsCountedOnceHoweverManyAskAtOnce() throws Exception {
    List<FutureTask<Map<RoomId, Long>>> asked =
        Stream.of(rooms("a", "bb"), rooms("bb", "ccc"), rooms("a"), rooms("ccc", "a", "bb"))
            .map(wanted -> new FutureTask<>(() -> counts.of(wanted)))
            .toList();
    List<Thread> askers =
        asked.stream().map(task -> Thread.ofPlatform().daemon().start(task)).toList();
    Waiting.untilTrue(
        "all to wait",
        Duration.ofSeconds(10),
        () -> askers.stream().map(Thread::getState).allMatch(WAITS::contains));
    assertThat(counts.know(rooms("a"))).isFalse();
    held.countDown();

    assertThat(asked.get(1).get()).isEqualTo(Map.of(room("bb"), 2L, room("ccc"), 3L));
    assertThat(asked.get(3).get())
        .isEqualTo(Map.of(room("a"), 1L, room("bb"), 2L, room("ccc"), 3L));
    assertThat(counted).containsExactlyInAnyOrder(room("a"), room("bb"), room("ccc"));
    assertThat(counts.know(rooms("a", "bb", "ccc"))).isTrue();
    assertThat(counts.know(rooms("a", "other"))).isFalse();
  }

  @Test
  void whoWaitsForAnothersCountGivesUpSoon() throws Exception {
    var hasty = new Counts(log(), Duration.ofMillis(50));
    var first = new FutureTask<>(() -> hasty.of(rooms("a")));
    Thread.ofPlatform().daemon().start(first);
    Waiting.untilTrue("a count", Duration.ofSeconds(10), () -> !counted.isEmpty());

    assertThatExceptionOfType(MessageLog.Unavailable.class).isThrownBy(() -> hasty.of(rooms("a")));
    held.countDown();
    assertThat(first.get()).containsEntry(room("a"), 1L);
  }

  @Test
  void whatCouldNotBeCountedIsCountedWhenItIsAskedForAgain() throws Exception {
    held.countDown();
    counts.of(rooms("a"));
    away = true;

    assertThat(counts.of(rooms("a"))).containsEntry(room("a"), 1L);
    assertThatExceptionOfType(MessageLog.Unavailable.class)
        .isThrownBy(() -> counts.of(rooms("a", "bb")));
    away = false;
    assertThat(counts.of(rooms("a", "bb"))).containsEntry(room("bb"), 2L);
  }

  @Test
  void aRoomThatTheLogDoesNotKnowHasNoMessage() throws Exception {
    held.countDown();

    assertThat(counts.of(rooms("silent"))).containsEntry(room("silent"), 0L);
    assertThat(counts.of(Set.of())).isEmpty();
  }

  private MessageLog log() {
    Class<?>[] types = {MessageLog.class};
    return (MessageLog)
        Proxy.newProxyInstance(
            MessageLog.class.getClassLoader(),
            types,
            (_, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("counts");
              Map<RoomId, Long> found = new HashMap<>();
              for (Object each : (Collection<?>) arguments[0]) {
                RoomId room = (RoomId) each;
                counted.add(room);
                if (!room.equals(room("silent"))) {
                  found.put(room, (long) room.value().length());
                }
              }
              held.await();
              if (away) {
                throw new MessageLog.Unavailable(new IllegalStateException("away"));
              }
              return found;
            });
  }

  private static Set<RoomId> rooms(String... names) {
    return Arrays.stream(names).map(CountsTest::room).collect(Collectors.toSet());
  }

  private static RoomId room(String name) {
    return new RoomId(name);
  }
}
