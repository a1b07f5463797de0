package store.jungyu.chat.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The clock on the wall may step (S14): order is by number, and waiting by a clock that does not.
final class ClockTest {
  private static final List<Duration> STEPS =
      List.of(
          Duration.ofHours(1),
          Duration.ofHours(-2),
          Duration.ofDays(1),
          Duration.ofDays(-2),
          Duration.ofDays(1));

  @Test
  void whenTheClockStepsNothingChangesPlacesAndNobodyIsSentAway() throws InterruptedException {
    try (Chat chat = new Chat()) {
      Chat.Reader author = chat.enter();
      Chat.Reader reader = chat.enter();
      List<Instant> times = new ArrayList<>();
      for (Duration step : STEPS) {
        chat.now = chat.now.plus(step);
        times.add(chat.now);
        int number = times.size();
        author.say("said at " + chat.now);
        Wait.until("message " + number, () -> reader.connection().messages().size() == number);
      }
      assertThat(reader.connection().seqs())
          .isEqualTo(RecordingConnection.numbers(1, STEPS.size()));
      assertThat(reader.connection().messages())
          .extracting(message -> message.at().toEpochMilli())
          .isEqualTo(times.stream().map(Instant::toEpochMilli).toList());
      assertThat(chat.enterSince(2).connection().welcome().messages())
          .extracting(Message::seq)
          .containsExactly(3L, 4L, 5L);
      assertThat(chat.counts.disconnected).isEmpty();
      assertThat(chat.counts.rejected).isEmpty();
    }
  }
}
