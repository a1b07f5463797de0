package store.jungyu.chat.ops;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.LocalPostgres;

/// What an operator sees who forgot something: the server has ended, and said why.
final class RefusedStartIT {
  @Test
  void aServerWithoutItsSecretEndsWithOneSentence() {
    try (LocalPostgres database = LocalPostgres.empty()) {
      assertThatIllegalStateException()
          .isThrownBy(() -> ChatServer.start(database, Map.of("CHAT_SECRET", "")))
          .withMessageContaining("The chat does not start: CHAT_SECRET must be set to at least 32")
          .withMessageContaining("openssl rand -base64 48")
          .withMessageNotContainingAny("\tat ", "ready to run a smarter planet");
    }
  }
}
