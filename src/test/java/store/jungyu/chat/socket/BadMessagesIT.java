package store.jungyu.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import store.jungyu.chat.testing.Canary;
import store.jungyu.chat.testing.ChatClient;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.Waiting;

/// Well-formed frames that say what cannot be, and are refused by name or end the connection, while
/// people in another room notice nothing (S16).
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadMessagesIT {
  private final ChatServer server = ChatServer.shared();
  private final String room = "messages-" + UUID.randomUUID();
  private Canary canary;

  @BeforeAll
  void sing() {
    canary = Canary.sing(server);
  }

  @AfterAll
  void allWasWell() {
    canary.end("bad messages");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "NaN",
        "{\"type\":NaN}",
        "{\"type\":",
        "{\"type\":7}",
        "{\"type\":\"ping\"} trailing",
        "{\"type\":\"ping\"}{\"type\":\"ping\"}",
        "{\"type\":\"say\",\"text\":\"without an id\"}",
        "{\"type\":\"say\",\"id\":\"1-1-1-1-1\",\"text\":\"x\"}",
        "{\"type\":\"say\",\"id\":\"7c9e6679-7425-40de-944b-e07fc1f90ae7\"}",
        "{\"type\":\"say\",\"id\":\"7c9e6679-7425-40de-944b-e07fc1f90ae7\",\"text\":7}",
        "{\"type\":\"edit\",\"seq\":0,\"text\":\"x\"}",
        "{\"type\":\"edit\",\"seq\":1.5,\"text\":\"x\"}",
        "{\"type\":\"edit\",\"seq\":\"1\",\"text\":\"x\"}",
        "{\"type\":\"delete\",\"seq\":-1}",
        "{\"type\":\"delete\",\"seq\":1e400}",
        "{\"type\":\"delete\"}",
        "{\"type\":\"profile\"}",
      })
  void whatIsNoFrameEndsTheConnection(String frame) {
    try (ChatClient client = ChatClient.enter(server, room, "나쁜이")) {
      client.send(frame);
      assertThat(client.awaitClose()).isEqualTo(4000);
    }
  }

  /// As deep, as wide and as long as fits into a frame.
  @ParameterizedTest
  @CsvSource({
    "depth, '{\"a\":', 1300",
    "lists, [, 8000",
    "keys, '\"k\":0,', 1300",
    "digits, 9, 8000",
  })
  void whatIsHardToReadEndsTheConnectionToo(String what, String part, int times) {
    String much = part.repeat(times);
    String frame =
        switch (what) {
          case "keys" -> "{" + much + "\"k\":0}";
          case "digits" -> "{\"type\":\"delete\",\"seq\":" + much + "}";
          default -> much;
        };
    try (ChatClient client = ChatClient.enter(server, room, "나쁜이")) {
      client.send(frame);
      assertThat(client.awaitClose()).isEqualTo(4000);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`\"v\":1,\"anonymousId\":\"ID\",\"since\":-1` | 4000",
        "`\"v\":1,\"anonymousId\":\"ID\",\"since\":1.5` | 4000",
        "`\"v\":1,\"anonymousId\":\"ID\",\"since\":\"41\"` | 4000",
        "`\"v\":1,\"anonymousId\":\"ID\",\"nickname\":7` | 4000",
        "`\"v\":1,\"anonymousId\":\"ID\",\"avatar\":[]` | 4000",
        "`\"v\":\"1\",\"anonymousId\":\"ID\"` | 4000",
        "`\"v\":0,\"anonymousId\":\"ID\"` | 4016",
        "`\"v\":2,\"anonymousId\":\"ID\"` | 4016",
        "`\"anonymousId\":\"ID\"` | 4000",
        "`\"v\":1` | 4000",
        "`\"v\":1,\"anonymousId\":null` | 4000",
        "`\"v\":1,\"anonymousId\":\"00000000-0000-0000-0000-000000000000\"` | 4000",
        "`\"v\":1,\"anonymousId\":\"0f8fad5b-d9cb-169f-a165-70867728950e\"` | 4000",
        "`\"v\":1,\"anonymousId\":\"0f8fad5b-d9cb-469f-0165-70867728950e\"` | 4000",
        "`\"v\":1,\"anonymousId\":\"AUTHOR\"` | 4000",
      })
  void aHelloThatCannotBeGivesNoRight(String hello, int code) {
    try (ChatClient ana = ChatClient.enter(server, room, "아나");
        ChatClient bad = ChatClient.open(server, room)) {
      String author = ana.await("welcome").getJsonObject("you").getString("author");
      bad.send(
          "{\"type\":\"hello\","
              + hello.replace("ID", bad.secret()).replace("AUTHOR", author)
              + "}");
      assertThat(bad.awaitClose()).isEqualTo(code);
      assertThat(bad.events()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\\u3164\\u200b",
        "\\u200b\\u2060",
        "a",
        "가나다라마바사아자차카타파하거너",
        "<img onerror=alert(1)>",
        "a\\u0007\\u001b[31mb",
        "../etc",
      })
  void aNameThatCannotBeIsRefusedAndTheOneBeforeStays(String nickname) {
    try (ChatClient ana = ChatClient.enter(server, room, "아나")) {
      ana.send("{\"type\":\"profile\",\"nickname\":\"" + nickname + "\",\"avatar\":\"whale\"}");
      assertThat(ana.await("rejected").getString("reason")).isEqualTo("BAD_NICKNAME");
      JsonObject said = ana.sayAndAwait("still me");
      assertThat(said.getString("nickname")).isEqualTo("아나");
      assertThat(said.getString("avatar")).isEqualTo("otter");
    }
  }

  @ParameterizedTest
  @CsvSource({"a\\nb, a b", "\\u202eabc, abc", "a\\u200bb, ab", "\\u1100\\u1161\\u1102\\u1161, 가나"})
  void aNameIsShownCleanedAndNeverAsItCame(String nickname, String cleaned) {
    try (ChatClient ana = ChatClient.enter(server, room, "아나")) {
      ana.send("{\"type\":\"profile\",\"nickname\":\"" + nickname + "\"}");
      assertThat(ana.sayAndAwait("renamed").getString("nickname")).isEqualTo(cleaned);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'; DROP TABLE messages; --",
        "</script><script>alert(1)</script>",
        "{{7*7}} #{facesContext} ${jndi:ldap://x}",
        "javascript:alert(1)",
        "\u202eunbalanced",
        "\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67",
      })
  void aTextIsStoredAndToldAsItWasWritten(String text) {
    try (ChatClient ana = ChatClient.enter(server, room, "아나");
        ChatClient ben = ChatClient.enter(server, room, "벤벤")) {
      JsonObject said = ana.sayAndAwait(text);
      assertThat(said.getString("text")).isEqualTo(text);
      assertThat(ben.await("message")).isEqualTo(said);
      try (ChatClient late = ChatClient.enter(server, room, "늦은이")) {
        assertThat(late.texts()).contains(text);
      }
    }
  }

  @Test
  void theLogStaysSmallAndHoldsNothingOfABadMessage() {
    String word = "marked" + UUID.randomUUID();
    int before = server.log().length();
    for (String frame :
        List.of(
            word,
            "{\"type\":\"%s\"}",
            "{\"%s\":1}",
            "{\"type\":\"say\",\"id\":\"%s\",\"text\":\"x\"}",
            "{\"type\":\"say\",\"text\":\"%s\"}",
            "{\"type\":\"delete\",\"seq\":\"%s\"}",
            "{\"type\":\"profile\",\"nickname\":\"%s\"}",
            "{\"type\":\"hello\",\"v\":1,\"anonymousId\":\"%s\"}")) {
      try (ChatClient client = ChatClient.enter(server, room, "나쁜이")) {
        client.send(frame.formatted(word));
        Waiting.untilTrue(
            "an answer",
            Duration.ofSeconds(10),
            () -> !client.isOpen() || !client.events("rejected").isEmpty());
      }
    }
    assertThat(server.log()).doesNotContain(word);
    assertThat(server.log().length() - before).isLessThan(2_000);
  }

  @Test
  void whatABrowserMayNotSayOfItselfIsIgnored() {
    try (ChatClient ana = ChatClient.enter(server, room, "아나");
        ChatClient ben = ChatClient.enter(server, room, "벤벤")) {
      String author = ben.await("welcome").getJsonObject("you").getString("author");
      ana.send(
          ("{\"type\":\"say\",\"id\":\"%s\",\"text\":\"mine\",\"author\":\"%s\",\"seq\":99999,"
                  + "\"at\":\"1999-01-01T00:00:00Z\",\"nickname\":\"벤벤\",\"isAdmin\":true}")
              .formatted(UUID.randomUUID(), author));
      JsonObject said = ben.await("message");
      assertThat(said.getString("author")).isNotEqualTo(author);
      assertThat(said.getString("nickname")).isEqualTo("아나");
      assertThat(said.getString("at")).doesNotStartWith("1999");
      assertThat(said.getInt("seq")).isLessThan(99_999);
    }
  }

  @Test
  void aSecondHelloAndAnUnknownTypeAreRefusedAndNothingElse() {
    try (ChatClient ana = ChatClient.enter(server, room, "아나")) {
      ana.hello("아나", null);
      assertThat(ana.await("rejected").getString("reason")).isEqualTo("ALREADY_HERE");
      ana.send("{\"type\":\"dance\"}");
      ana.await("rejected", event -> event.getString("reason").equals("UNKNOWN_TYPE"));
      assertThat(ana.isOpen()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | BLANK",
        "` \u200B\u3164 ` | BLANK",
        "`a\\u0000b` | BAD_TEXT",
        "`\\ud800` | BAD_TEXT",
      })
  void aTextThatCannotBeSaidIsRefusedByName(String text, String reason) {
    try (ChatClient ana = ChatClient.enter(server, room, "아나")) {
      ana.send("{\"type\":\"say\",\"id\":\"" + UUID.randomUUID() + "\",\"text\":\"" + text + "\"}");
      assertThat(ana.await("rejected").getString("reason")).isEqualTo(reason);
    }
  }

  @Test
  void aTextHasAtMostTwoThousandCodePoints() {
    try (ChatClient ana = ChatClient.enter(server, room, "아나")) {
      assertThat(ana.sayAndAwait("가".repeat(2000)).getString("text")).hasSize(2000);
      ana.say("😀".repeat(2001));
      assertThat(ana.await("rejected").getString("reason")).isEqualTo("TOO_LONG");
    }
    try (ChatClient ana = ChatClient.enter(server, room, "아나")) {
      ana.say("a".repeat(2001));
      assertThat(ana.await("rejected").getString("reason")).isEqualTo("TOO_LONG");
    }
  }

  @Test
  void aBadNicknameInHelloLetsOneReadOnly() {
    try (ChatClient ana = ChatClient.open(server, room)) {
      ana.hello("<img onerror>", null);
      assertThat(ana.await("rejected").getString("reason")).isEqualTo("BAD_NICKNAME");
      assertThat(ana.await("welcome").getJsonObject("you").containsKey("nickname")).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | 4000",
        "null | 4000",
        "[] | 4000",
        "`{\"type\":` | 4000",
        "`{\"type\":\"ping\"} trailing` | 4000",
        "`{\"type\":\"hello\",\"v\":1}` | 4000",
        "`{\"type\":\"hello\",\"v\":1,\"anonymousId\":\"00000000-0000-0000-0000-000000000000\"}` | 4000",
        "`{\"type\":\"hello\",\"v\":7,\"anonymousId\":\"x\"}` | 4016",
        "`{\"type\":\"ping\"}` | 4001",
        "`{\"type\":\"say\",\"id\":\"1\",\"text\":\"x\"}` | 4000",
      })
  void aFrameThatCannotBeFirstEndsTheConnectionByName(String frame, int code) {
    try (ChatClient client = ChatClient.open(server, room)) {
      client.send(frame);
      assertThat(client.awaitClose()).isEqualTo(code);
    }
  }

  @Test
  void aLongFrameIsRefusedAndTheNeighboursDoNotNotice() {
    try (ChatClient ana = ChatClient.enter(server, room, "아나");
        ChatClient bad = ChatClient.enter(server, room, "나쁜이")) {
      bad.send("x".repeat(8193));
      assertThat(bad.awaitClose()).isEqualTo(1009);
      ana.sayAndAwait("still here");
    }
  }

  @Test
  void nobodySpeaksFasterThanFiveAtOnceAndThenOneASecond() {
    try (ChatClient ana = ChatClient.enter(server, room, "아나")) {
      for (int i = 0; i < 7; i++) {
        ana.say("message " + i);
      }
      JsonObject rejected = ana.await("rejected");
      assertThat(rejected.getString("reason")).isEqualTo("TOO_FAST");
      assertThat(rejected.getInt("retryAfterMs")).isBetween(1, 2000);
      for (int i = 0; i < 50 && ana.isOpen(); i++) {
        ana.trySay("flood " + i);
      }
      assertThat(ana.awaitClose()).isEqualTo(4013);
    }
  }
}
