package store.jungyu.chat.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Losses planted where a figure could be taken without them.
final class StageTest {
  private static final Duration WARM = Duration.ofMillis(1_200);
  private static final Duration TIME = Duration.ofMillis(200);

  @Test
  void whoIsCutInTheWarmSecondMakesTheStepUnsound() throws IOException {
    Figures figures = measured(Duration.ofMillis(600));
    assertThat(figures.faults).isEqualTo("ended 3 outside 3");
  }

  @Test
  void whoIsNotCutIsNoFault() throws IOException {
    assertThat(measured(Duration.ofSeconds(20)).faults).isEmpty();
  }

  @Test
  void whoIsCutWhileTheOthersComeMakesItFail() throws IOException {
    try (var server = new CutterServer(Duration.ZERO);
        Crowd crowd = stage(server).crowd()) {
      crowd.room("room", 3, 0, 16);
      crowd.open(crowd.everybody(), 3, Duration.ofSeconds(5));
      crowd.go(Duration.ofMillis(300));
      assertThatThrownBy(() -> stage(server).warmUp(crowd, 1, List.of()))
          .hasMessageContaining("outside 3");
    }
  }

  private static Figures measured(Duration patience) throws IOException {
    try (var server = new CutterServer(patience);
        Crowd crowd = stage(server).crowd()) {
      crowd.room("room", 3, 0, 16);
      stage(server).open(crowd);
      return stage(server).measure(crowd, 1, List.of(), WARM, TIME);
    }
  }

  private static Stage stage(Target target) {
    return new Stage(target, "test", 1, Duration.ZERO);
  }
}
