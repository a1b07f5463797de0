package store.jungyu.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static store.jungyu.chat.testing.RawSocket.BINARY;
import static store.jungyu.chat.testing.RawSocket.CONTINUATION;
import static store.jungyu.chat.testing.RawSocket.FIN;
import static store.jungyu.chat.testing.RawSocket.PING;
import static store.jungyu.chat.testing.RawSocket.TEXT;
import static store.jungyu.chat.testing.RawSocket.frame;
import static store.jungyu.chat.testing.RawSocket.header;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import store.jungyu.chat.testing.Canary;
import store.jungyu.chat.testing.ChatClient;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.RawSocket;
import store.jungyu.chat.testing.Waiting;

/// Frames that no browser sends (RFC 6455 sections 5 and 7.4), each with the answer it gets, while
/// people in another room notice nothing (S16).
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class BadFramesIT {
  private static final byte[] PING_FRAME = "{\"type\":\"ping\"}".getBytes(StandardCharsets.UTF_8);

  private final ChatServer server = ChatServer.shared();
  private final String room = "frames-" + UUID.randomUUID();
  private Canary canary;

  // What takes long to end begins first, and goes on beside the other tests.
  private CompletableFuture<Duration> flood;
  private RawSocket flooding;
  private ChatClient beside;
  private CompletableFuture<Duration> silence;
  private CompletableFuture<Duration> staying;

  @BeforeAll
  void begin() throws IOException {
    canary = Canary.sing(server);
    String flooded = "frames-" + UUID.randomUUID();
    beside = ChatClient.enter(server, flooded, "아나");
    flooding = RawSocket.enter(server, flooded, "핑핑");
    beside.await("presence", event -> event.getInt("count") == 2);
    flood = CompletableFuture.supplyAsync(this::floodWithPings, Thread::startVirtualThread);
    silence = CompletableFuture.supplyAsync(this::keepSilent, Thread::startVirtualThread);
    staying = CompletableFuture.supplyAsync(this::stayThoughClosed, Thread::startVirtualThread);
  }

  @AfterAll
  void allWasWell() throws IOException {
    flooding.close();
    beside.close();
    canary.end("bad frames");
  }

  static List<Arguments> badFrames() {
    return Stream.of(
            Stream.of(
                Arguments.of("unmasked", unmasked(PING_FRAME), 1002),
                Arguments.of("a fragmented ping", frame(PING), 1002),
                Arguments.of("a ping of 126 bytes", frame(FIN | PING, new byte[126]), 1002),
                Arguments.of(
                    "a continuation of nothing", frame(FIN | CONTINUATION, PING_FRAME), 1002),
                Arguments.of("a text within a text", twice(frame(TEXT, (byte) '{')), 1002),
                Arguments.of("binary", frame(FIN | BINARY, PING_FRAME), 1003),
                Arguments.of("a part of binary", frame(BINARY, PING_FRAME), 1003),
                Arguments.of("binary that claims 8193 bytes", binary(8193), 1009),
                Arguments.of("binary that claims 2 GiB", binary(1L << 31), 1009),
                Arguments.of("a header that claims 8193 bytes", header(8193), 1009),
                Arguments.of("a header that claims 64 KiB", header(65_536), 1009),
                Arguments.of("a header that claims 2 GiB", header(1L << 31), 1009),
                Arguments.of(
                    "no UTF-8: cut off at the end",
                    frame(FIN | TEXT, (byte) '"', (byte) 0xe3, (byte) 0x81),
                    1007)),
            IntStream.of(0x40, 0x20, 0x10)
                .mapToObj(bit ->
                    Arguments.of("reserved bit " + bit, frame(FIN | TEXT | bit, PING_FRAME), 1002)),
            IntStream.of(3, 4, 5, 6, 7, 11, 12, 13, 14, 15)
                .mapToObj(code ->
                    Arguments.of("reserved opcode " + code, frame(FIN | code, PING_FRAME), 1002)),
            Stream.of(
                    "80",
                    "c080",
                    "c1bf",
                    "e08080",
                    "eda080",
                    "edbfbf",
                    "e381",
                    "f0808080",
                    "f4908080",
                    "f5808080",
                    "ff")
                .map(hex ->
                    Arguments.of(
                        "no UTF-8: " + hex,
                        frame(FIN | TEXT, HexFormat.of().parseHex("7b22" + hex + "227d")),
                        1007)))
        .flatMap(each -> each)
        .toList();
  }

  private static byte[] unmasked(byte[] payload) {
    return ByteBuffer.allocate(payload.length + 2)
        .put((byte) (FIN | TEXT))
        .put((byte) payload.length)
        .put(payload)
        .array();
  }

  private static byte[] binary(long length) {
    byte[] header = header(length);
    header[0] = (byte) (FIN | BINARY);
    return header;
  }

  private static byte[] twice(byte[] frame) {
    byte[] both = Arrays.copyOf(frame, 2 * frame.length);
    System.arraycopy(frame, 0, both, frame.length, frame.length);
    return both;
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("badFrames")
  void aBadFrameEndsTheConnectionByName(String what, byte[] bytes, int code) throws IOException {
    for (boolean entered : new boolean[] {false, true}) {
      try (RawSocket raw =
          entered ? RawSocket.enter(server, room, "나쁜이") : RawSocket.open(server, room)) {
        raw.write(bytes);
        assertThat(raw.awaitClose()).as("%s, hello said: %s", what, entered).isEqualTo(code);
      }
    }
  }

  @ParameterizedTest(name = "a million fragments of {0} bytes")
  @CsvSource({"0", "1"})
  void endlessFragmentsAreEndedEarlyAndTakeNoMemory(int size) throws Exception {
    long before = heap();
    try (RawSocket raw = RawSocket.enter(server, room, "나쁜이")) {
      byte[] many = new byte[0];
      byte[] one = frame(CONTINUATION, new byte[size]);
      many = Arrays.copyOf(many, 1000 * one.length);
      for (int i = 0; i < 1000; i++) {
        System.arraycopy(one, 0, many, i * one.length, one.length);
      }
      raw.write(frame(TEXT, (byte) '{'));
      int sent = 0;
      try {
        for (; sent < 1_000; sent++) {
          raw.write(many);
        }
      } catch (SocketException e) {
        // cut while it still writes
      }
      assertThat(raw.awaitClose()).isIn(1006, 4000); // 1006: it was cut while it still wrote
    }
    // A million fragments that were kept would be some 300 MB.
    assertThat(heap() - before).isLessThan(150_000_000);
  }

  /// What the server's heap holds, garbage included, in bytes.
  private long heap() {
    return server
        .metrics()
        .lines()
        .filter(line -> line.startsWith("memory_usedHeap_bytes"))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findAny()
        .orElseThrow();
  }

  @Test
  void fragmentsBeyondTheBoundAreNamed() throws IOException {
    try (RawSocket raw = RawSocket.enter(server, room, "나쁜이")) {
      raw.write(frame(TEXT, (byte) '{'));
      for (int i = 0; i < 16; i++) {
        raw.write(frame(CONTINUATION, (byte) ' '));
      }
      assertThat(raw.awaitClose()).isEqualTo(4000);
    }
  }

  @Test
  void aFewFragmentsAreOneFrame() throws IOException {
    try (RawSocket raw = RawSocket.enter(server, room, "착한이")) {
      raw.write(frame(TEXT, Arrays.copyOf(PING_FRAME, 5)));
      raw.write(frame(FIN | PING)); // may come between them
      raw.write(frame(FIN | CONTINUATION, Arrays.copyOfRange(PING_FRAME, 5, PING_FRAME.length)));
      awaitPong(raw);
    }
  }

  @Test
  void oneByteAPacketIsTaken() throws Exception {
    try (RawSocket raw = RawSocket.enter(server, room, "느린이")) {
      for (byte b : frame(FIN | TEXT, PING_FRAME)) {
        raw.write(b);
        Thread.sleep(2);
      }
      awaitPong(raw);
    }
  }

  /// The container keeps 8 KiB for each byte that comes alone: unbounded, these held all of the
  /// heap within half a minute.
  @Test
  void framesThatComeByteByByteAreCutBeforeTheyFillTheMemory() throws Exception {
    List<RawSocket> dripping = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        RawSocket raw =
            i % 2 == 0 ? RawSocket.enter(server, room, "느린이" + i) : RawSocket.open(server, room);
        raw.write(header(8_192));
        dripping.add(raw);
      }
      for (int bytes = 0; bytes < 1_000; bytes++) {
        for (RawSocket raw : dripping) {
          tryWrite(raw, (byte) ' ');
        }
        Thread.sleep(1);
      }
      for (RawSocket raw : dripping) {
        assertThat(raw.awaitClose()).isIn(1006, 1009); // 1006: it was cut while it still wrote
      }
    } finally {
      for (RawSocket raw : dripping) {
        raw.close();
      }
    }
  }

  private static void tryWrite(RawSocket raw, byte... bytes) throws IOException {
    try {
      raw.write(bytes);
    } catch (SocketException e) {
      // it is cut already
    }
  }

  @ParameterizedTest
  @CsvSource({"' ', 4100, 2", "가, 950, 3"})
  void fragmentsThatAreTooLongTogetherAreNamed(String letter, int times, int fragments)
      throws IOException {
    byte[] part = letter.repeat(times).getBytes(StandardCharsets.UTF_8);
    try (RawSocket raw = RawSocket.enter(server, room, "나쁜이")) {
      raw.write(frame(TEXT, part));
      for (int i = 1; i < fragments; i++) {
        raw.write(frame(CONTINUATION, part));
      }
      assertThat(raw.awaitClose()).isEqualTo(4000);
    }
  }

  @Test
  void aCodePointSplitOverTwoFramesNeverBecomesAWrongLetter() throws IOException {
    byte[] say =
        "{\"type\":\"say\",\"id\":\"%s\",\"text\":\"가\"}"
            .formatted(UUID.randomUUID())
            .getBytes(StandardCharsets.UTF_8);
    try (RawSocket raw = RawSocket.enter(server, room, "나뉜이")) {
      raw.write(frame(TEXT, Arrays.copyOf(say, say.length - 4)));
      raw.write(frame(FIN | CONTINUATION, Arrays.copyOfRange(say, say.length - 4, say.length)));
      assertThat(raw.awaitClose()).isEqualTo(1007);
    }
  }

  @Test
  void oneThatGoesInMidFrameLeavesTheRoomOnce() throws IOException {
    String here = room + "-reset";
    try (ChatClient ana = ChatClient.enter(server, here, "아나")) {
      RawSocket raw = RawSocket.enter(server, here, "나간이");
      ana.await("presence", event -> event.getInt("count") == 2);
      raw.write(Arrays.copyOf(frame(FIN | TEXT, PING_FRAME), 9));
      raw.reset();
      JsonObject left = ana.await("presence", event -> !event.getJsonArray("left").isEmpty());
      assertThat(left.getInt("count")).isEqualTo(1);
      assertThat(left.getJsonArray("left")).hasSize(1);
      ana.sayAndAwait("still here");
      assertThat(ana.events("presence").stream().filter(e -> !e.getJsonArray("left").isEmpty()))
          .hasSize(1);
    }
  }

  /// @return how long it could
  private Duration floodWithPings() {
    long began = System.nanoTime();
    byte[] ping = frame(FIN | PING, new byte[100]);
    ByteBuffer pings = ByteBuffer.allocate(1_000 * ping.length);
    while (pings.hasRemaining()) {
      pings.put(ping);
    }
    try {
      while (true) {
        flooding.write(pings.array());
      }
    } catch (IOException e) {
      return Duration.ofNanos(System.nanoTime() - began);
    }
  }

  @Test
  @Order(1)
  void aFloodOfPingsThatNobodyReadsTheAnswersOfHoldsTwoThreadsAtMost() {
    long held = Long.MAX_VALUE; // others' come and go
    for (int i = 0; i < 5; i++) {
      System.out.println("beside pings: " + canary.notice());
      held = Math.min(held, threadsOfSockets());
    }
    assertThat(held).isLessThanOrEqualTo(2);
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void aFloodOfPingsIsCut() throws Exception {
    Waiting.untilTrue(
        "it has left the room",
        Duration.ofSeconds(50),
        () ->
            beside.events("presence").stream()
                .anyMatch(event -> !event.getJsonArray("left").isEmpty()));
    // Soon after its answers stand still, for which the network's buffers have to fill; before it
    // was found, only as one that gives no sign of life, after 35 s.
    assertThat(flood.get(5, TimeUnit.SECONDS)).isLessThan(Duration.ofSeconds(25));
    flooding.close();
  }

  /// @return how long one could go on that was told that it is closed
  private Duration stayThoughClosed() {
    try (RawSocket raw = RawSocket.open(server, room)) {
      raw.write(frame(FIN | BINARY, new byte[8]));
      assertThat(raw.awaitClose()).isEqualTo(1003);
      long began = System.nanoTime();
      try {
        while (true) {
          raw.write(frame(FIN | PING));
          Thread.sleep(100);
        }
      } catch (IOException e) {
        return Duration.ofNanos(System.nanoTime() - began);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The container waits for half a minute for a close frame, anew with each other one.
  @Test
  @Order(Integer.MAX_VALUE)
  void whoIsToldThatItIsClosedAndStaysIsCut() throws Exception {
    assertThat(staying.get(15, TimeUnit.SECONDS)).isLessThan(Duration.ofSeconds(15));
  }

  /// How many of the server's threads are at work for a socket at this moment.
  private long threadsOfSockets() {
    String stacks = server.jcmd("Thread.print");
    assertThat(stacks).contains("Default Executor");
    return Arrays.stream(stacks.split("\n\n"))
        .filter(stack -> stack.contains("com.ibm.ws.wsoc"))
        .count();
  }

  @Test
  void protocolErrorsFillNoDiskAndLeaveNothingOfThemselvesInALog() throws IOException {
    String word = "leaves-no-trace-" + UUID.randomUUID();
    byte[] bad = frame(FIN | TEXT | 0x40, word.getBytes(StandardCharsets.UTF_8));
    unmaskedHeaderAndTooLong(bad);
    int dumps = server.dumps().size();
    int log = server.log().length();
    for (int i = 0; i < 50; i++) {
      unmaskedHeaderAndTooLong(bad);
    }
    assertThat(server.dumps()).hasSizeLessThanOrEqualTo(dumps + 2);
    assertThat(server.log().length() - log).isLessThan(1_000);
    assertThat(server.log()).doesNotContain(word);
    for (Path dump : server.dumps()) {
      assertThat(Files.readString(dump)).as(dump.toString()).doesNotContain(word);
    }
  }

  private void unmaskedHeaderAndTooLong(byte[] bad) throws IOException {
    byte[] binary = frame(FIN | BINARY, Arrays.copyOfRange(bad, 6, bad.length));
    for (byte[] bytes : List.of(bad, unmasked(PING_FRAME), header(8193), binary)) {
      try (RawSocket raw = RawSocket.open(server, room)) {
        raw.write(bytes);
        raw.awaitClose();
      }
    }
  }

  private Duration keepSilent() {
    long start = System.nanoTime();
    try (RawSocket raw = RawSocket.open(server, room)) {
      assertThat(raw.awaitClose()).isEqualTo(4001);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Test
  void silenceAfterTheHandshakeEndsWithinTenSeconds() {
    assertThat(silence.join()).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(13));
  }

  private static void awaitPong(RawSocket raw) throws IOException {
    while (!raw.read().text().contains("\"pong\"")) {
      // presence may come first
    }
  }
}
