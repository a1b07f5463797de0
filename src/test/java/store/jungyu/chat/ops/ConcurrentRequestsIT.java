package store.jungyu.chat.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import store.jungyu.chat.room.Quota;
import store.jungyu.chat.testing.Canary;
import store.jungyu.chat.testing.ChatClient;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.Copies;
import store.jungyu.chat.testing.RawSocket;
import store.jungyu.chat.testing.Waiting;

/// Many who ask at a time from one address, beside people who notice nothing (S16).
final class ConcurrentRequestsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int MOST = 10;

  private static final String FULL = "full-" + UUID.randomUUID(); // its messages are 380 KB
  private static final List<String> PATHS =
      List.of("/embed.js", "/api/rooms/" + FULL + "/messages");

  private static ChatServer server;
  private static Canary canary;

  @BeforeAll
  static void sing() throws Exception {
    server =
        ChatServer.start(
            Map.of(
                "CHAT_TRUSTED_PROXIES", "127.0.0.0/8,::1", "CHAT_REQUESTS_PER_ADDRESS", "" + MOST));
    try (ChatClient author = ChatClient.enter(server, FULL, "다변가")) {
      author.sayAndAwait("가".repeat(2_000));
    }
    Copies.make(server, FULL, 59);
    for (String path : PATHS) {
      ask(path, "198.51.100.0");
      hangUp(deaf(2 * MOST, path, "198.51.100.0")); // what is loaded then stays
    }
    askOfOneself("198.51.100.0");
    canary = Canary.sing(server);
  }

  @AfterAll
  static void allWasWell() {
    try (var _ = server) {
      canary.end("many requests at a time");
      assertThat(server.log()).doesNotContain("Exception", "\tat ");
    }
  }

  /// Three times as many as may be answered at a time, none of whom reads anything of hundreds of
  /// answers.
  @Test
  void whoReadsNothingOfManyAnswersHoldsAFewThreadsAndNobodyUp() throws Exception {
    for (String path : PATHS) {
      String greedy = "198.51.100.1";
      List<RawSocket> deaf = deaf(3 * MOST, path, greedy);
      try {
        othersAreAnswered();
        assertThat(threadsThatWrite()).isLessThanOrEqualTo(2 * MOST); // refusals, too
        System.out.printf("beside who reads nothing of %s: %s%n", path, canary.notice());
      } finally {
        hangUp(deaf);
      }
      Waiting.untilTrue(
          "he is answered again",
          PATIENCE,
          () -> ask("/embed.js", greedy).startsWith("HTTP/1.1 200 "));
    }
  }

  /// And comes again and again with others.
  @Test
  void whoReadsNothingOfAsManyAsAreAnsweredAtATimeIsToldToComeAgainLater() throws Exception {
    String greedy = "198.51.100.3";
    long before = server.exceeded(Quota.REQUESTS_PER_ADDRESS);
    AtomicBoolean over = new AtomicBoolean();
    List<RawSocket> deaf = deaf(MOST, "/embed.js", greedy);
    try {
      Waiting.untilTrue("all stand still", PATIENCE, () -> threadsThatWrite() >= MOST);
      for (int i = 0; i < 4 * MOST; i++) {
        Thread.startVirtualThread(() -> {
          while (!over.get()) {
            ask("/embed.js", greedy);
            LockSupport.parkNanos(PAUSE.toNanos()); // the machine is for all
          }
        });
      }
      assertThat(ask("/room/quiet", greedy))
          .startsWith("HTTP/1.1 429 ")
          .contains("Retry-After: 3", "Refresh: 3", "Content-Security-Policy: ")
          .contains("잠시 뒤에 다시 시도해 주세요.");
      othersAreAnswered();
      assertThat(server.exceeded(Quota.REQUESTS_PER_ADDRESS)).isGreaterThan(before);
      System.out.println("beside who comes again and again: " + canary.notice());
    } finally {
      over.set(true);
      hangUp(deaf);
    }
    Waiting.untilTrue(
        "he is answered again",
        PATIENCE,
        () -> ask("/embed.js", greedy).startsWith("HTTP/1.1 200 "));
  }

  private static void othersAreAnswered() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      long start = System.nanoTime();
      assertThat(ask("/embed.js", "198.51.100.2")).startsWith("HTTP/1.1 200 ");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
      Thread.sleep(100);
    }
  }

  private static List<RawSocket> deaf(int count, String path, String address) throws IOException {
    List<RawSocket> deaf = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RawSocket raw = RawSocket.connect(server);
      deaf.add(raw);
      Thread.startVirtualThread(() -> write(raw, request(path, address).repeat(1_000)));
    }
    return deaf;
  }

  private static void hangUp(List<RawSocket> all) throws IOException {
    for (RawSocket raw : all) {
      raw.close();
    }
  }

  /// A class: one address, one moment, short answers.
  @Test
  void manyBehindOneAddressAreAllAnswered() throws Exception {
    String school = "198.51.100.4";
    List<RawSocket> pupils = new ArrayList<>();
    for (int i = 0; i < 2 * MOST; i++) {
      pupils.add(RawSocket.connect(server));
    }
    for (RawSocket pupil : pupils) {
      pupil.write(request("/room/school", school));
    }
    for (RawSocket pupil : pupils) {
      try (pupil) {
        assertThat(pupil.head()).startsWith("HTTP/1.1 200 ");
      }
    }
    System.out.println("beside a class: " + canary.notice());
  }

  /// Answers that another thread gives than the container's.
  @Test
  void answersThatComeLaterGiveTheirTurnsBack() throws Exception {
    String curious = "198.51.100.5";
    for (int i = 0; i < 5 * MOST; i++) {
      assertThat(askOfOneself(curious)).startsWith("HTTP/1.1 200 ");
    }
    assertThat(ask("/embed.js", curious)).startsWith("HTTP/1.1 200 ");
  }

  private static String askOfOneself(String address) throws IOException {
    try (RawSocket raw = RawSocket.connect(server)) {
      raw.write(
          ("POST /api/mine HTTP/1.1\nHost: localhost\nContent-Length: 0\nConnection: close\n"
                  + "Origin: %s\nX-Forwarded-For: %s\nAuthorization: Bearer %s\n\n")
              .formatted(server.origin(), address, UUID.randomUUID())
              .replace("\n", "\r\n"));
      return raw.rest();
    }
  }

  private static String request(String path, String address) {
    return "GET %s HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: %s\r\n\r\n"
        .formatted(path, address);
  }

  private static String ask(String path, String address) {
    try (RawSocket raw = RawSocket.connect(server)) {
      raw.write(request(path, address).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
      return raw.rest();
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void write(RawSocket raw, String requests) {
    try {
      raw.write(requests);
    } catch (SocketException e) {
      // closed: nothing more is taken
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// How many of the container's threads wait for a reader of HTTP.
  private static long threadsThatWrite() {
    return List.of(server.jcmd("Thread.print").split("\n\n", -1)).stream()
        .filter(thread -> thread.contains("HttpOutputStream") && thread.contains("waiting"))
        .count();
  }
}
