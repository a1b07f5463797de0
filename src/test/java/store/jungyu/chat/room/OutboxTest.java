package store.jungyu.chat.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// One member's way out: in order, one at a time, bounded (S10).
@Timeout(30)
final class OutboxTest {
  private final RecordingConnection browser = new RecordingConnection();
  private final Chat.Counts counts = new Chat.Counts();
  private final AtomicLong nanos = new AtomicLong();

  private Outbox outbox(int frames, int chars) {
    Limits limits = new Bounds().outboxFrames(frames).outboxBytes(chars).limits();
    return new Outbox(browser, limits, counts, nanos::get);
  }

  private Outbox open(int frames, int chars) {
    Outbox outbox = outbox(frames, chars);
    outbox.open(() -> new Frame("welcome"));
    Wait.until("the welcome is sent", () -> !browser.frames().isEmpty() && !browser.isBusy());
    Wait.aMoment(); // until the sending thread has put its tools away
    return outbox;
  }

  /// An outbox whose browser has stopped reading in the middle of a frame.
  private Outbox stuck(int frames, int chars) {
    browser.stopReading();
    Outbox outbox = outbox(frames, chars);
    outbox.open(() -> new Frame("welcome"));
    Wait.until("a send is under way", browser::isBusy);
    return outbox;
  }

  private void heard(int frames) {
    Wait.until(
        () -> frames + " frames came, and not " + browser.frames(),
        () -> browser.frames().size() >= frames);
  }

  @Test
  void framesLeaveInTheOrderInWhichTheyCame() {
    Outbox outbox = outbox(1000, 1 << 20);
    List<String> expected = new ArrayList<>(List.of("welcome"));
    outbox.open(() -> new Frame("welcome"));
    for (int i = 0; i < 500; i++) {
      String frame = "frame " + i;
      expected.add(frame);
      if (i % 3 == 0) {
        if (outbox.take(new Frame(frame))) {
          outbox.send(new Frame(frame));
        }
      } else {
        outbox.offer(() -> new Frame(frame));
      }
    }

    heard(501);
    assertThat(browser.frames()).isEqualTo(expected);
    assertThat(browser.overlapped()).isFalse();
  }

  @Test
  void oneSendIsUnderWayAtATimeHoweverManyThreadsBringFrames() throws Exception {
    Outbox outbox = outbox(10_000, 1 << 20);
    outbox.open(() -> new Frame("welcome"));
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      int thread = t;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < 200; i++) {
                  String frame = thread + ":" + i;
                  if (i % 2 == 0) {
                    outbox.offer(() -> new Frame(frame));
                  } else if (outbox.take(new Frame(frame))) {
                    outbox.send(new Frame(frame));
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    heard(1601);
    assertThat(browser.overlapped()).isFalse();
    for (int t = 0; t < 8; t++) {
      String prefix = t + ":";
      List<String> ofThread = browser.frames().stream().filter(f -> f.startsWith(prefix)).toList();
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        expected.add(prefix + i);
      }
      assertThat(ofThread).isEqualTo(expected);
    }
  }

  @Test
  void nothingLeavesBeforeTheWelcome() {
    Outbox outbox = outbox(10, 1000);
    assertThat(outbox.take(new Frame("early"))).isFalse();
    outbox.offer(() -> new Frame("early too"));
    outbox.ping();
    assertThat(browser.frames()).isEmpty();
    outbox.open(() -> new Frame("welcome"));

    heard(4);
    assertThat(browser.frames())
        .containsExactly("welcome", "early", "early too", RecordingConnection.PING);
  }

  @Test
  void aFrameTooManyEndsTheConnection() {
    Outbox outbox = stuck(3, 1000);
    for (int i = 0; i < 3; i++) {
      assertThat(outbox.take(new Frame("x"))).isFalse();
    }
    assertThat(browser.disconnect()).isNull();
    outbox.offer(() -> new Frame("one too many"));

    assertThat(browser.disconnect()).isEqualTo(Disconnect.TOO_SLOW);
    assertThat(counts.disconnected).containsExactly(Disconnect.TOO_SLOW);
  }

  @Test
  void aCharacterTooManyEndsTheConnection() {
    Outbox outbox = stuck(100, 10);
    outbox.take(new Frame("12345"));
    outbox.take(new Frame("67890"));
    assertThat(browser.disconnect()).isNull();
    outbox.take(new Frame("1"));

    assertThat(browser.disconnect()).isEqualTo(Disconnect.TOO_SLOW);
  }

