package store.jungyu.chat.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.LocalPostgres;

/// What an operator sees who forgot something: the server has ended, and said why.
final class RefusedStartIT {
  @ParameterizedTest
  @CsvSource({
    "CHAT_SECRET, to at least 32, openssl rand -base64 48",
    "CHAT_DB_URL, : the chat keeps all messages in PostgreSQL, jdbc:postgresql://",
  })
  void aServerThatLacksWhatItMustHaveEndsWithOneSentence(
      String missing, String why, String example) {
    try (LocalPostgres database = LocalPostgres.empty()) {
      assertThatIllegalStateException()
          .isThrownBy(() -> ChatServer.start(database, Map.of(missing, "")))
          .extracting(
              refused -> String.valueOf(refused.getMessage()).strip().lines().toList().getLast())
          .asString()
          .contains("The chat does not start: " + missing + " must be set", why, example);
    }
  }

  @Test
  void aServerThatTakesNobodyButThisMachineStartsAndSaysSo() {
    ChatServer server = ChatServer.shared();
    assertThat(server.log().lines().filter(line -> line.contains("Set CHAT_OWN_ORIGINS to")))
        .singleElement()
        .asString()
        .contains(server.origin(), "(403)");
  }
}
