package store.jungyu.chat.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Who judges whether neighbours notice anything (S16) is judged here: by a server that stands
/// still again and again.
final class CanaryIT {
  @Test
  void whatNeighboursNoticeIsFoundAndNothingElse() throws Exception {
    ChatServer server = ChatServer.shared();
    Canary well = Canary.sing(server);
    assertThatCode(() -> well.end("nothing")).doesNotThrowAnyException();
    Canary ill = Canary.sing(server);
    for (int i = 0; i < 4; i++) {
      signal(server, "STOP");
      TimeUnit.MILLISECONDS.sleep(700);
      signal(server, "CONT");
      TimeUnit.MILLISECONDS.sleep(300);
    }

    assertThatThrownBy(() -> ill.end("a server that stands still"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("a neighbour");
  }

  private static void signal(ChatServer server, String signal) throws Exception {
    new ProcessBuilder(List.of("kill", "-" + signal, "" + server.process().pid()))
        .start()
        .waitFor();
  }
}
