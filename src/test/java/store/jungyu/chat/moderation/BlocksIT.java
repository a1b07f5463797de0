package store.jungyu.chat.moderation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import store.jungyu.chat.testing.ChatClient;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.RawSocket;
import store.jungyu.chat.testing.Waiting;

/// Blocks (specification 4.1): who is blocked is out within two seconds, is told until when, and
/// stays out over a restart; all others notice nothing.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BlocksIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String KEY = "an operator's key that is only for tests";
  private static final Duration AT_ONCE = Duration.ofSeconds(2);

  private final String room = "blocks-" + UUID.randomUUID();
  private ChatServer server;

  @BeforeAll
  void start() {
    server =
        ChatServer.start(
            Map.of(
                "CHAT_OPERATOR_KEY", KEY,
                "CHAT_TRUSTED_PROXIES", "127.0.0.0/8,::1",
                "CHAT_SOCKETS", "40",
                "CHAT_READS_BURST", "50",
                "CHAT_READS_PER_SECOND", "5"));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void theAuthorOfAMessageIsOutOfTheRoomWithinTwoSeconds() throws Exception {
    String here = room + "-author";
    try (ChatClient troll = enter(here, "203.0.113.1", "나쁜이");
        ChatClient ana = enter(here, "203.0.113.1", "아나")) {
      int seq = troll.sayAndAwait("spam").getInt("seq");
      Instant before = Instant.now();
      HttpResponse<String> answer =
          post(
              "{\"room\":\"%s\",\"seq\":%d,\"for\":\"PT1H\",\"note\":\"spam\"}"
                  .formatted(here, seq));
      assertThat(answer.statusCode()).isEqualTo(201);
      long asked = System.nanoTime();
      assertThat(troll.awaitClose()).isEqualTo(4014);
      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(AT_ONCE);
      assertThat(end(troll)).isBetween(before.plusSeconds(3600), before.plusSeconds(3605));
      assertThat(object(answer).getString("until")).isEqualTo(end(troll).toString());
      ana.sayAndAwait("still here"); // of the same address

      assertOut(here, troll);
      try (ChatClient elsewhere = ChatClient.open(server, here + "-2", "203.0.113.1").as(troll)) {
        elsewhere.hello("나쁜이", null);
        elsewhere.await("welcome"); // which may hold what is said before it
        elsewhere.sayAndAwait("let in here");
      }
      assertThat(delete(object(answer).getString("subject"), "?room=" + here)).isEqualTo(204);
      assertThat(welcomed(here, "203.0.113.1", troll)).isTrue();
      assertThat(delete(object(answer).getString("subject"), "?room=" + here)).isEqualTo(404);
    }
  }

  /// A person in a room and everywhere, a range of addresses, an IPv6 network: two sockets each.
  @Test
  void everyKindOfBlockHoldsWithinTwoSecondsAndAfterTheServerWasKilled() throws Exception {
    String here = room + "-kinds";
    Map<String, String> kinds =
        Map.of(
            "192.0.2.1", "\"room\":\"%s\",\"seq\":%d",
            "192.0.2.2", "\"room\":\"%s\",\"seq\":%d,\"everywhere\":true",
            "198.18.3.3", "\"address\":\"198.18.3.0/24\"",
            "2001:db8:7:8::4", "\"address\":\"2001:db8:7:8::/64\"");
    Map<ChatClient, String> out = new HashMap<>();
    try {
      for (Map.Entry<String, String> kind : kinds.entrySet()) {
        String address = kind.getKey();
        ChatClient one = enter(here, address, "나쁜이");
        ChatClient two = ChatClient.open(server, here, address).as(one);
        out.put(one, address);
        out.put(two, address);
        two.hello("나쁜이", null);
        two.await("welcome");
        int seq = one.sayAndAwait("spam").getInt("seq");
        String whom = kind.getValue().formatted(here, seq);
        assertThat(post("{%s,\"for\":\"PT1H\"}".formatted(whom)).statusCode()).isEqualTo(201);
        long asked = System.nanoTime();
        assertThat(one.awaitClose()).as(whom).isEqualTo(4014);
        assertThat(two.awaitClose()).as(whom).isEqualTo(4014);
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).as(whom).isLessThan(AT_ONCE);
      }
      server.kill();
      server.start();
      for (Map.Entry<ChatClient, String> each : out.entrySet()) {
        try (ChatClient back = ChatClient.open(server, here, each.getValue()).as(each.getKey())) {
          back.tryHello("나쁜이");
          assertThat(back.awaitClose()).isEqualTo(4014); // from the first moment on
          assertThat(end(back)).isEqualTo(end(each.getKey()));
        }
      }
    } finally {
      out.keySet().forEach(ChatClient::close);
    }
  }

  @Test
  void aPersonIsOutOfAllRoomsUntilATimeOrOfOneByItsHash() throws Exception {
    String here = room + "-person";
    Instant until = Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.SECONDS);
    try (ChatClient troll = enter(here, "203.0.113.1", "나쁜이")) {
      int seq = troll.sayAndAwait("spam").getInt("seq");
      HttpResponse<String> everywhere =
          post(
              "{\"room\":\"%s\",\"seq\":%d,\"everywhere\":true,\"until\":\"%s\"}"
                  .formatted(here, seq, until));
      assertThat(everywhere.statusCode()).isEqualTo(201);
      assertThat(troll.awaitClose()).isEqualTo(4014);
      assertThat(end(troll)).isEqualTo(until);
      assertOut(here + "-2", troll);
      String person = object(everywhere).getString("subject");
      assertThat(delete(person, "?room=" + here)).isEqualTo(404); // it holds everywhere
      assertThat(delete(person, "")).isEqualTo(204);
      assertThat(welcomed(here, "203.0.113.1", troll)).isTrue();

      HttpResponse<String> one =
          post("{\"person\":\"%s\",\"room\":\"%s\",\"for\":\"PT1H\"}".formatted(person, here));
      assertThat(one.statusCode()).isEqualTo(201);
      assertThat(welcomed(here, "203.0.113.1", troll)).isFalse();
      assertThat(welcomed(here + "-2", "203.0.113.1", troll)).isTrue();
    }
  }

  @Test
  void aRangeOfAddressesIsOutEverywhereAndNoNeighbourOfIt() throws Exception {
    try (ChatClient one = enter(room + "-a", "198.51.100.1", "하나하나");
        ChatClient two = enter(room + "-b", "198.51.100.200", "두둘");
        ChatClient reader = ChatClient.open(server, room + "-a", "198.51.100.7");
        ChatClient other = enter(room + "-a", "198.51.101.1", "이웃")) {
      HttpResponse<String> answer = post("{\"address\":\"198.51.100.0/24\",\"for\":\"PT2S\"}");
      assertThat(answer.statusCode()).isEqualTo(201);
      assertThat(one.awaitClose()).isEqualTo(4014);
      assertThat(two.awaitClose()).isEqualTo(4014);
      assertThat(reader.awaitClose()).isEqualTo(4014); // before it said hello
      other.sayAndAwait("still here");
      assertThat(answer.body()).doesNotContain("198.51");
      try (Connection database = server.database().connect();
          Statement sql = database.createStatement();
          ResultSet rows = sql.executeQuery("SELECT string_agg(b::text, '') FROM blocks b")) {
        rows.next();
        assertThat(rows.getString(1)).doesNotContain("198.51");
      }
      Waiting.untilTrue(
          "the end of the block",
          Duration.ofSeconds(6),
          () -> welcomed(room + "-a", "198.51.100.1", one));
      assertThat(Instant.now()).isAfter(end(one));
    }
  }

  @Test
  void anIpv6NetworkIsOutWithAllItsAddresses() throws Exception {
    try (ChatClient one = enter(room + "-6", "2001:db8:1:2::9", "여섯")) {
      assertThat(post("{\"address\":\"2001:db8:1:2::1\",\"for\":\"PT10S\"}").statusCode())
          .isEqualTo(201);
      assertThat(one.awaitClose()).isEqualTo(4014);
    }
  }

  @Test
  void whatAnotherServerOrTheOperatorWritesIntoTheTableHoldsAsWell() throws Exception {
    String here = room + "-table";
    try (ChatClient troll = enter(here, "203.0.113.2", "나쁜이")) {
      troll.sayAndAwait("spam");
      try (Connection database = server.database().connect();
          Statement sql = database.createStatement()) {
        sql.execute(
            "INSERT INTO blocks (subject, room_id, until) SELECT anonymous_id, '*',"
                + " NOW() + INTERVAL '1 hour' FROM messages WHERE room_id = '"
                + here
                + "'");
      }
      long asked = System.nanoTime();
      assertThat(troll.awaitClose()).isEqualTo(4014);
      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(AT_ONCE);
      HttpResponse<String> all = send(request("").GET(), "Bearer " + KEY);
      assertThat(all.body()).contains("\"room\":null");
    }
  }

  @ParameterizedTest(name = "[{index}]")
  @MethodSource("store.jungyu.chat.testing.NoBlocks#bodies")
  void whatIsNoBlockIsRefusedWithASentence(String body) throws Exception {
    int before = server.log().length();
    HttpResponse<String> answer = post(body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(object(answer).getString("error")).isNotBlank();
    assertThat(server.log().substring(before)).doesNotContain("Exception", "\tat ");
  }

  /// The only address that takes a body: what the server itself bounds of one shows here.
  @Test
  void aBodyWithoutEndIsNotTakenAndAPackedOneNotUnpacked() throws Exception {
    String block = "{\"address\":\"10.9.8.7\",\"for\":\"PT1S\"}";
    assertThat(post(block + " ".repeat(60_000)).statusCode()).isEqualTo(201);
    assertThat(post(block + " ".repeat(70_000)).statusCode()).isEqualTo(413);

    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(block.getBytes(StandardCharsets.UTF_8));
    }
    HttpRequest.Builder request =
        request("")
            .header("Content-Encoding", "gzip")
            .POST(BodyPublishers.ofByteArray(packed.toByteArray()));
    assertThat(send(request, "Bearer " + KEY).statusCode()).isEqualTo(400);
  }

  @Test
  void nobodyElseIsLetAtIt() throws Exception {
    String body = "{\"address\":\"10.0.0.1\",\"for\":\"PT1H\"}";
    for (String authorization :
        new String[] {"", "Bearer", "Bearer ", "Bearer " + KEY + "x", "Basic " + KEY, KEY}) {
      HttpRequest.Builder request = request("").POST(BodyPublishers.ofString(body));
      HttpResponse<String> answer = send(request, authorization);
      assertThat(answer.statusCode()).as(authorization).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
      assertThat(answer.headers().firstValue("Content-Security-Policy")).isPresent();
    }
    assertThat(send(request("").GET(), "").statusCode()).isEqualTo(401);
    assertThat(send(request("/" + "0".repeat(64)).DELETE(), "").statusCode()).isEqualTo(401);
    assertThat(server.log()).doesNotContain(KEY);
    HttpRequest metrics = HttpRequest.newBuilder(server.url("/metrics")).build();
    assertThat(HTTP.send(metrics, BodyHandlers.ofString()).body())
        .containsPattern("chat_operator_key_refused_total\\{[^}]*} 8\\.0");
    refusesWhoTriesManyKeys();
  }

  /// From one address, at the quota of an address that reads; the right key opens meanwhile.
  private void refusesWhoTriesManyKeys() throws Exception {
    int refused = 0;
    for (int i = 0; i < 100; i++) {
      HttpRequest.Builder request = request("").header("X-Forwarded-For", "203.0.113.77").GET();
      HttpResponse<String> answer = send(request, "Bearer " + i);
      assertThat(answer.statusCode()).isIn(401, 429);
      boolean tooOften = answer.statusCode() == 429;
      assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(tooOften);
      refused += tooOften ? 1 : 0;
    }
    assertThat(refused).isPositive();
    HttpRequest.Builder right = request("").header("X-Forwarded-For", "203.0.113.77").GET();
    assertThat(send(right, "Bearer " + KEY).statusCode()).isEqualTo(200);
    HttpRequest.Builder elsewhere = request("").header("X-Forwarded-For", "203.0.113.78").GET();
    assertThat(send(elsewhere, "Bearer x").statusCode()).isEqualTo(401);
  }

  /// Nobody is blocked, but there is no place: the other reason not to be let in.
  @Test
  void aServerThatIsFullSaysSoUntilSomebodyLeaves() throws Exception {
    List<ChatClient> readers = new ArrayList<>();
    try {
      Waiting.untilTrue("those of before to be gone", Duration.ofSeconds(10), () -> ready() == 200);
      assertThatThrownBy(
              () -> {
                for (int i = 0; i <= 40; i++) {
                  readers.add(enter(room + "-full", "192.0.2." + i, "독자"));
                }
              })
          .hasCauseInstanceOf(WebSocketHandshakeException.class);
      try (RawSocket raw = RawSocket.connect(server)) {
        assertThat(raw.handshake(server, "full", null))
            .startsWith("HTTP/1.1 503")
            .containsIgnoringCase("content-security-policy: ");
      }
      assertThat(ready()).isEqualTo(503);
      assertThat(health("live")).isEqualTo(200);
      readers.removeFirst().close();
      Waiting.untilTrue("a place", Duration.ofSeconds(5), () -> ready() == 200);
      readers.add(enter(room + "-full", "192.0.2.99", "독자"));
    } finally {
      readers.forEach(ChatClient::close);
    }
    Waiting.untilTrue("places", Duration.ofSeconds(5), () -> ready() == 200);
  }

  private int ready() {
    return health("ready");
  }

  private int health(String check) {
    HttpRequest question = HttpRequest.newBuilder(server.url("/health/" + check)).build();
    return HTTP.sendAsync(question, BodyHandlers.discarding()).join().statusCode();
  }

  @Test
  void whereNoKeyIsSetThereIsNoSuchAddress() throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(ChatServer.shared().url("/api/blocks")).GET();
    assertThat(send(request, "Bearer ").statusCode()).isEqualTo(404);
    assertThat(send(request, "Bearer " + KEY).statusCode()).isEqualTo(404);
  }

  @Test
  void whoTakesAllOtherConnectionsKeepsNothingFromBeingStored() throws Exception {
    try (ChatClient ana = enter(room + "-stored", "203.0.113.30", "아나");
        Connection holder = server.database().connect();
        Connection watcher = server.database().connect()) {
      ana.sayAndAwait("before");
      holder.setAutoCommit(false);
      holder.createStatement().execute("LOCK TABLE blocks");
      List<CompletableFuture<HttpResponse<String>>> waiting =
          Stream.generate(() ->
                  HTTP.sendAsync(
                      request("").header("Authorization", "Bearer " + KEY).build(),
                      BodyHandlers.ofString()))
              .limit(10) // fewer than the container has threads
              .toList();
      Waiting.untilTrue(
          "a pool without a connection left", Duration.ofSeconds(10), () -> waiting(watcher) == 8);
      long start = System.nanoTime();
      ana.sayAndAwait("meanwhile");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
      assertThat(ana.events("rejected")).isEmpty();

      holder.rollback();
      waiting.forEach(CompletableFuture::join);
    }
  }

  /// How many connections wait for a lock.
  private static int waiting(Connection database) {
    try (Statement sql = database.createStatement();
        ResultSet row =
            sql.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")) {
      row.next();
      return row.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private ChatClient enter(String room, String address, String nickname) {
    ChatClient client = ChatClient.open(server, room, address);
    client.hello(nickname, null);
    client.await("welcome");
    return client;
  }

  private boolean welcomed(String room, String address, ChatClient as) {
    try (ChatClient again = ChatClient.open(server, room, address).as(as)) {
      again.tryHello("나쁜이");
      Waiting.untilTrue(
          "an answer",
          Duration.ofSeconds(10),
          () -> !again.isOpen() || !again.events("welcome").isEmpty());
      return again.isOpen();
    }
  }

  private void assertOut(String room, ChatClient who) {
    try (ChatClient again = ChatClient.open(server, room, "203.0.113.1").as(who)) {
      again.tryHello("나쁜이");
      assertThat(again.awaitClose()).isEqualTo(4014);
      assertThat(again.events()).isEmpty();
      assertThat(end(again)).isEqualTo(end(who));
    }
  }

  private static Instant end(ChatClient client) {
    assertThat(client.closeReason()).startsWith("blocked until ");
    return Instant.parse(client.closeReason().substring("blocked until ".length()));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.url("/api/blocks" + path))
        .header("Content-Type", "application/json");
  }

  private HttpResponse<String> post(String body) throws Exception {
    return send(request("").POST(BodyPublishers.ofString(body)), "Bearer " + KEY);
  }

  private int delete(String subject, String query) throws Exception {
    return send(request("/" + subject + query).DELETE(), "Bearer " + KEY).statusCode();
  }

  private static HttpResponse<String> send(HttpRequest.Builder request, String authorization)
      throws Exception {
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private static JsonObject object(HttpResponse<String> answer) {
    return Json.createReader(new StringReader(answer.body())).readObject();
  }
}
