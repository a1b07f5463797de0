package store.jungyu.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import store.jungyu.chat.testing.ChatClient;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.Waiting;

/// The contract, as a client that knows nothing else sees it.
final class ProtocolIT {
  private final ChatServer server = ChatServer.shared();
  private final String room = "protocol-" + UUID.randomUUID();

  @Test
  void aWelcomeNamesTheRoomAndThePersonAndTheHistory() {
    try (ChatClient ana = ChatClient.enter(server, room, "익명의 수달")) {
      JsonObject welcome = ana.await("welcome");
      assertThat(welcome.getInt("v")).isEqualTo(1);
      assertThat(welcome.getJsonObject("room").getString("id")).isEqualTo(room);
      assertThat(welcome.getJsonObject("you").getString("nickname")).isEqualTo("익명의 수달");
      assertThat(welcome.getJsonObject("you").getString("avatar")).isEqualTo("otter");
      assertThat(welcome.getJsonNumber("head").longValue()).isZero();
      assertThat(welcome.getBoolean("complete")).isTrue();
      assertThat(welcome.getJsonArray("messages")).isEmpty();
      assertThat(welcome.getJsonObject("members").getInt("count")).isEqualTo(1);
    }
  }

  @Test
  void fr304AMessageReachesEveryMemberAndItsAuthorWithTheSameNumber() {
    try (ChatClient ana = ChatClient.enter(server, room, "아나");
        ChatClient ben = ChatClient.enter(server, room, "벤벤")) {
      JsonObject said = ana.sayAndAwait("안녕하세요 😀 <b>");
      JsonObject heard = ben.await("message");
      assertThat(heard).isEqualTo(said);
      assertThat(heard.getInt("seq")).isEqualTo(1);
      assertThat(heard.getString("text")).isEqualTo("안녕하세요 😀 <b>");
      assertThat(heard.getString("nickname")).isEqualTo("아나");
      assertThat(heard.getString("author"))
          .isEqualTo(ana.await("welcome").getJsonObject("you").getString("author"));
      assertThat(Duration.between(Instant.parse(heard.getString("at")), Instant.now()))
          .isLessThan(Duration.ofMinutes(1));
    }
  }

  @Test
  void nfr101FromSayingToHearingTakesLessThanHalfASecondOnAverage() {
    try (ChatClient ana = ChatClient.enter(server, room, "아나");
        ChatClient ben = ChatClient.enter(server, room, "벤벤")) {
      ana.sayAndAwait("warm");
      long total = 0;
      for (int i = 0; i < 4; i++) {
        String text = "message " + i;
        long before = System.nanoTime();
        ana.say(text);
        ben.await("message", event -> event.getString("text").equals(text));
        total += System.nanoTime() - before;
      }
      assertThat(Duration.ofNanos(total / 4)).isLessThan(Duration.ofMillis(500));
    }
  }

  @Test
  void aResendIsStoredOnceAndAnsweredWithTheFirstNumberAndText() {
    try (ChatClient ana = ChatClient.enter(server, room, "아나")) {
      JsonObject first = ana.sayAndAwait("first");
      ana.sayAndAwait("second");
      ana.say(first.getString("id"), "another text");
      Waiting.untilTrue(
          "the acknowledgement of the resend",
          Duration.ofSeconds(10),
          () -> ana.events("message").size() == 3);
      assertThat(ana.events("message").getLast()).isEqualTo(first);
      try (ChatClient late = ChatClient.enter(server, room, "늦은이")) {
        assertThat(late.texts()).containsExactly("first", "second");
      }
    }
  }

  @Test
  void theSameIdOfAnotherPersonIsAnotherMessage() {
    try (ChatClient ana = ChatClient.enter(server, room, "아나");
        ChatClient ben = ChatClient.enter(server, room, "벤벤")) {
      String id = ana.sayAndAwait("mine").getString("id");
      ben.await("message");
      ben.say(id, "mine, too");
      ben.await("message", event -> event.getInt("seq") == 2);
    }
  }

