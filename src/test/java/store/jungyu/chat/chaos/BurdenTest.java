package store.jungyu.chat.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// What slow readers may not cost is told by its name.
final class BurdenTest {
  @Test
  void whatIsPromisedIsSound() {
    assertThat(Burden.broken(1.0, List.of(), 30, 11)).isEmpty();
  }

  @Test
  void moreHeapIsTold() {
    assertThat(Burden.broken(1.25, List.of(), 30, 11))
        .containsExactly("1.25 MiB of the heap for each who does not read");
  }

  @Test
  void aThreadThatIsHeldUpIsTold() {
    assertThat(Burden.broken(0.5, List.of("Default Executor-thread-5"), 30, 11))
        .containsExactly("held up by who does not read: Default Executor-thread-5");
  }

  @Test
  void thatNobodyWaitedIsTold() {
    assertThat(Burden.broken(0.5, List.of(), 0, 11))
        .containsExactly("nobody was seen waiting in 11 looks: nothing was put to the test");
  }
}
