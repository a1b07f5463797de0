package store.jungyu.chat.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import store.jungyu.chat.testing.ChatServer;

/// What an operator sees who forgot something: the server has ended, and said why.
final class RefusedStartIT {
  /// By what is missing, what such a server said last. All start at once: it takes each its time.
  private static Map<String, CompletableFuture<String>> lastWords;

  @BeforeAll
  static void start() {
    ChatServer.shared();
    lastWords =
        List.of("CHAT_SECRET", "CHAT_DB_URL").stream()
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    missing ->
                        CompletableFuture.supplyAsync(
                            () -> lastWordsWithout(missing), Thread::startVirtualThread)));
  }

  private static String lastWordsWithout(String missing) {
    var refused =
        catchThrowableOfType(
            IllegalStateException.class,
            () -> ChatServer.start(ChatServer.shared().database(), Map.of(missing, "")));
    return String.valueOf(refused.getMessage()).strip().lines().toList().getLast();
  }

  @ParameterizedTest
  @CsvSource({
    "CHAT_SECRET, to at least 32, openssl rand -base64 48",
    "CHAT_DB_URL, : the chat keeps all messages in PostgreSQL, jdbc:postgresql://",
  })
  void aServerThatLacksWhatItMustHaveEndsWithOneSentence(
      String missing, String why, String example) {
    assertThat(Objects.requireNonNull(lastWords.get(missing)).join())
        .contains("The chat does not start: " + missing + " must be set", why, example);
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
