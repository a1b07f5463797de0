package store.jungyu.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import store.jungyu.chat.room.Quota;
import store.jungyu.chat.testing.Canary;
import store.jungyu.chat.testing.ChatClient;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.Copies;
import store.jungyu.chat.testing.NoBlocks;
import store.jungyu.chat.testing.RawSocket;
import store.jungyu.chat.testing.Waiting;

/// S16: whoever wants twice, ten times, a hundred times what one client may have gets what one
/// client may have; the people beside him notice nothing, and the operator sees it in a metric.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class AbuseIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String KEY = "an operator's key that is only for tests";
  private static final int SOCKETS = 3;
  private static final int HANDSHAKES = 320;
  private static final int MESSAGES_OF_PERSON = 5;
  private static final int MESSAGES_OF_ADDRESS = 10;
  private static final int ROOMS = 2;
  private static final int INQUIRIES = 5;
  private static final int MESSAGES_TO_ERASE = 900;
  private static final int READS = 20;
  private static final int READERS = 9; // at once
  private static final Duration PAUSE = Duration.ofMillis(50); // the machine is for all

  private static final int FRAMES = 60;
  private static final int BYTES = 16_384;

  private final AtomicInteger addresses = new AtomicInteger();
  private ChatServer server;
  private Canary canary;
  private CompletableFuture<Duration> endless;
  private long bytesOfASocket;

  @BeforeAll
  void start() throws Exception {
    server =
        ChatServer.start(
            Map.ofEntries(
                Map.entry("CHAT_TRUSTED_PROXIES", "127.0.0.0/8,::1"),
                Map.entry("CHAT_OPERATOR_KEY", KEY),
                Map.entry("CHAT_SOCKETS_PER_ADDRESS", "" + SOCKETS),
                Map.entry("CHAT_SOCKETS_PER_PERSON", "" + SOCKETS),
                Map.entry("CHAT_HANDSHAKES_BURST", "" + HANDSHAKES),
                Map.entry("CHAT_HANDSHAKES_PER_SECOND", "1"),
                Map.entry("CHAT_MESSAGES_BURST", "" + MESSAGES_OF_PERSON),
                Map.entry("CHAT_ADDRESS_MESSAGES_BURST", "" + MESSAGES_OF_ADDRESS),
                Map.entry("CHAT_ADDRESS_MESSAGES_PER_SECOND", "1"),
                Map.entry("CHAT_ROOMS_BURST", "" + ROOMS),
                Map.entry("CHAT_ROOMS_PER_HOUR", "1"),
                Map.entry("CHAT_INQUIRIES_BURST", "" + INQUIRIES),
                Map.entry("CHAT_INQUIRIES_PER_MINUTE", "1"),
                Map.entry("CHAT_READS_BURST", "" + READS),
                Map.entry("CHAT_READS_PER_SECOND", "1"),
                Map.entry("CHAT_FRAMES_BURST", "" + FRAMES),
                Map.entry("CHAT_BYTES_BURST", "" + BYTES),
                Map.entry("CHAT_BYTES_PER_SECOND", "1024")));
    bytesOfASocket = bytesOfASocket();
    canary = Canary.sing(server);
    endless = endless();
  }

  @AfterAll
  void stop() {
    try (var _ = server) {
      canary.end("those who want too much");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10, 100})
  void socketsOfOneAddress(int times) throws Exception {
    String room = room();
    String address = address();
    long before = server.exceeded(Quota.SOCKETS_PER_ADDRESS);
    List<ChatClient> clients = new ArrayList<>();
    for (int i = 0; i < SOCKETS * times; i++) {
      clients.add(enter(room, address, null));
    }
    assertThat(welcomed(clients)).isEqualTo(SOCKETS);
    assertThat(codes(clients)).containsOnly(4015);
    assertThat(server.exceeded(Quota.SOCKETS_PER_ADDRESS) - before)
        .isEqualTo(SOCKETS * (times - 1L));
    report("sockets of one address", times);
    clients.forEach(ChatClient::close);
    Waiting.untilTrue(
        "a place is free again",
        Duration.ofSeconds(10),
        () -> {
          try (ChatClient again = enter(room, address, null)) {
            return welcomed(List.of(again)) == 1;
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10, 100})
  void socketsOfOnePersonFromManyAddresses(int times) throws Exception {
    long before = server.exceeded(Quota.SOCKETS_PER_PERSON);
    List<ChatClient> clients = new ArrayList<>();
    for (int i = 0; i < SOCKETS * times; i++) {
      clients.add(enter(room(), address(), clients.isEmpty() ? null : clients.getFirst()));
    }
    assertThat(welcomed(clients)).isEqualTo(SOCKETS);
    assertThat(codes(clients)).containsOnly(4015);
    assertThat(server.exceeded(Quota.SOCKETS_PER_PERSON) - before)
        .isEqualTo(SOCKETS * (times - 1L));
    report("sockets of one person", times);
    clients.forEach(ChatClient::close);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10, 100})
  void handshakesOfOneAddress(int times) throws Exception {
    String address = address();
    long before = server.exceeded(Quota.HANDSHAKES_PER_ADDRESS);
    long start = System.nanoTime();
    int taken = 0;
    for (int i = 0; i < HANDSHAKES * times; i++) {
      try (RawSocket socket = RawSocket.connect(server)) {
        String answer = socket.handshake(server, "flood", address);
        boolean refused = answer.startsWith("HTTP/1.1 429");
        assertThat(answer).matches("(?s)HTTP/1.1 (101|429) .*");
        assertThat(!refused || answer.contains("Retry-After: ")).as(answer).isTrue();
        assertThat(!refused || answer.contains("X-Content-Type-Options: nosniff")).isTrue();
        taken += refused ? 0 : 1;
      }
    }
    long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
    assertThat(taken).isBetween(HANDSHAKES, (int) (HANDSHAKES + seconds + 1));
    assertThat(server.exceeded(Quota.HANDSHAKES_PER_ADDRESS) - before)
        .isEqualTo(HANDSHAKES * (long) times - taken);
    report("handshakes of one address", times);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10, 100})
  void messagesOfOnePersonOnManySockets(int times) throws Exception {
    String room = room();
    long before = server.exceeded(Quota.MESSAGES_PER_PERSON);
    long start = System.nanoTime();
    ChatClient first = enter(room, address(), null);
    first.await("welcome");
    for (int left = MESSAGES_OF_PERSON * times; left > 0; ) {
      ChatClient speaker = first.isOpen() ? first : enter(room, address(), first);
      speaker.await("welcome");
      int said = 0;
      for (; left > 0 && said < 50 && speaker.isOpen(); left--, said++) {
        speaker.trySay("flood " + left);
      }
      answeredOrClosed(speaker, said);
      speaker.close();
    }
    long stored = stored(room);
    long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
    assertThat(stored).isBetween((long) MESSAGES_OF_PERSON, MESSAGES_OF_PERSON + seconds + 1);
    assertThat(server.exceeded(Quota.MESSAGES_PER_PERSON)).isGreaterThan(before);
    report("messages of one person", times);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10, 100})
  void messagesOfEverNewPersonsAtOneAddress(int times) throws Exception {
    String room = room();
    String address = address();
    long before = server.exceeded(Quota.MESSAGES_PER_ADDRESS);
    long start = System.nanoTime();
    for (int i = 0; i < MESSAGES_OF_ADDRESS * times; i += MESSAGES_OF_PERSON) {
      try (ChatClient somebodyNew = enter(room, address, null)) {
        somebodyNew.await("welcome");
        for (int j = 0; j < MESSAGES_OF_PERSON; j++) {
          somebodyNew.trySay("flood " + i);
        }
        answered(somebodyNew, MESSAGES_OF_PERSON);
      }
    }
    long stored = stored(room);
    long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
    assertThat(stored).isBetween((long) MESSAGES_OF_ADDRESS, MESSAGES_OF_ADDRESS + seconds + 1);
    assertThat(server.exceeded(Quota.MESSAGES_PER_ADDRESS)).isGreaterThan(before);
    report("messages of one address", times);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10, 100})
  void newRoomsOfOneAddress(int times) throws Exception {
    String address = address();
    String rooms = room();
    long before = server.exceeded(Quota.ROOMS_PER_ADDRESS);
    int opened = 0;
    for (int i = 0; i < ROOMS * times; i++) {
      try (ChatClient opener = enter(rooms + "-" + i, address, null)) {
        opener.await("welcome");
        opener.say("first");
        opened += answered(opener, 1).getString("type").equals("message") ? 1 : 0;
      }
    }
    assertThat(opened).isEqualTo(ROOMS);
    assertThat(server.exceeded(Quota.ROOMS_PER_ADDRESS) - before).isEqualTo(ROOMS * (times - 1L));
    report("new rooms of one address", times);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10, 100})
  void inquiriesOfOneAddress(int times) throws Exception {
    String address = address();
    long before = server.exceeded(Quota.INQUIRIES_PER_ADDRESS);
    int answered = 0;
    for (int i = 0; i < INQUIRIES * times; i++) {
      HttpResponse<String> answer =
          inquire(i % 2 == 0 ? "POST" : "DELETE", "X-Forwarded-For", address);
      assertThat(answer.statusCode()).isIn(200, 429);
      assertThat(answer.headers().firstValue("Retry-After").isPresent())
          .isEqualTo(answer.statusCode() == 429);
      assertThat(answer.headers().firstValue("Content-Security-Policy")).isPresent();
      answered += answer.statusCode() == 200 ? 1 : 0;
    }
    assertThat(answered).isBetween(INQUIRIES, INQUIRIES + 1);
    assertThat(server.exceeded(Quota.INQUIRIES_PER_ADDRESS) - before)
        .isEqualTo(INQUIRIES * (long) times - answered);
    report("inquiries of one address", times);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10, 100})
  void readsOfOneAddress(int times) {
    String address = address();
    long before = server.exceeded(Quota.READS_PER_ADDRESS);
    long start = System.nanoTime();
    int answered = 0;
    for (int i = 0; i < READS * times; i++) {
      HttpResponse<String> answer = read(cold(i), address);
      assertThat(answer.statusCode()).isIn(200, 429);
      assertThat(answer.headers().firstValue("Retry-After").isPresent())
          .isEqualTo(answer.statusCode() == 429);
      answered += answer.statusCode() == 200 ? 1 : 0;
    }
    long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
    assertThat(answered).isBetween(READS, (int) (READS + seconds + 1));
    assertThat(server.exceeded(Quota.READS_PER_ADDRESS) - before)
        .isEqualTo(READS * (long) times - answered);
    report("reads of one address", times);
  }

  @Test
  void whoReadsWithoutEndKeepsNobodyFromReadingOrEntering() throws Exception {
    for (int kind = 0; kind < 3; kind++) {
      read(cold(kind), address()); // the first of its kind is slow by itself
    }
    String greedy = address();
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService readers = Executors.newFixedThreadPool(READERS)) {
      for (int i = 0; i < READERS; i++) {
        int kind = i;
        readers.execute(() -> {
          while (!over.get()) {
            read(cold(kind), greedy);
            LockSupport.parkNanos(PAUSE.toNanos());
          }
        });
      }
      try {
        for (int i = 0; i < 20; i++) {
          assertThat(read(cold(i), address()).statusCode()).isEqualTo(200);
          try (ChatClient newcomer = enter(room(), address(), null)) {
            newcomer.await("welcome");
          }
        }
        System.out.println("beside who reads without end " + canary.notice());
      } finally {
        over.set(true);
      }
    }
  }

  @Test
  void whatIsInMemoryNeedsNoTurnAndAPageWithoutOneIsReadable() {
    String room = room();
    String address = address();
    try (ChatClient author = enter(room, address(), null)) {
      author.await("welcome");
      author.sayAndAwait("in memory");
      String counts = "/api/rooms/counts?ids=" + room;
      read(counts, address);
      HttpResponse<String> refused =
          Waiting.until(
              "a page without a turn",
              Duration.ofSeconds(10),
              () -> {
                HttpResponse<String> page = read("/room/" + room() + "?lang=en", address);
                return page.statusCode() == 429 ? page : null;
              });
      for (int i = 0; i < 5; i++) {
        assertThat(read("/room/" + room, address).body()).contains("in memory");
        assertThat(read(counts, address).body()).contains("\"messages\":1");
      }
      assertThat(refused.body()).contains("Earlier messages can’t be loaded", "/chat/main.js");
      assertThat(refused.headers().firstValue("Content-Security-Policy")).isPresent();
      assertThat(refused.headers().firstValue("Cache-Control")).contains("no-store");
    }
  }

  /// What has to be looked up in the database: of a room that nobody asked for before.
  private static String cold(int kind) {
    return List.of("/room/%s", "/api/rooms/%s/messages", "/api/rooms/counts?ids=%s")
        .get(kind % 3)
        .formatted(room());
  }

  /// Who guesses, and whose script has the key and sends nonsense.
  @Test
  void whatIsRefusedAtTheOperatorsAddressHoldsUpNobody() {
    String greedy = address();
    int tooMany = 0;
    for (int i = 0; i < 5 * READS; i++) {
      int status = status(block("{}", greedy, "Bearer " + i));
      assertThat(status).isIn(401, 429);
      tooMany += status == 429 ? 1 : 0;
    }
    assertThat(tooMany).isPositive();
    for (String body : NoBlocks.bodies()) {
      assertThat(status(block(body, address(), "Bearer " + KEY))).isEqualTo(400);
    }
    assertThat(status(block(" ".repeat(70_000), address(), "Bearer " + KEY))).isEqualTo(413);
    report("keys tried at the operator's address", 5);
  }

  /// Who is nobody, no page of the chat's own, or goes on from nowhere.
  @Test
  void whatIsRefusedWherePeopleAskOfThemselvesHoldsUpNobody() {
    String somebody = UUID.randomUUID().toString();
    for (int i = 0; i < 10; i++) {
      for (String method : List.of("POST", "DELETE")) {
        for (String secret : MineIT.NO_SECRETS) {
          assertThat(status(mine(method, secret, server.origin(), ""))).isEqualTo(401);
        }
        for (String origin : MineIT.FOREIGN) {
          assertThat(status(mine(method, somebody, origin, ""))).isEqualTo(403);
        }
      }
      for (String query : MineIT.NOWHERE) {
        assertThat(status(mine("POST", somebody, server.origin(), query))).isIn(400, 404);
      }
    }
    report("nonsense where people ask of themselves", 10);
  }

  private static int status(HttpRequest question) {
    return HTTP.sendAsync(question, BodyHandlers.discarding()).join().statusCode();
  }

  private HttpRequest block(String body, String address, String authorization) {
    return HttpRequest.newBuilder(server.url("/api/blocks"))
        .POST(BodyPublishers.ofString(body))
        .header("Content-Type", "application/json")
        .header("Authorization", authorization)
        .header("X-Forwarded-For", address)
        .build();
  }

  /// All of them want the same messages gone, which is done once.
  @ParameterizedTest
  @ValueSource(ints = {2, 10, 100})
  void erasuresOfOnePersonFromManyAddresses(int times) throws Exception {
    String room = room();
    String secret;
    try (ChatClient author = enter(room, address(), null)) {
      author.await("welcome");
      author.sayAndAwait("taken back");
      secret = author.secret();
    }
    awaitLeft(room);
    Copies.make(server, room, MESSAGES_TO_ERASE - 1);
    long before = server.exceeded(Quota.ERASURES_PER_PERSON);
    try (ChatClient other = enter(room, address(), null)) {
      other.await("welcome");
      List<HttpResponse<String>> answers =
          Stream.generate(() -> HTTP.sendAsync(mine("DELETE", secret), BodyHandlers.ofString()))
              .limit(times)
              .toList()
              .stream()
              .map(CompletableFuture::join)
              .toList();

      int refused = 0;
      int deleted = 0;
      for (HttpResponse<String> answer : answers) {
        assertThat(answer.statusCode()).isIn(200, 429);
        boolean again = answer.statusCode() == 429;
        assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(again);
        refused += again ? 1 : 0;
        deleted += again ? 0 : object(answer).getInt("deleted");
      }
      assertThat(deleted).isEqualTo(MESSAGES_TO_ERASE);
      assertThat(refused).isGreaterThanOrEqualTo(times > 2 ? 1 : 0); // who comes late finds nothing
      assertThat(server.exceeded(Quota.ERASURES_PER_PERSON) - before).isEqualTo(refused);
      other.sayAndAwait("after it");
      assertThat(other.events("deleted"))
          .extracting(event -> event.getInt("of"))
          .containsExactlyInAnyOrderElementsOf(
              IntStream.rangeClosed(1, MESSAGES_TO_ERASE).boxed().toList());
    }
    assertThat(HTTP.send(mine("POST", secret), BodyHandlers.ofString()).body())
        .isEqualTo("{\"rooms\":[],\"more\":false}");
    report("erasures of one person at once", times);
  }

  /// A request of the person who holds `secret`, from an address that nobody used before.
  private HttpRequest mine(String method, String secret) {
    return mine(method, secret, server.origin(), "");
  }

  private HttpRequest mine(String method, String secret, String origin, String query) {
    return HttpRequest.newBuilder(server.url("/api/mine" + query))
        .method(method, BodyPublishers.noBody())
        .header("Origin", origin)
        .header("Authorization", "Bearer " + secret)
        .header("X-Forwarded-For", address())
        .build();
  }

  /// Until the server holds nothing of `room` in memory.
  private void awaitLeft(String room) {
    Waiting.untilTrue(
        "everybody to have left",
        Duration.ofSeconds(10),
        () -> read("/api/rooms/counts?ids=" + room, address()).body().contains("\"present\":0"));
  }

  /// Some 2 KiB, and 9 with the container's own first buffer: `newConnectionBufferSize` in
  /// `server.xml`.
  @Test
  void whoOnlyOpensSocketsGetsSmallBuffers() {
    assertThat(bytesOfASocket).isLessThan(4_096);
  }

  /// How many bytes of buffers the server holds for a socket on which nothing was said, before
  /// anybody else was there.
  private long bytesOfASocket() throws IOException {
    int count = 200;
    List<RawSocket> sockets = new ArrayList<>();
    try {
      long before = server.directMemory();
      for (int i = 0; i < count; i++) {
        sockets.add(RawSocket.open(server, "silent", address()));
      }
      return (server.directMemory() - before) / count;
    } finally {
      for (RawSocket socket : sockets) {
        socket.close();
      }
    }
  }

  /// By the database, before the server gives its answer up (10 s), and with a connection that is
  /// free again: `statement_timeout` in `server.xml`.
  @Test
  @Order(Integer.MAX_VALUE)
  void aStatementThatDoesNotEndIsEnded() {
    assertThat(endless.join()).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(8));
    report("a statement that does not end", 1);
  }

  /// Asks for a block that takes a minute to store; how long until it is refused. Asked for at the
  /// start: its seconds go by with the other tests.
  private CompletableFuture<Duration> endless() throws SQLException {
    try (Connection database = server.database().connect();
        Statement sql = database.createStatement()) {
      sql.execute(
          """
          CREATE FUNCTION endless() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN PERFORM pg_sleep(60); RETURN NEW; END';
          CREATE TRIGGER endless BEFORE INSERT ON blocks FOR EACH ROW
            WHEN (NEW.note = 'endless') EXECUTE FUNCTION endless()
          """);
    }
    long start = System.nanoTime();
    String body = "{\"address\":\"10.9.9.9\",\"for\":\"PT1H\",\"note\":\"endless\"}";
    return HTTP.sendAsync(block(body, address(), "Bearer " + KEY), BodyHandlers.discarding())
        .thenApply(answer -> {
          assertThat(answer.statusCode()).isEqualTo(503);
          Duration took = Duration.ofNanos(System.nanoTime() - start);
          assertThat(asleep()).isZero();
          return took;
        });
  }

  /// How many statements of the server sleep.
  private long asleep() {
    try (Connection database = server.database().connect();
        Statement sql = database.createStatement();
        ResultSet row =
            sql.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<String> read(String path, String address) {
    HttpRequest question =
        HttpRequest.newBuilder(server.url(path)).header("X-Forwarded-For", address).build();
    return HTTP.sendAsync(question, BodyHandlers.ofString()).join();
  }

  private static JsonObject object(HttpResponse<String> answer) {
    return Json.createReader(new StringReader(answer.body())).readObject();
  }

  /// Liberty's own way to be told by a proxy who asks.
  @Test
  void anAddressInAHeaderOfTheContainersIsWorthNothing() throws Exception {
    int refused = 0;
    for (int i = 0; i < 3 * INQUIRIES; i++) {
      String address = "203.0.113." + i;
      HttpResponse<String> answer = inquire("POST", "$WSRA", address, "$WSRH", address);
      refused += answer.statusCode() == 429 ? 1 : 0;
    }
    assertThat(refused).isGreaterThanOrEqualTo(2 * INQUIRIES - 1);
  }

  private HttpResponse<String> inquire(String method, String... headers) throws Exception {
    HttpRequest inquiry =
        HttpRequest.newBuilder(server.url("/api/mine"))
            .method(method, BodyPublishers.noBody())
            .header("Origin", server.origin())
            .header("Authorization", "Bearer " + UUID.randomUUID())
            .headers(headers)
            .build();
    return HTTP.send(inquiry, BodyHandlers.ofString());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10, 100})
  void framesOfOneSocket(int times) throws Exception {
    long before = server.exceeded(Quota.FRAMES_PER_SOCKET);
    try (ChatClient client = enter(room(), address(), null)) {
      client.await("welcome");
      for (int i = 0; i < FRAMES * times && client.isOpen(); i++) {
        client.trySend("{\"type\":\"ping\"}");
      }
      assertThat(client.awaitClose()).isIn(4013, 1006); // as below
      assertThat(client.events("pong").size()).isLessThanOrEqualTo(2 * FRAMES);
    }
    assertThat(server.exceeded(Quota.FRAMES_PER_SOCKET) - before).isEqualTo(1);
    report("frames of one socket", times);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10, 100})
  void pongsOfOneSocket(int times) throws Exception {
    long before = server.exceeded(Quota.FRAMES_PER_SOCKET);
    byte[] pong = {(byte) 0x8A, (byte) 0x80, 1, 2, 3, 4}; // masked and empty
    try (RawSocket socket = RawSocket.open(server, "flood", address())) {
      for (int i = 0; i < FRAMES * times; i++) {
        try {
          socket.write(pong);
        } catch (IOException e) {
          break; // cut
        }
      }
      Waiting.untilTrue(
          "it is cut",
          Duration.ofSeconds(10),
          () -> server.exceeded(Quota.FRAMES_PER_SOCKET) - before == 1);
    }
    report("pongs of one socket", times);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10, 100})
  void bytesOfOneSocket(int times) throws Exception {
    long before = server.exceeded(Quota.BYTES_PER_SOCKET);
    String frame = "{\"type\":\"" + "가".repeat(2_700) + "\"}"; // 8,111 bytes
    try (ChatClient client = enter(room(), address(), null)) {
      client.await("welcome");
      for (int i = 0; i < times * BYTES / 8_111 && client.isOpen(); i++) {
        client.trySend(frame);
      }
      // What is still on its way when the server closes makes TCP reset the connection, and that
      // may overtake the close frame (RFC 1122 section 4.2.2.13).
      assertThat(client.awaitClose()).isIn(4013, 1006);
      assertThat(client.events("rejected").size()).isLessThanOrEqualTo(2);
    }
    assertThat(server.exceeded(Quota.BYTES_PER_SOCKET) - before).isEqualTo(1);
    report("bytes of one socket", times);
  }

  @Test
  void aHeaderFromWhoIsNoProxyIsWorthNothing() throws Exception {
    List<ChatClient> clients = new ArrayList<>();
    for (int i = 0; i <= 100; i++) {
      clients.add(ChatClient.open(ChatServer.shared(), room(), "203.0.113." + i));
      clients.getLast().tryHello("아나");
    }
    assertThat(welcomed(clients)).isLessThanOrEqualTo(100);
    assertThat(codes(clients)).isNotEmpty().containsOnly(4015);
    clients.forEach(ChatClient::close);
  }

  private ChatClient enter(String room, String address, @Nullable ChatClient as) {
    ChatClient client = ChatClient.open(server, room, address);
    if (as != null) {
      client.as(as);
    }
    client.tryHello("아무개");
    return client;
  }

  /// How many were let in, once it is known of all.
  private static int welcomed(List<ChatClient> clients) {
    for (ChatClient client : clients) {
      Waiting.untilTrue(
          "welcomed or closed",
          Duration.ofSeconds(20),
          () -> !client.isOpen() || !client.events("welcome").isEmpty());
    }
    return (int) clients.stream().filter(client -> !client.events("welcome").isEmpty()).count();
  }

  private static List<Integer> codes(List<ChatClient> clients) {
    return clients.stream().filter(c -> !c.isOpen()).map(ChatClient::awaitClose).toList();
  }

  /// The last of `count` answers to what `client` said.
  private static JsonObject answered(ChatClient client, int count) {
    return Waiting.until(
        count + " answers",
        Duration.ofSeconds(20),
        () -> {
          List<JsonObject> answers =
              client.events().stream().filter(event -> event.containsKey("id")).toList();
          return answers.size() < count ? null : answers.get(count - 1);
        });
  }

  /// Until `client` has heard what became of all it said, or was cut off for its haste: the server
  /// has then taken all that it will take of it.
  private static void answeredOrClosed(ChatClient client, int said) {
    Waiting.untilTrue(
        said + " answers, or the end",
        Duration.ofSeconds(30),
        () ->
            !client.isOpen()
                || client.events().stream().filter(event -> event.containsKey("id")).count()
                    >= said);
  }

  /// How many messages `room` holds. What was taken before is stored before the one by which it is
  /// found out, since there is one order.
  private long stored(String room) {
    try (ChatClient last = enter(room, address(), null)) {
      last.await("welcome");
      return last.sayAndAwait("how many?").getJsonNumber("seq").longValue() - 1;
    }
  }

  private void report(String what, int times) {
    System.out.printf("%s, %d times too many; beside it %s%n", what, times, canary.notice());
  }

  /// One that nobody used before.
  private String address() {
    int n = addresses.incrementAndGet();
    return "198.18." + n / 250 + "." + (n % 250 + 1);
  }

  private static String room() {
    return "abuse-" + UUID.randomUUID();
  }
}
