package store.jungyu.chat.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class OutcomeTest {
  private static final Outcome KEPT = new Outcome("S1", "20 kills", List.of());
  private static final Outcome BROKEN = new Outcome("S2", "300 messages", List.of("1 twice"));
  private static final Outcome NOT_PLAYED = Outcome.notPlayed("S9", "it takes root");

  @Test
  void whatWasNotPlayedIsNotKept() {
    assertThat(NOT_PLAYED.kept()).isFalse();
    assertThat(NOT_PLAYED).hasToString("S9   NOT PLAYED: it takes root");
    assertThat(Outcome.count(List.of(KEPT, NOT_PLAYED, KEPT)))
        .isEqualTo("2 of 3 promises kept, 1 not played");
  }

  @Test
  void whatIsBrokenIsNotKept() {
    assertThat(BROKEN.kept()).isFalse();
    assertThat(Outcome.count(List.of(KEPT, BROKEN))).isEqualTo("1 of 2 promises kept");
  }
}
