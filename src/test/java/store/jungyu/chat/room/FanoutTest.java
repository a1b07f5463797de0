package store.jungyu.chat.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Passes over the members of a room, and the one who stops them (S10).
@Timeout(30)
final class FanoutTest {
  private static final long MILLI = 1_000_000;
  private static final int LARGE = 250;

  private final EventFrames frames = new EventFrames();
  private final AtomicLong nanos = new AtomicLong();
  private final Passes passes = new Passes();
  private final Fanout fanout = new Fanout(passes, nanos::get);

  /// A source of passes that a test puts there.
  private final class Passes implements Fanout.Source {
    private final Queue<Fanout.Pass> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger handedOver = new AtomicInteger();
    private volatile int broken; // the pass after which the source throws

    @Override
    public Fanout.@Nullable Pass take() {
      return waiting.poll();
    }

    @Override
    public void handedOver(Fanout.Pass pass) {
      if (handedOver.incrementAndGet() == broken) {
        throw new IllegalStateException("a bug in what follows a pass");
      }
    }
  }

  private record Hearer(Outbox outbox, RecordingConnection browser) {}

  private List<Hearer> hearers(int count) {
    List<Hearer> hearers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RecordingConnection browser = new RecordingConnection(frames);
      Outbox outbox = new Outbox(browser, Chat.LIMITS, Telemetry.SILENT, nanos::get);
      outbox.open(() -> frames.encode(List.of()));
      Wait.until("it is open", browser::welcomed);
      hearers.add(new Hearer(outbox, browser));
    }
    return hearers;
  }

  private void tell(List<Hearer> hearers, String author) {
    Outbox[] outboxes = hearers.stream().map(Hearer::outbox).toArray(Outbox[]::new);
    RoomEvent event = new RoomEvent.Presence(0, List.of(), List.of(author));
    passes.waiting.add(new Fanout.Pass(List.of(event), outboxes, null, frames));
    fanout.wake();
  }

  private static List<String> heard(Hearer hearer) {
    return hearer.browser().events(RoomEvent.Presence.class).stream()
        .map(presence -> presence.left().getFirst())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {20, LARGE})
  void everyPassReachesEverybodyInOrder(int members) {
    List<Hearer> hearers = hearers(members);
    List<String> told = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      told.add("event " + i);
      tell(hearers, told.getLast());
    }

    for (Hearer hearer : hearers) {
      Wait.until("all came", () -> heard(hearer).size() == 30);
      assertThat(heard(hearer)).isEqualTo(told);
      assertThat(hearer.browser().overlapped()).isFalse();
    }
  }

  @Test
  void aPassIsEncodedOnceForAll() {
    List<Hearer> hearers = hearers(20);
    long before = frames.count();
    tell(hearers, "event");

    Wait.until("it is handed over", () -> passes.handedOver.get() == 1);
    assertThat(frames.count()).isEqualTo(before + 1);
  }

  @Test
  void aPassWithNobodyInItIsHandedOver() {
    tell(List.of(), "event");

    Wait.until("it is handed over", () -> passes.handedOver.get() == 1);
  }

  @Test
  void oneWhoStopsReadingHoldsThePassUntilItIsRelieved() {
    List<Hearer> hearers = hearers(5);
    hearers.get(2).browser().stopReading();
    tell(hearers, "event");
    Wait.until("the pass is stuck", () -> hearers.get(2).browser().isBusy());
    nanos.addAndGet(20 * MILLI);
    fanout.relieve();
    Wait.aMoment();
    assertThat(heard(hearers.get(3))).isEmpty();
    nanos.addAndGet(1);
    fanout.relieve();

    Wait.until("the others hear", () -> heard(hearers.get(4)).size() == 1);
    Wait.until("it is handed over", () -> passes.handedOver.get() == 1);
    assertThat(heard(hearers.get(3))).containsExactly("event");
  }

  @Test
  void onlyTheFirstOfThoseWhoStopReadingHoldsUpAPass_S10() {
    List<Hearer> hearers = hearers(5);
    hearers.subList(0, 4).forEach(hearer -> hearer.browser().stopReading());
    tell(hearers, "event");
    Wait.until("the pass is stuck", () -> hearers.getFirst().browser().isBusy());
    nanos.addAndGet(21 * MILLI);
    fanout.relieve();

    Wait.until("the last one hears", () -> heard(hearers.getLast()).size() == 1);
    Wait.until("it is handed over", () -> passes.handedOver.get() == 1);
  }

  @Test
  void eventsThatCannotBeEncodedSendTheirHearersToAskAgainAndTheNextPassGoesOn() {
    List<Hearer> hearers = hearers(2);
    Outbox[] outboxes = {hearers.getFirst().outbox()};
    FrameEncoder broken =
        _ -> {
          throw new IllegalStateException("a bug in the encoder");
        };
    passes.waiting.add(new Fanout.Pass(List.of(), outboxes, null, broken));
    tell(hearers.subList(1, 2), "event");

    Wait.until("the others hear", () -> heard(hearers.getLast()).size() == 1);
    assertThat(hearers.getFirst().browser().disconnect()).isEqualTo(Disconnect.BUSY);
    assertThat(hearers.getLast().browser().disconnect()).isNull();
  }

  @Test
  void aBugInWhatFollowsAPassDoesNotSilenceTheRoom() {
    List<Hearer> hearers = hearers(2);
    passes.broken = 1;
    tell(hearers, "one");
    Wait.until("it is handed over", () -> passes.handedOver.get() == 1);
    tell(hearers, "two");

    Wait.until("the next one comes", () -> heard(hearers.getLast()).size() == 2);
  }

  @Test
  void passesGoOnPastThoseWhoAreStuckAndReachThemInOrderLater() {
    List<Hearer> hearers = hearers(5);
    List<Hearer> slow = List.of(hearers.get(0), hearers.get(4));
    slow.forEach(hearer -> hearer.browser().stopReading());
    List<String> told = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      told.add("event " + i);
      tell(hearers, told.getLast());
      int passed = i + 1;
      Wait.until(
          "the pass is over",
          () -> {
            nanos.addAndGet(21 * MILLI);
            fanout.relieve();
            return passes.handedOver.get() == passed;
          });
    }
    assertThat(heard(hearers.get(1))).isEqualTo(told);
    slow.forEach(hearer -> hearer.browser().goOnReading());

    for (Hearer hearer : hearers) {
      Wait.until("all came", () -> heard(hearer).size() == 10);
      assertThat(heard(hearer)).isEqualTo(told);
      assertThat(hearer.browser().overlapped()).isFalse();
    }
  }

  @Test
  void aThreadThatIsFreeAgainDoesNotTakeThePassBack() {
    List<Hearer> hearers = hearers(3);
    hearers.getFirst().browser().stopReading();
    tell(hearers, "one");
    Wait.until("the pass is stuck", () -> hearers.getFirst().browser().isBusy());
    nanos.addAndGet(21 * MILLI);
    fanout.relieve();
    Wait.until("it is handed over", () -> passes.handedOver.get() == 1);
    hearers.getFirst().browser().goOnReading();
    Wait.until("the slow one has it", () -> heard(hearers.getFirst()).size() == 1);
    tell(hearers, "two");

    for (Hearer hearer : hearers) {
      Wait.until("both came", () -> heard(hearer).size() == 2);
      assertThat(heard(hearer)).containsExactly("one", "two");
    }
    assertThat(passes.handedOver).hasValue(2);
  }

  @Test
  void inALargeRoomOneWhoStopsReadingHoldsUpNobodyAtAll_S10() {
    List<Hearer> hearers = hearers(LARGE);
    Hearer slow = hearers.get(100);
    slow.browser().stopReading();
    tell(hearers, "one");
    hearers.remove(slow);

    Wait.until("one is stuck", () -> slow.browser().isBusy());
    for (Hearer hearer : hearers) {
      Wait.until("it came", () -> heard(hearer).size() == 1);
    }
  }

  @Test
  void inALargeRoomTwoWhoStopReadingHoldThePassUntilItIsRelieved_S10() {
    List<Hearer> hearers = hearers(LARGE);
    List<Hearer> slow = hearers.subList(100, 102);
    slow.forEach(hearer -> hearer.browser().stopReading());
    tell(hearers, "one");
    for (Hearer hearer : slow) {
      Wait.until("the pass is stuck", () -> hearer.browser().isBusy());
    }
    nanos.addAndGet(21 * MILLI);
    fanout.relieve();
    Wait.until("it is handed over", () -> passes.handedOver.get() == 1);
    tell(hearers, "two");
    Wait.until("so is the next", () -> passes.handedOver.get() == 2);
    slow.forEach(hearer -> hearer.browser().goOnReading());

    for (Hearer hearer : hearers) {
      Wait.until("both came", () -> heard(hearer).size() == 2);
      assertThat(heard(hearer)).containsExactly("one", "two");
      assertThat(hearer.browser().overlapped()).isFalse();
    }
  }

  @Test
  void reliefAtAnyMomentLosesAndRepeatsNothing() {
    List<Hearer> hearers = hearers(3);
    for (int i = 0; i < 100; i++) {
      tell(hearers, "event " + i);
      nanos.addAndGet(30 * MILLI);
      fanout.relieve();
    }

    for (Hearer hearer : hearers) {
      Wait.until("all came", () -> heard(hearer).size() == 100);
      assertThat(heard(hearer)).doesNotHaveDuplicates();
      assertThat(hearer.browser().overlapped()).isFalse();
    }
  }
}
