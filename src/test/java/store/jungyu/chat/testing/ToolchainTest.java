package store.jungyu.chat.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ToolchainTest {
  @Test
  void runsOnJava25OrNewer() {
    assertThat(Runtime.version().feature()).isGreaterThanOrEqualTo(25);
  }
}
