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
}
