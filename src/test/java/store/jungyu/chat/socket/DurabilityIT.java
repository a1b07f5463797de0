package store.jungyu.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import store.jungyu.chat.testing.ChatClient;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.Waiting;

/// What survives: the server killed, the database killed, both started again.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DurabilityIT {
  private static final int ERASURES = 100;

  private ChatServer server;

  @BeforeAll
  void start() {
    server =
        ChatServer.start(
            Map.of(
                "CHAT_MESSAGES_BURST", "100000",
                "CHAT_MESSAGES_PER_SECOND", "100000",
                "CHAT_TRUSTED_PROXIES", "127.0.0.0/8,::1",
                "CHAT_REQUESTS_PER_ADDRESS", "10",
                "CHAT_INQUIRIES_BURST", Integer.toString(ERASURES),
                "CHAT_KEEP_DAYS", "5",
                "CHAT_EXPIRE_EVERY", "PT1S"));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void fr402WhatWasAcknowledgedIsThereAndWhatWasDeletedIsGoneAfterTheServerWasKilled()
      throws Exception {
    List<String> acknowledged = new ArrayList<>();
    try (ChatClient cho = ChatClient.enter(server, "changed", "초초초");
        ChatClient ana = ChatClient.enter(server, "killed", "아나")) {
      int deleted = cho.sayAndAwait("regretted").getInt("seq");
      int edited = cho.sayAndAwait("edited later").getInt("seq");
      cho.send("{\"type\":\"edit\",\"seq\":%d,\"text\":\"edited\"}".formatted(edited));
      cho.send("{\"type\":\"delete\",\"seq\":%d}".formatted(deleted));
      cho.await("deleted");
      for (int i = 0; i < 40; i++) {
        ana.say("message " + i);
      }
      ana.await("message", event -> event.getInt("seq") >= 20);
      ProcessHandle killed = server.process();
      server.kill();
      assertThat(killed.isAlive()).isFalse();
      ana.events("message").forEach(event -> acknowledged.add(event.getString("text")));

      startBesideAnIntruder();
      try (ChatClient back = ChatClient.enter(server, "killed", "벤벤")) {
        assertThat(back.texts()).containsAll(acknowledged).doesNotHaveDuplicates();
      }
      try (ChatClient back = ChatClient.open(server, "changed").as(cho)) {
        back.hello("초초초", 2L); // who had both texts
        JsonObject welcome = back.await("welcome");
        assertThat(welcome.getBoolean("complete")).isTrue();
        assertThat(welcome.getJsonArray("messages")).isEmpty();
        assertThat(welcome.getJsonArray("changes"))
            .extracting(change -> change.asJsonObject().getString("type"))
            .containsExactly("edited", "deleted");
        back.send("{\"type\":\"delete\",\"seq\":%d}".formatted(edited)); // still theirs
        back.await("deleted");
      }
    }
  }

  /// The server takes in nothing that was put beside the chat.
  private void startBesideAnIntruder() throws Exception {
    Path intruder =
        Path.of(System.getProperty("chat.liberty"), "usr", "servers")
            .resolve(Path.of(System.getProperty("chat.server"), "dropins", "intruder.war"));
    Files.createDirectories(intruder.resolveSibling("."));
    try (ZipOutputStream war = new ZipOutputStream(Files.newOutputStream(intruder))) {
      war.putNextEntry(new ZipEntry("index.html"));
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      server.start();
      HttpRequest question = HttpRequest.newBuilder(server.url("/intruder/index.html")).build();
      assertThat(http.send(question, BodyHandlers.discarding()).statusCode()).isEqualTo(404);
      assertThat(server.log()).doesNotContain("intruder");
    } finally {
      Files.deleteIfExists(intruder);
    }
  }

  @Test
  void aPlannedStopTellsEveryBrowserToComeBackAndAResendAfterItIsStillKnown() {
    try (ChatClient ana = ChatClient.enter(server, "resend", "아나")) {
      JsonObject first = ana.sayAndAwait("once");
      ProcessHandle running = server.process();
      server.stop();
      assertThat(running.isAlive()).isFalse();
      assertThat(ana.awaitClose()).isEqualTo(4012);
      server.start();
      try (ChatClient again = ChatClient.open(server, "resend").as(ana)) {
        again.hello("아나", null);
        again.await("welcome");
        again.say(first.getString("id"), "twice");
        assertThat(again.await("message")).isEqualTo(first);
        assertThat(again.texts()).containsExactly("once", "once"); // history, and the answer
      }
    }
  }

  @Test
  void whatIsOlderThanItsRoomKeepsIsDeletedWhilePeopleTalk() throws SQLException {
    try (ChatClient ana = ChatClient.enter(server, "forgetful", "아나");
        ChatClient ben = ChatClient.enter(server, "faithful", "벤벤");
        ChatClient cho = ChatClient.enter(server, "ordinary", "초초초")) {
      for (ChatClient speaker : List.of(ana, ben, cho)) {
        speaker.sayAndAwait("a week old");
        speaker.sayAndAwait("two days old");
        speaker.sayAndAwait("young");
      }
      try (Connection database = server.database().connect();
          Statement sql = database.createStatement()) {
        sql.execute("UPDATE rooms SET keep_days = 1 WHERE id = 'forgetful'");
        sql.execute("UPDATE rooms SET keep_days = 30 WHERE id = 'faithful'");
        sql.execute(
            """
            UPDATE messages SET created_at = NOW() - CASE content
              WHEN 'a week old' THEN INTERVAL '7 days' ELSE INTERVAL '2 days' END
              WHERE room_id IN ('forgetful', 'faithful', 'ordinary') AND content <> 'young'\
            """);
      }
      awaitFound("forgetful", "young");
      awaitFound("ordinary", "two days old", "young"); // as CHAT_KEEP_DAYS has it
      awaitFound("faithful", "a week old", "two days old", "young");
      ana.sayAndAwait("and on");
    }
  }

  private void awaitFound(String room, String... texts) {
    Waiting.untilTrue(
        "what " + room + " keeps",
        Duration.ofSeconds(20),
        () -> {
          try (ChatClient late = ChatClient.enter(server, room, "늦은이")) {
            return late.texts().equals(List.of(texts));
          }
        });
  }

  @Test
  void whileTheDatabaseIsAwayNothingIsAcknowledgedAndAfterwardsAllGoesOn() throws SQLException {
    try (ChatClient ana = ChatClient.enter(server, "outage", "아나")) {
      ana.sayAndAwait("before");
      server.database().kill();
      String lost = ana.say("meanwhile");
      JsonObject busy = ana.await("rejected");
      assertThat(busy.getString("reason")).isEqualTo("BUSY");
      assertThat(busy.getString("id")).isEqualTo(lost);
      assertThat(ana.isOpen()).isTrue();
      server.database().start();
      Waiting.untilTrue(
          "the acknowledgement after the database came back",
          Duration.ofSeconds(20),
          () -> {
            int heard = ana.events().size();
            ana.say(lost, "meanwhile");
            Waiting.untilTrue(
                "an answer", Duration.ofSeconds(10), () -> ana.events().size() > heard);
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos()); // within the frames' limit
            return ana.events("message").size() == 2;
          });
      try (Connection database = server.database().connect();
          Statement sql = database.createStatement();
          ResultSet rows =
              sql.executeQuery(
                  "SELECT string_agg(content, ',' ORDER BY seq) FROM messages"
                      + " WHERE room_id = 'outage'")) {
        rows.next();
        assertThat(rows.getString(1)).isEqualTo("before,meanwhile");
      }
    }
  }

  /// A table is missing, or locked for long by somebody who works on it: that is no failure of the
  /// chat's own to its readers, but one that passes.
  @Test
  void whileATableCannotBeUsedAllAreToldToComeBackAndNobodyIsCut() throws Exception {
    try (ChatClient ana = ChatClient.enter(server, "tableless", "아나");
        Connection database = server.database().connect();
        Statement sql = database.createStatement()) {
      ana.sayAndAwait("before");
      sql.execute("ALTER TABLE messages RENAME TO taken_away");
      try {
        refusesForNow(ana);
      } finally {
        sql.execute("ALTER TABLE taken_away RENAME TO messages");
      }
      ana.sayAndAwait("between");
      int log = server.log().length();
      database.setAutoCommit(false);
      sql.execute("LOCK TABLE messages");
      refusesForNow(ana);
      database.rollback();
      assertThat(server.log().substring(log)).contains("canceling statement due to lock timeout");
      ana.sayAndAwait("after");
      assertThat(ana.texts()).containsExactly("before", "between", "after");
    }
  }

  /// Pages, what scripts ask, and what `author` says.
  private void refusesForNow(ChatClient author) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      String id = author.say("meanwhile");
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (String path :
          List.of(
              "/room/tableless-2?lang=en",
              "/api/rooms/tableless/messages",
              "/api/rooms/counts?ids=t" + id)) {
        HttpRequest question = HttpRequest.newBuilder(server.url(path)).build();
        answers.add(http.sendAsync(question, BodyHandlers.ofString()));
      }
      for (CompletableFuture<HttpResponse<String>> each : answers) {
        HttpResponse<String> answer = each.join();
        assertThat(answer.statusCode()).as(answer.uri().getPath()).isEqualTo(503);
        assertThat(answer.headers().map())
            .containsKeys("content-security-policy", "x-content-type-options", "referrer-policy")
            .doesNotContainKeys("server", "x-powered-by", "set-cookie");
        assertThat(answer.body())
            .doesNotContain("SQL", "relation", "messages\"", "Exception", "\tat ", "java.");
      }
      assertThat(answers.getFirst().join().body()).contains("Earlier messages can’t be loaded");
      JsonObject rejected = author.await("rejected", event -> event.getString("id", "").equals(id));
      assertThat(rejected.getString("reason")).isEqualTo("BUSY");
      author.send("{\"type\":\"ping\"}");
      author.await("pong");
    }
  }

  /// Who waits for the database must not keep the container's threads from the sockets (S7): what
  /// is left is the time that it takes to answer so many pages.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoLoadsPagesWhileTheDatabaseStandsStillHoldsUpNoSocket(boolean ofOneAddress)
      throws Exception {
    try (ChatClient ana = ChatClient.enter(server, "held-up", "아나");
        HttpClient http = HttpClient.newHttpClient()) {
      Duration longest = Duration.ZERO;
      List<CompletableFuture<HttpResponse<Void>>> pages = new ArrayList<>();
      server.database().freeze();
      try {
        for (int i = 0; i < 200; i++) {
          String path = i % 2 == 0 ? "/room/cold-" + i : "/api/rooms/counts?ids=cold";
          HttpRequest page =
              HttpRequest.newBuilder(server.url(path))
                  .header("X-Forwarded-For", "192.0.2." + (ofOneAddress ? 1 : i))
                  .build();
          pages.add(http.sendAsync(page, BodyHandlers.discarding()));
        }
        for (int pings = 1; pings <= 20; pings++) {
          long asked = System.nanoTime();
          int wanted = pings;
          ana.send("{\"type\":\"ping\"}");
          Waiting.untilTrue(
              "a pong", Duration.ofSeconds(30), () -> ana.events("pong").size() == wanted);
          longest = Collections.max(List.of(longest, Duration.ofNanos(System.nanoTime() - asked)));
          Thread.sleep(100);
        }
      } finally {
        server.database().thaw();
      }
      for (CompletableFuture<HttpResponse<Void>> page : pages) {
        assertThat(page.join().statusCode()).isIn(200, 503, ofOneAddress ? 429 : 503);
      }
      assertThat(longest).isLessThan(Duration.ofSeconds(7));
    }
  }

  /// A deletion of much may take as long as the database lets it: others get their pages meanwhile.
  @Test
  void whoWaitsForADeletionHoldsUpNobody() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> erasures = new ArrayList<>();
    List<String> secrets = new ArrayList<>();
    try (ChatClient ana = ChatClient.enter(server, "erased", "아나");
        HttpClient http = HttpClient.newHttpClient();
        Connection database = server.database().connect();
        Statement sql = database.createStatement()) {
      for (int i = 0; i < ERASURES; i++) {
        try (ChatClient author = ChatClient.enter(server, "erased", "사람" + i)) {
          author.sayAndAwait("taken back");
          secrets.add(author.secret());
        }
      }
      database.setAutoCommit(false);
      sql.execute("LOCK TABLE messages IN SHARE MODE"); // read, and not written
      for (String secret : secrets) {
        HttpRequest erasure =
            HttpRequest.newBuilder(server.url("/api/mine"))
                .DELETE()
                .header("Origin", server.origin())
                .header("Authorization", "Bearer " + secret)
                .header("X-Forwarded-For", "203.0.113." + erasures.size())
                .build();
        erasures.add(http.sendAsync(erasure, BodyHandlers.ofString()));
      }
      Thread.sleep(300); // they are on their way
      long asked = System.nanoTime();
      HttpRequest page = HttpRequest.newBuilder(server.url("/room/other")).build();
      assertThat(http.send(page, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
      ana.send("{\"type\":\"ping\"}");
      ana.await("pong");
      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(1));
      assertThat(erasures).noneMatch(CompletableFuture::isDone);
      database.rollback();
      for (CompletableFuture<HttpResponse<String>> erasure : erasures) {
        assertThat(erasure.join().body()).isEqualTo("{\"deleted\":1,\"more\":false}");
      }
    }
  }

  @Test
  void theDatabaseHoldsNoSecretAndALookMakesNoRow() throws SQLException {
    try (ChatClient ana = ChatClient.enter(server, "secret", "아나");
        ChatClient reader = ChatClient.enter(server, "looked-at", "벤벤")) {
      ana.sayAndAwait("hello");
      assertThat(reader.isOpen()).isTrue();
      try (Connection database = server.database().connect();
          Statement sql = database.createStatement();
          ResultSet rows =
              sql.executeQuery(
                  "SELECT (SELECT string_agg(m::text, '') FROM messages m),"
                      + " (SELECT count(*) FROM rooms WHERE id = 'looked-at')")) {
        rows.next();
        assertThat(rows.getString(1)).contains("hello").doesNotContain(ana.secret());
        assertThat(rows.getLong(2)).isZero();
      }
      assertThat(server.log()).doesNotContain(ana.secret());
    }
  }
}