  @Test
  void whatWasSentMakesRoomAgain() {
    Outbox outbox = stuck(2, 10);
    outbox.take(new Frame("12345"));
    outbox.take(new Frame("67890"));
    browser.goOnReading();
    heard(3);
    for (int i = 0; i < 20; i++) {
      int frames = 4 + i;
      outbox.offer(() -> new Frame("1234567890"));
      heard(frames);
    }

    assertThat(browser.disconnect()).isNull();
  }

  @Test
  void aSendThatLastsLongerThanItsDeadlineEndsTheConnection() {
    Outbox outbox = stuck(10, 1000);
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    outbox.enforceDeadline();
    assertThat(browser.disconnect()).isNull();
    nanos.addAndGet(1);
    outbox.enforceDeadline();

    assertThat(browser.disconnect()).isEqualTo(Disconnect.TOO_SLOW);
  }

  @Test
  void anIdleMemberHasNoDeadline() {
    Outbox outbox = open(10, 1000);
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    outbox.enforceDeadline();

    assertThat(browser.disconnect()).isNull();
  }

  @Test
  void aMemberThatWaitsForItsWelcomeHasNoDeadline() {
    Outbox outbox = outbox(10, 1000);
    outbox.take(new Frame("early"));
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    outbox.enforceDeadline();

    assertThat(browser.disconnect()).isNull();
  }

  @Test
  void aConnectionThatIsGoneIsClosedAndNotCountedAsEndedByTheServer() {
    Outbox outbox = open(10, 1000);
    browser.goAway();
    outbox.offer(() -> new Frame("frame"));

    Wait.until("it is closed", () -> browser.disconnect() == Disconnect.NO_PONG);
    assertThat(counts.disconnected).isEmpty();
  }

  @Test
  void aFrameThatCannotBeMadeEndsTheConnection() {
    Outbox outbox = open(10, 1000);
    outbox.offer(() -> {
      throw new IllegalStateException("a bug in the encoder");
    });

    Wait.until("it is closed", () -> browser.disconnect() != null);
  }

  @Test
  void aPingLeavesAfterAllThatWaits() {
    Outbox outbox = stuck(10, 1000);
    outbox.take(new Frame("one"));
    outbox.ping();
    outbox.take(new Frame("two"));
    browser.goOnReading();

    heard(4);
    assertThat(browser.frames()).containsExactly("welcome", "one", "two", RecordingConnection.PING);
  }

  @Test
  void anIdleMemberIsPingedAtOnce() {
    open(10, 1000).ping();

    heard(2);
    assertThat(browser.frames()).containsExactly("welcome", RecordingConnection.PING);
  }

  @Test
  void pingsThatWaitAreOne() {
    Outbox outbox = stuck(10, 1000);
    outbox.ping();
    outbox.ping();
    browser.goOnReading();
    heard(2);
    Wait.aMoment();

    assertThat(browser.frames()).containsExactly("welcome", RecordingConnection.PING);
  }

  @Test
  void nothingLeavesAfterTheEnd() {
    Outbox outbox = stuck(10, 1000);
    outbox.take(new Frame("waiting"));
    outbox.ping();
    outbox.cut(Disconnect.GOING_AWAY);
    outbox.offer(() -> new Frame("late"));
    assertThat(outbox.take(new Frame("late too"))).isFalse();
    outbox.ping();
    browser.goOnReading();
    Wait.until("the frame under way is out", () -> !browser.isBusy());
    Wait.aMoment();

    assertThat(browser.frames()).containsExactly("welcome");
  }

  @Test
  void theEndIsToldOnce() {
    Outbox outbox = open(10, 1000);
    outbox.cut(Disconnect.TOO_FAST);
    outbox.cut(Disconnect.GOING_AWAY);

    assertThat(browser.disconnect()).isEqualTo(Disconnect.TOO_FAST);
    assertThat(browser.closes()).isEqualTo(1);
    assertThat(counts.disconnected).containsExactly(Disconnect.TOO_FAST);
  }

  @Test
  void aConnectionThatEndedByItselfIsNotEndedAgain() {
    Outbox outbox = stuck(1, 1000);
    assertThat(outbox.close()).isTrue();
    assertThat(outbox.close()).isFalse();
    outbox.take(new Frame("one"));
    outbox.take(new Frame("two"));
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    outbox.enforceDeadline();

    assertThat(browser.closes()).isZero();
    assertThat(counts.disconnected).isEmpty();
  }
}
