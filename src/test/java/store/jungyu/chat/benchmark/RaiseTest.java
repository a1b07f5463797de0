package store.jungyu.chat.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/// The rules by which a step becomes the one that is reported, on a target that does as is written.
final class RaiseTest {
  private static final Duration SHORT = Duration.ofSeconds(2);
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final double LOSS = -1;

  private final Deque<Double> script = new ArrayDeque<>();
  private final List<String> played = new ArrayList<>();
  private double pace = 1;

  @Test
  void theBestStepIsPlayedAgainForLongerAndThatIsReported() {
    Figures figures = raise(50, 60, 600, 600, 70);
    assertThat(played).containsExactly("81 2s", "108 2s", "144 2s", "144 2s", "108 10s");
    assertThat(figures.get("p99Ms")).isEqualTo(70);
    assertThat(figures.faults).isEmpty();
    assertThat(figures.note).isEqualTo("p99 600 ms");
    assertThat(figures.get("topP99Ms")).isEqualTo(60);
  }

  @Test
  void aboveAStepThatFailedTwiceNoneIsTheBest() {
    Figures figures = raise(50, 120, 130, 60, 600, 600, 55);
    assertThat(played)
        .containsExactly("81 2s", "108 2s", "108 2s", "144 2s", "192 2s", "192 2s", "81 10s");
    assertThat(figures.get("offeredPerSecond")).isEqualTo(81);
    assertThat(figures.get("topP99Ms")).isEqualTo(60);
  }

  @Test
  void onceMayBeTheNeighboursFault() {
    Figures figures = raise(50, 600, 60, LOSS, 70, 600, 700, 80);
    assertThat(figures.get("offeredPerSecond")).isEqualTo(144);
    assertThat(figures.faults).isEmpty();
  }

  @Test
  void aLossThatComesTwiceEndsItAndTheStepBelowIsReported() {
    Figures figures = raise(50, LOSS, LOSS, 60);
    assertThat(figures.get("offeredPerSecond")).isEqualTo(81);
    assertThat(figures.faults).isEmpty();
    assertThat(figures.note).isEqualTo("ended 1");
  }

  @Test
  void whatIsNotGoodForLongerIsNotReported() {
    Figures figures = raise(50, 60, 600, 600, 110, 55);
    assertThat(figures.get("offeredPerSecond")).isEqualTo(81);
    assertThat(figures.get("stepsDown")).isEqualTo(1);
    assertThat(figures.faults).isEmpty();
  }

  @Test
  void threeStepsDownAreTheMost() {
    Figures figures = raise(50, 50, 50, 50, 50, 600, 600, 110, 111, 112, 113, 50);
    assertThat(figures.faults).isEqualTo("not good for longer: p99 113 ms");
    assertThat(script).hasSize(1);
  }

  @Test
  void withoutAGoodStepThereIsNoFigure() {
    assertThat(raise(120, 120, 600, 600).faults).isEqualTo("no step was good");
  }

  @Test
  void whoSpeaksTooSlowlyMeasuresHimself() {
    pace = 0.8;
    Figures figures = raise(50, 50);
    assertThat(figures.note).isEqualTo("the generator is full");
    assertThat(figures.faults).isEqualTo("no step was good");
  }

  @Test
  void itEndsWhateverTheServerCanDo() {
    double[] always = DoubleStream.generate(() -> 50).limit(Raise.AT_MOST + 1L).toArray();
    assertThat(raise(always).note).isEqualTo("no end in 30 steps");
  }

  private Figures raise(double... p99s) {
    DoubleStream.of(p99s).forEach(script::add);
    return new Raise(this::play, 100, 500, SHORT, LONG).from(81);
  }

  private Figures play(double perSecond, Duration time) {
    played.add("%.0f %ds".formatted(perSecond, time.toSeconds()));
    double p99 = script.remove();
    var figures = new Figures();
    figures.put("offeredPerSecond", perSecond).put("saidPerSecond", pace * perSecond);
    figures.put("p99Ms", Math.abs(p99)).put("deliveriesPerSecond", 10 * perSecond);
    figures.faults = p99 == LOSS ? "ended 1" : "";
    return figures;
  }
}