  @Test
  void whoReturnsGetsExactlyWhatWasMissed() {
    try (ChatClient ana = ChatClient.enter(server, room, "아나")) {
      ana.sayAndAwait("one");
      ana.sayAndAwait("two");
      ana.sayAndAwait("three");
      try (ChatClient back = ChatClient.open(server, room)) {
        back.hello("벤벤", 1L);
        JsonObject welcome = back.await("welcome");
        assertThat(welcome.getBoolean("complete")).isTrue();
        assertThat(back.texts()).containsExactly("two", "three");
      }
      try (ChatClient upToDate = ChatClient.open(server, room)) {
        upToDate.hello("벤벤", 3L);
        assertThat(upToDate.await("welcome").getJsonArray("messages")).isEmpty();
      }
      try (ChatClient fromTheFuture = ChatClient.open(server, room)) {
        fromTheFuture.hello("벤벤", 99L);
        assertThat(fromTheFuture.await("welcome").getBoolean("complete")).isFalse();
        assertThat(fromTheFuture.texts()).containsExactly("one", "two", "three");
      }
    }
  }

  @Test
  void aReaderWithoutANicknameIsCountedNotListedAndMayNotSpeakUntilItHasOne() {
    try (ChatClient reader = ChatClient.open(server, room)) {
      reader.hello(null, null);
      JsonObject members = reader.await("welcome").getJsonObject("members");
      assertThat(members.getInt("count")).isEqualTo(1);
      assertThat(members.getJsonArray("list")).isEmpty();
      String id = reader.say("too early");
      JsonObject rejected = reader.await("rejected");
      assertThat(rejected.getString("reason")).isEqualTo("NO_NICKNAME");
      assertThat(rejected.getString("id")).isEqualTo(id);
      reader.send("{\"type\":\"profile\",\"nickname\":\"고래고래\",\"avatar\":\"whale\"}");
      assertThat(reader.sayAndAwait("now").getString("avatar")).isEqualTo("whale");
      reader.await("presence", event -> !event.getJsonArray("joined").isEmpty());
    }
  }

  @Test
  void ui102OnePersonWithFiveTabsCountsOnce() {
    try (ChatClient ana = ChatClient.enter(server, room, "아나")) {
      List<ChatClient> tabs =
          IntStream.range(0, 5)
              .mapToObj(_ -> ChatClient.open(server, room).as(ana))
              .peek(tab -> tab.hello("아나", null))
              .toList();
      JsonObject last = tabs.getLast().await("welcome");
      assertThat(last.getJsonObject("members").getInt("count")).isEqualTo(1);
      assertThat(last.getJsonObject("members").getJsonArray("list")).hasSize(1);
      tabs.forEach(ChatClient::close);
      try (ChatClient ben = ChatClient.enter(server, room, "벤벤")) {
        JsonObject told = ana.await("presence", event -> event.getInt("count") == 2);
        JsonArray joined = told.getJsonArray("joined");
        assertThat(joined.getLast().asJsonObject().getString("nickname")).isEqualTo("벤벤");
        assertThat(ben.isOpen()).isTrue();
      }
      ana.await(
          "presence", event -> event.getInt("count") == 1 && !event.getJsonArray("left").isEmpty());
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

  @Test
  void theSecretIsInNoFrameAndTheAuthorDiffersFromRoomToRoom() {
    try (ChatClient here = ChatClient.enter(server, room, "아나");
        ChatClient there = ChatClient.open(server, room + "-2").as(here)) {
      there.hello("아나", null);
      there.await("welcome");
      here.sayAndAwait("hello");
      assertThat(here.events().toString()).doesNotContain(here.secret());
      assertThat(there.await("welcome").getJsonObject("you").getString("author"))
          .isNotEqualTo(here.await("welcome").getJsonObject("you").getString("author"));
    }
  }

  @Test
  void aPingIsAnswered() {
    try (ChatClient ana = ChatClient.enter(server, room, "아나")) {
      ana.send("{\"type\":\"ping\"}");
      ana.await("pong");
    }
  }

  @Test
  void whoAsksForBinaryFramesGetsTheSameInThemAndNobodyElseDoes() {
    try (ChatClient ana = ChatClient.enter(server, room, "아나");
        ChatClient ben = ChatClient.open(server, room)) {
      ben.send(
          "{\"type\":\"hello\",\"v\":1,\"anonymousId\":\"" + ben.secret() + "\",\"binary\":true}");
      ben.await("welcome");
      JsonObject said = ana.sayAndAwait("안녕하세요 😀");

      assertThat(ben.await("message")).isEqualTo(said);
      assertThat(said.getString("text")).isEqualTo("안녕하세요 😀");
      assertThat(ben.binaryFrames()).isGreaterThanOrEqualTo(2);
      assertThat(ana.binaryFrames()).isZero();
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
}
