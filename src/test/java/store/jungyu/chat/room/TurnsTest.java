package store.jungyu.chat.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TurnsTest {
  @ParameterizedTest(name = "{0}: {1} s")
  @CsvSource({"PT0.000000001S, 1", "PT0.999S, 1", "PT1S, 1", "PT1.000000001S, 2", "PT5S, 5"})
  void whoIsToAskAgainWaitsWholeSecondsAndNoneTooFew(Duration wait, String seconds) {
    assertThat(Turns.retryAfter(wait)).isEqualTo(seconds);
  }
}
