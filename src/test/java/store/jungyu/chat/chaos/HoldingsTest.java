package store.jungyu.chat.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A soak tells a leak from what comes and goes: each is planted into the last minute of a server
/// that holds now a little more, now a little less.
final class HoldingsTest {
  private static final long MIB = 1_024;

  private static List<Holdings> minutes(Holdings last) {
    List<Holdings> minutes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      minutes.add(new Holdings((46 + i % 4) * MIB, 59 + i % 3, 134 + i % 7, 2 + i % 5));
    }
    minutes.add(last);
    return minutes;
  }

  @Test
  void whatComesAndGoesIsNoLeak() {
    assertThat(Holdings.leaks(minutes(new Holdings(50 * MIB, 69, 154, 8)))).isEmpty();
  }

  @Test
  void aSoakOfOneMinuteHasNothingToGrowFrom() {
    assertThat(Holdings.leaks(List.of(new Holdings(50 * MIB, 59, 134, 2)))).isEmpty();
  }

  @Test
  void oneLargeMinuteAtFirstHidesNoLeak() {
    List<Holdings> minutes = minutes(new Holdings(60 * MIB, 59, 134, 2));
    minutes.set(0, new Holdings(90 * MIB, 59, 134, 2));
    assertThat(Holdings.leaks(minutes)).containsExactly("heap: 60.0 MiB, and at first 48.0");
  }

  static Stream<Arguments> leaks() {
    return Stream.of(
        Arguments.of(new Holdings(55 * MIB, 59, 134, 2), "heap: 55.0 MiB, and at first 47.0"),
        Arguments.of(new Holdings(46 * MIB, 70, 134, 2), "threads: 70, and at first 59"),
        Arguments.of(new Holdings(46 * MIB, 59, 155, 2), "descriptors: 155, and at first 134"),
        Arguments.of(new Holdings(46 * MIB, 59, 134, 11), "connections to PostgreSQL: 11 of 10"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("leaks")
  void whatHasGrownIsNamed(Holdings last, String named) {
    assertThat(Holdings.leaks(minutes(last))).containsExactly(named);
  }
}
