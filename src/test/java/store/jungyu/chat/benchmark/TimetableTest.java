package store.jungyu.chat.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TimetableTest {
  @Test
  void knowsAllScenes() {
    assertThat(Timetable.scenes("all"))
        .containsExactlyElementsOf(Scenes.all().stream().map(Scene::name).toList());
  }

  @Test
  void peersTakeTheirTime() {
    int alone = Timetable.all(List.of("busy"), 10, 45, 3, 0, 0);
    assertThat(Timetable.all(List.of("busy"), 10, 45, 3, 1, 2)).isGreaterThan(3 * alone);
  }
}
