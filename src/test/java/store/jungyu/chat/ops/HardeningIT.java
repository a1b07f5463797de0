package store.jungyu.chat.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import store.jungyu.chat.testing.Canary;
import store.jungyu.chat.testing.ChatClient;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.Copies;
import store.jungyu.chat.testing.RawSocket;
import store.jungyu.chat.testing.Waiting;

/// What `server.xml` sets against the defaults of the server, each seen from outside.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class HardeningIT {
  private final ChatServer server = ChatServer.shared();
  private static final String ROOM = "/room/hardening-" + UUID.randomUUID();

  /// People who talk meanwhile and must notice nothing (S16).
  private static Canary canary;

  /// So many records of its log the container keeps, with their stack traces, until memory is
  /// short.
  private static final int LOGGED = 100;

  private static final int ANSWERS = 1_000;
  private static RawSocket idle;
  private static long idleSince;
  private static RawSocket deaf;

  /// Some who read nothing of long answers, some who read a kilobyte a second, for longer than an
  /// answer may stand still. Each holds one of the container's threads meanwhile.
  private static final int SLOW = 8;

  private static final int LONG_ANSWERS = 25; // 380 KB each
  private static final int SECONDS = 26;
  private static final List<CompletableFuture<Integer>> served = new ArrayList<>();

  private static final int DRIPPING = 100;
  private static final int DRIPS = 15;
  private static final List<RawSocket> dripping = new ArrayList<>();
  private static CompletableFuture<Integer> drip;

  @BeforeAll
  static void sing() throws Exception {
    idle = RawSocket.connect(ChatServer.shared());
    idle.write("HEAD /embed.js HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertThat(idle.head()).startsWith("HTTP/1.1 200 ");
    idleSince = System.nanoTime();
    deaf = RawSocket.connect(ChatServer.shared());
    wantMuch(deaf);
    try (var _ = new Slip()) {
      for (int i = 0; i < LOGGED; i++) {
        page("");
      }
    }
    canary = Canary.sing(ChatServer.shared());
    for (int i = 0; i < DRIPPING; i++) {
      RawSocket raw = RawSocket.connect(ChatServer.shared());
      dripping.add(raw);
      raw.write("GET /embed.js HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
    }
    drip = apart(HardeningIT::drip);
    List<String> questions = longAnswers();
    for (int i = 0; i < SLOW; i++) {
      String question = questions.get(i % 2);
      int sip = i % 4 < 2 ? 0 : 1_024;
      served.add(apart(() -> readSlowly(question, sip)));
    }
  }

  /// Requests whose answers are long: somebody's own words, and their room's.
  private static List<String> longAnswers() throws Exception {
    String much = "hardening-" + UUID.randomUUID();
    String secret;
    try (ChatClient author = ChatClient.enter(ChatServer.shared(), much, "다변가")) {
      author.sayAndAwait("가".repeat(2_000));
      secret = author.secret();
    }
    Copies.make(ChatServer.shared(), much, 59);
    return List.of(
        """
        POST /api/mine HTTP/1.1\r
        Host: localhost\r
        Content-Length: 0\r
        Origin: %s\r
        Authorization: Bearer %s\r
        """
            .formatted(ChatServer.shared().origin(), secret),
        """
        GET /api/rooms/%s/messages HTTP/1.1\r
        Host: localhost\r
        """
            .formatted(much));
  }

  /// How many answers are begun for who reads `sip` bytes a second, and in the end all there is.
  private static int readSlowly(String question, int sip) throws Exception {
    try (RawSocket raw = RawSocket.connect(ChatServer.shared())) {
      raw.write((question + "\r\n").repeat(LONG_ANSWERS - 1));
      raw.write(question + "Connection: close\r\n\r\n");
      var read = new StringBuilder();
      try {
        for (int i = 0; i < SECONDS; i++) {
          read.append(sip == 0 ? "" : raw.sip(sip));
          Thread.sleep(1_000);
        }
      } catch (SocketException e) {
        // reset: nothing more comes
      }
      return answers(read + ended(raw));
    }
  }

  /// A byte a second of each head, for longer than a request may stand still; how many were taken.
  private static int drip() throws Exception {
    int taken = 0;
    for (int i = 0; i < DRIPS; i++) {
      Thread.sleep(1_000);
      for (RawSocket raw : dripping) {
        raw.write("y");
        taken++;
      }
    }
    return taken;
  }

  private static <T> CompletableFuture<T> apart(Callable<T> work) {
    var done = new CompletableFuture<T>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            done.complete(work.call());
          } catch (Exception e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  @AfterAll
  static void allWasWell() throws IOException {
    idle.close();
    deaf.close();
    for (RawSocket raw : dripping) {
      raw.close();
    }
    canary.end("bad requests");
  }

  static List<Arguments> requests() {
    return List.of(
        Arguments.of("101 headers", "GET", "", "X-H: y\n".repeat(101), "4.."),
        Arguments.of("a header of 9 KiB", "GET", "", "X-H: " + "y".repeat(9_216) + "\n", "4.."),
        Arguments.of("an address of 16 KiB", "GET", "?x=" + "y".repeat(16_384), "", "4.."),
        Arguments.of("more steps up than there are", "GET", "/../../../../x", "", "400"),
        Arguments.of("a title of 7 KiB", "GET", "?title=" + "y".repeat(7_000), "", "200"),
        Arguments.of(
            "markup in the theme", "GET", "?theme=%22%3E%3Cscript%3E&lang=%3Cb%3E", "", "200"),
        Arguments.of(
            "a forged view state", "GET", "?jakarta.faces.ViewState=rO0ABXNyABFqYXZh", "", "200"),
        Arguments.of(
            "a huge view state", "GET", "?jakarta.faces.ViewState=" + "A".repeat(7_000), "", "200"),
        Arguments.of(
            "a posted view state",
            "POST",
            "",
            "Content-Type: application/x-www-form-urlencoded\nContent-Length: 200000\n",
            "4.."),
        Arguments.of(
            "a body that unpacks without end",
            "POST",
            "",
            "Content-Encoding: gzip\nContent-Length: 10\n",
            "4.."),
        Arguments.of("a body where none is wanted", "GET", "", "Content-Length: 3\nX: y\n", "400"),
        Arguments.of("a body in chunks", "GET", "", "Transfer-Encoding: chunked\n", "4.."),
        Arguments.of("two lengths", "GET", "", "Content-Length: 3\nContent-Length: 4\n", "4.."),
        Arguments.of("a method that there is not", "HACK", "", "", "4.."),
        Arguments.of("TRACE", "TRACE", "", "", "4.."),
        Arguments.of(
            "the upgrade to HTTP/2",
            "GET",
            "",
            "Upgrade: h2c\nHTTP2-Settings: AAMAAABkAAQAAP__\n",
            "200"),
        Arguments.of(
            "somebody else's word on who asks",
            "GET",
            "",
            "$WSRA: 1.2.3.4\n$WSSC: https\n$WSPR: x\n$WSRH: evil\n",
            "200"),
        Arguments.of(
            "a host that is not ours",
            "GET",
            "",
            "X-Forwarded-Host: evil.example\nX-Forwarded-Proto: https\n",
            "200"),
        Arguments.of(
            "a session that somebody made",
            "GET",
            ";jsessionid=abc",
            "Cookie: JSESSIONID=0000abc\n",
            "200"));
  }

  @ParameterizedTest(name = "{0}: {4}")
  @MethodSource("requests")
  void everyAnswerHasItsHeadersAndTellsNothingOfTheServer(
      String what, String method, String more, String headers, String status) throws IOException {
    String answer = ask(method + " " + ROOM + more + " HTTP/1.1", headers);
    assertThat(answer).as(what).matches("(?s)HTTP/1\\.1 " + status + "\\b.*");
    assertTellsNothingOfTheServer(answer);
  }

  private static void assertTellsNothingOfTheServer(String answer) {
    assertThat(answer.toLowerCase(Locale.ROOT))
        .contains(
            "content-security-policy: ",
            "frame-ancestors ",
            "x-content-type-options: nosniff",
            "referrer-policy: no-referrer")
        .doesNotContain(
            "set-cookie",
            "\nserver:",
            "x-powered-by",
            "$ws",
            "liberty",
            "websphere",
            "ibm",
            "exception",
            "\tat ",
            "evil",
            "yyyyyyyy".repeat(20));
  }

  @Test
  void whatIsAskedOfNoAddressOrByAnotherMethodIsWrittenIntoNoLog() throws IOException {
    String word = "leaves-no-trace-" + UUID.randomUUID();
    int before = server.log().length();
    for (String line :
        List.of(
            "GET /api/" + word + "?x=" + word,
            "GET /api/rooms/" + word + "/nothing",
            "GET /api/mine?x=" + word,
            "PUT /api/mine?x=" + word,
            "PATCH /api/blocks?x=" + word,
            "GET /" + word,
            "GET /room/" + word + "%2Fx",
            "GET /room/%2e%2e/" + word,
            "GET /socket/" + word + "%2Fx",
            "GET /assets/" + word + "/x.js",
            "POST /api/mine/" + word)) {
      String answer = ask(line + " HTTP/1.1", "");
      assertThat(answer)
          .as(line)
          .matches("(?s)HTTP/1\\.1 4(00|03|04|05)\\b.*")
          .doesNotContain(word);
    }
    assertThat(server.log().substring(before)).doesNotContain(word, "Exception", "\tat ");
  }

  @Test
  void whoseRoomMeetsABugReadsThatItDoesAndNothingOfTheServer() throws IOException {
    int before = server.log().length();
    try (var slip = new Slip()) {
      assertThat(slip.page)
          .startsWith("HTTP/1.1 500 ")
          .contains("text/html", "잠시 뒤에 다시 시도해 주세요.", "Please try again in a moment.")
          .doesNotContain("hardening-", "here", "soon", "rest-after", "java.", "store.jungyu");
      assertTellsNothingOfTheServer(slip.page);
      assertThat(server.log().substring(before)).contains("parsed to a Duration"); // to operators
      assertThat(ask("GET /embed.js HTTP/1.1", "")).startsWith("HTTP/1.1 200 ");
      System.out.println("beside pages that meet a bug: " + canary.notice());
    }
  }

  /// What nobody thought of, and each room's page meets: a slip in a file of settings, which the
  /// server takes over while it runs.
  private static final class Slip implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path file =
        Path.of(System.getProperty("chat.liberty"), "usr", "servers")
            .resolve(Path.of(System.getProperty("chat.server"), "configDropins", "overrides"))
            .resolve("slip.xml");

    final String page;

    Slip() throws IOException {
      file.toFile().deleteOnExit();
      Files.createDirectories(file.resolveSibling("."));
      Files.writeString(
          file, "<server><variable name=\"chat.rest-after\" value=\"soon\" /></server>");
      page =
          Waiting.until(
              "a page that meets it",
              PATIENCE,
              () -> {
                String answer = page("?title=here");
                return answer.startsWith("HTTP/1.1 200 ") ? null : answer;
              });
    }

    @Override
    public void close() throws IOException {
      Files.delete(file);
      Waiting.untilTrue(
          "the page to be well again", PATIENCE, () -> page("").startsWith("HTTP/1.1 200 "));
    }
  }

  private static String page(String query) {
    try {
      return ask("GET " + ROOM + query + " HTTP/1.1", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// No browser asks so.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/room/x?lang=%zz",
        "/api/rooms/counts?ids=%zz",
        "/api/rooms/{",
        "/api/<script>",
        "/api/\"",
        "/api/mine?room=a&seq=%FF",
      })
  void anAddressThatIsNoneIsRefused(String address) throws IOException {
    int before = server.log().length();
    String answer = ask("GET " + address + " HTTP/1.1", "");
    assertThat(server.log().substring(before)).doesNotContain("Exception");
    assertThat(answer).matches("(?s)HTTP/1\\.1 400 .*").doesNotContain(address);
    assertTellsNothingOfTheServer(answer);
  }

  /// No browser sends such a head.
  static List<Arguments> heads() {
    List<Arguments> heads = new ArrayList<>();
    List<String> lines =
        List.of(
            "GET /api",
            "GET /api/rooms/counts?ids=x",
            "GET /api/nothing",
            "POST /api/mine",
            "GET /api/blocks",
            "GET //api/nothing",
            "GET /%61pi/nothing",
            "GET /./api/nothing",
            "HEAD /api/rooms/counts",
            "GET /room/x",
            "GET /embed.js",
            "GET /nothing");
    for (String host :
        List.of(
            "[",
            "[::1",
            "[zz]",
            "::1",
            "a b",
            "{",
            "<b>",
            "a\"b",
            "%",
            "%zz",
            "a@b",
            "a/b",
            "a\\b",
            "a,b",
            "localhost:x",
            "a:1:2",
            "localhost\nHost: evil")) {
      lines.forEach(line -> heads.add(Arguments.of(line, "Host: " + host, "400")));
    }
    lines.forEach(line -> heads.add(Arguments.of(line, "X-No: host", "400")));
    for (String address : List.of("//api/{", "/%61pi/{", "/./api/{", "/api/../api/{")) {
      heads.add(Arguments.of("GET " + address, "Host: localhost", "400"));
    }
    for (String header :
        List.of(
            "Content-Type: x",
            "Content-Type: ",
            "Content-Type: a/b/c",
            "Content-Type: a/b;charset=\"",
            "Content-Type: application/json;charset=zz",
            "Content-Type: application/json;charset=",
            "Accept: x",
            "Accept: ;",
            "Accept: a/b;q=x",
            "Accept: */*;q=\"",
            "Accept-Language: *;q=x")) {
      for (String line : List.of("GET", "HEAD")) {
        heads.add(
            Arguments.of(line + " /api/rooms/counts?ids=x", "Host: localhost\n" + header, "200"));
        heads.add(Arguments.of(line + " " + ROOM, "Host: localhost\n" + header, "200"));
      }
      heads.add(Arguments.of("POST /api/mine", "Host: localhost\n" + header, "403"));
      heads.add(Arguments.of("OPTIONS /api/mine", "Host: localhost\n" + header, "[24].."));
      heads.add(Arguments.of("OPTIONS /embed.js", "Host: localhost\n" + header, "405"));
      heads.add(Arguments.of("GET /nothing", "Host: localhost\n" + header, "404"));
      heads.add(Arguments.of("POST /api/blocks", "Host: localhost\n" + header, "4(04|15)"));
    }
    return heads;
  }

  @Test
  void aHeadThatIsNoneIsRefusedOrWhatNobodyNeedsOfItIgnored() throws IOException {
    for (Arguments each : heads()) {
      String head = each.get()[0] + " HTTP/1.1\n" + each.get()[1];
      int before = server.log().length();
      String answer;
      try (RawSocket raw = RawSocket.connect(server)) {
        raw.write((head + "\nConnection: close\n\n").replace("\n", "\r\n"));
        answer = ended(raw);
      }
      assertThat(answer).as(head).matches("(?s)HTTP/1\\.1 " + each.get()[2] + "\\b.*");
      assertTellsNothingOfTheServer(answer);
      assertThat(server.log().substring(before))
          .as(head)
          .doesNotContain("Exception", "\tat ", "RESTEASY", "CWPMI");
    }
    System.out.println("beside heads that are none: " + canary.notice());
  }

  /// Believed, it would be the host that is asked for, and an address that cannot be.
  @ParameterizedTest
  @ValueSource(strings = {"$WSSN: {", "$WSSN: a b"})
  void nobodysWordIsBelievedOnTheHostThatIsAskedFor(String header) throws IOException {
    assertThat(ask("GET /api/nothing HTTP/1.1", header + "\n")).startsWith("HTTP/1.1 404 ");
  }

  @Test
  void aServerOutOfMemoryEndsInsteadOfGoingOnHalfDead() {
    assertThat(server.jcmd("VM.flags")).contains("-XX:+ExitOnOutOfMemoryError");
  }

  @Test
  void http2IsNotSpoken() throws IOException {
    try (RawSocket raw = RawSocket.connect(server)) {
      raw.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
      raw.write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
      String answer = raw.head();
      assertThat(answer)
          .satisfiesAnyOf(
              a -> assertThat(a).isEmpty(), a -> assertThat(a).matches("(?s)HTTP/[0-9.]+ 4.*"));
    }
  }

  @Test
  void anOldBrowserGetsItsPageToo() throws IOException {
    assertThat(ask("GET " + ROOM + " HTTP/1.0", "")).matches("(?s)HTTP/1\\.[01] 200 .*");
    assertThat(ask("HEAD " + ROOM + " HTTP/1.1", "")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void manyWhoSendTheirRequestsSlowlyHoldUpNobodyAndAreCutWithinSeconds() throws Exception {
    List<RawSocket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 300; i++) {
        RawSocket raw = RawSocket.connect(server);
        slow.add(raw);
        raw.write(
            i % 2 == 0
                ? "GET " + ROOM + " HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
                : "POST /api/blocks HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n{");
      }
      long start = System.nanoTime();
      assertThat(ask("GET " + ROOM + " HTTP/1.1", "")).startsWith("HTTP/1.1 200 ");
      for (RawSocket raw : slow) {
        ended(raw);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
      System.out.println("beside 300 slow requests: " + canary.notice());
    } finally {
      for (RawSocket raw : slow) {
        raw.close();
      }
    }
  }

  /// What these two wait for takes half a minute, which has gone by with the other tests.
  @Test
  @Order(Integer.MAX_VALUE)
  void whoeverAsksNothingMoreOrReadsNothingIsCut() throws Exception {
    assertThat(ended(idle)).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - idleSince))
        .isBetween(Duration.ofSeconds(25), Duration.ofSeconds(90));
    assertThat(answers(ended(deaf))).isLessThan(ANSWERS);
    try (RawSocket reader = RawSocket.connect(server)) {
      wantMuch(reader);
      assertThat(answers(ended(reader))).isEqualTo(ANSWERS);
    }
  }

  /// As the next: their time has gone by.
  @Test
  @Order(Integer.MAX_VALUE - 1)
  void manyWhoReadLongAnswersSlowlyHoldUpNobodyAndAreCut() throws Exception {
    for (CompletableFuture<Integer> answers : served) {
      assertThat(answers.get(2, TimeUnit.MINUTES)).isLessThan(LONG_ANSWERS);
    }
    for (String question : longAnswers()) {
      try (RawSocket reader = RawSocket.connect(server)) {
        reader.write((question + "\r\n").repeat(LONG_ANSWERS - 1));
        reader.write(question + "Connection: close\r\n\r\n");
        assertThat(answers(ended(reader))).isEqualTo(LONG_ANSWERS);
      }
    }
    System.out.println("beside slow readers: " + canary.notice());
  }

  /// Each byte gives it ten seconds more: nothing bounds a head's time but its length. It costs no
  /// thread meanwhile, and its buffers do not grow with its bytes.
  @Test
  @Order(Integer.MAX_VALUE - 2)
  void aHeadThatComesInByteByByteHoldsUpNobodyAndIsCutOnceItStandsStill() throws Exception {
    assertThat(drip.get(1, TimeUnit.MINUTES)).isEqualTo(DRIPS * DRIPPING);
    long start = System.nanoTime();
    for (RawSocket raw : dripping) {
      ended(raw);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(13));
    System.out.println("beside heads in drips: " + canary.notice());
  }

  /// Some 8 MiB of answers, which are more than the network holds.
  private static void wantMuch(RawSocket raw) throws IOException {
    String request = "GET /embed.js HTTP/1.1\r\nHost: localhost\r\n";
    raw.write((request + "\r\n").repeat(ANSWERS - 1) + request + "Connection: close\r\n\r\n");
  }

  private static int answers(String text) {
    return text.split("HTTP/1.1 200 ", -1).length - 1;
  }

  /// What came until the end.
  private static String ended(RawSocket raw) throws IOException {
    try {
      return raw.rest();
    } catch (SocketException e) {
      return ""; // reset
    }
  }

  private static String ask(String requestLine, String headers) throws IOException {
    try (RawSocket raw = RawSocket.connect(ChatServer.shared())) {
      raw.write(
          (requestLine + "\nHost: localhost\nConnection: close\n" + headers + "\n")
              .replace("\n", "\r\n"));
      raw.endOutput(); // or the server waits for a body that was promised
      return ended(raw);
    }
  }
}
