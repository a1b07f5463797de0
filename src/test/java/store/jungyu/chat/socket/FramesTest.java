package store.jungyu.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import store.jungyu.chat.room.Animal;
import store.jungyu.chat.room.Profile;

/// The JSON of the protocol, version 1: what is read of it, letter by letter.
final class FramesTest {
  private static final UUID SECRET = UUID.fromString("0b7c4a0e-3f5d-4c59-9a53-1a9c2f0d7e11");
  private static final UUID ID = UUID.fromString("8f14e45f-ceea-467f-a8d4-3b1f2c9d0e55");
  private static final Profile OTTER = new Profile("익명의 수달", Animal.OTTER);

  @Test
  void aHelloIsRead() {
    assertThat(
            Frames.read(
                "{\"type\":\"hello\",\"v\":1,\"anonymousId\":\""
                    + SECRET
                    + "\",\"nickname\":\"익명의 수달\",\"avatar\":\"otter\",\"since\":41}"))
        .isEqualTo(new ClientFrame.Hello(SECRET, "익명의 수달", "otter", 41L, false));
  }

  @Test
  void aHelloMayLackNameAvatarAndSince() {
    assertThat(Frames.read(hello("")))
        .isEqualTo(new ClientFrame.Hello(SECRET, null, null, null, false));
    assertThat(Frames.read(hello(",\"nickname\":null,\"avatar\":null,\"since\":null")))
        .isEqualTo(new ClientFrame.Hello(SECRET, null, null, null, false));
  }

  @Test
  void aHelloMayAskForBinaryFrames() {
    assertThat(Frames.read(hello(",\"binary\":true")))
        .isEqualTo(new ClientFrame.Hello(SECRET, null, null, null, true));
    assertThat(Frames.read(hello(",\"binary\":\"yes\"")))
        .isEqualTo(new ClientFrame.Hello(SECRET, null, null, null, false));
  }

  @Test
  void aHelloIsNotPrintedWithItsSecret() {
    assertThat(Frames.read(hello(",\"nickname\":\"수달\""))).hasToString("Hello");
  }

  @Test
  void aProfileIsRead() {
    assertThat(Frames.read("{\"type\":\"profile\",\"nickname\":\"고래고래\",\"avatar\":\"whale\"}"))
        .isEqualTo(new ClientFrame.Rename("고래고래", "whale"));
  }

  @Test
  void aSayIsRead() {
    assertThat(Frames.read("{\"type\":\"say\",\"id\":\"" + ID + "\",\"text\":\"안녕\\n하세요\"}"))
        .isEqualTo(new ClientFrame.Say(ID, "안녕\n하세요"));
  }

  @Test
  void editAndDeleteAreRead() {
    assertThat(Frames.read("{\"type\":\"edit\",\"seq\":44,\"text\":\"x\"}"))
        .isEqualTo(new ClientFrame.Edit(44, "x"));
    assertThat(Frames.read("{\"type\":\"delete\",\"seq\":44}"))
        .isEqualTo(new ClientFrame.Delete(44));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"type\":\"edit\",\"seq\":44",
        "\"type\":\"edit\",\"text\":\"x\"",
        "\"type\":\"edit\",\"seq\":\"44\",\"text\":\"x\"",
        "\"type\":\"edit\",\"seq\":44,\"text\":null",
        "\"type\":\"delete\"",
        "\"type\":\"delete\",\"seq\":0",
        "\"type\":\"delete\",\"seq\":-1",
        "\"type\":\"delete\",\"seq\":1.5",
      })
  void anEditOrDeleteOfNothingIsRefused(String fields) {
    assertThat(Frames.read("{" + fields + "}")).isInstanceOf(ClientFrame.Malformed.class);
  }

  @Test
  void aPingIsRead() {
    assertThat(Frames.read(" {\"type\":\"ping\"}\r\n")).isEqualTo(new ClientFrame.Ping());
  }

  @ParameterizedTest
  @ValueSource(strings = {"react", "", "Ping", "hello2", "message", "\\u0000"})
  void aTypeOfAnotherVersionIsUnknownAndNotAnError(String type) {
    assertThat(Frames.read("{\"type\":\"" + type + "\"}")).isEqualTo(new ClientFrame.Unknown());
  }

  @Test
  void fieldsThatAreNotTheBrowsersToSetAreIgnored() {
    assertThat(
            Frames.read(
                "{\"type\":\"say\",\"id\":\""
                    + ID
                    + "\",\"text\":\"hi\",\"author\":\"me\",\"seq\":1,\"at\":{},\"isAdmin\":true}"))
        .isEqualTo(new ClientFrame.Say(ID, "hi"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "2", "-1", "999999999999"})
  void anotherVersionIsToldApart(String version) {
    assertThat(Frames.read(hello("").replace("\"v\":1", "\"v\":" + version)))
        .isEqualTo(new ClientFrame.OtherVersion());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "41", "9223372036854775807", "4.1e1"})
  void sinceIsAWholeNumberFromZero(String since) {
    assertThat(Frames.read(hello(",\"since\":" + since))).isInstanceOf(ClientFrame.Hello.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "1.5",
        "\"41\"",
        "true",
        "[]",
        "{}",
        "9223372036854775808",
        "1e999999999",
        "1e-999999999",
        "1e2147483647",
        "-1e2147483647",
        "1e2147483648",
        "1e99999999999999"
      })
  void anythingElseIsNoSince(String since) {
    assertThat(Frames.read(hello(",\"since\":" + since))).isEqualTo(new ClientFrame.Malformed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "somebody's public author",
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "c232ab00-9414-11ec-b3c8-9f6bdeced846",
        "5df41881-3aed-3515-88a7-2f4a814cf09e",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
        "0b7c4a0e-3f5d-4c59-1a53-1a9c2f0d7e11",
        "0b7c4a0e3f5d4c599a531a9c2f0d7e11",
        "{0b7c4a0e-3f5d-4c59-9a53-1a9c2f0d7e11}",
        "0b7c4a0e-3f5d-4c59-9a53-1a9c2f0d7e1",
        "0b7c4a0e-3f5d-4c59-9a53-1a9c2f0d7e1g",
        "0b7c4a0e-3f5d-4c59-9a5-31a9c2f0d7e11",
        "1-1-4001-8001-1",
        "0000001-00001-4001-8001-000000000001",
        "\\uff10b7c4a0e-3f5d-4c59-9a53-1a9c2f0d7e1"
      })
  void whatNoRandomGeneratorMadeIsNoAnonymousId(String id) {
    assertThat(Frames.read(hello("").replace(SECRET.toString(), id)))
        .isEqualTo(new ClientFrame.Malformed());
  }

  @Test
  void capitalsInAnAnonymousIdMeanTheSamePerson() {
    assertThat(Frames.read(hello("").replace(SECRET.toString(), SECRET.toString().toUpperCase())))
        .isEqualTo(new ClientFrame.Hello(SECRET, null, null, null, false));
  }

  private static final long LONGEST_NANOS = 5_000_000;
  private static final int COLD = 500; // tries until the compiler has done all it can

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void whatIsNoFrameIsRefusedAtOnce(String what, String text) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < COLD && best >= LONGEST_NANOS; i++) {
      long began = processorNanos();
      assertThat(Frames.read(text)).as(what).isEqualTo(new ClientFrame.Malformed());
      best = Math.min(best, processorNanos() - began);
    }
    assertThat(best).as("nanoseconds for " + what).isLessThan(LONGEST_NANOS);
  }

  /// How long this thread has worked: others have the processors as well.
  private static long processorNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  static Arguments[] malformed() {
    String ping = "{\"type\":\"ping\"}";
    return new Arguments[] {
      Arguments.of("nothing", ""),
      Arguments.of("blanks", "  \n"),
      Arguments.of("null", "null"),
      Arguments.of("an array", "[]"),
      Arguments.of("a frame in an array", "[" + ping + "]"),
      Arguments.of("a string", "\"ping\""),
      Arguments.of("a number", "1"),
      Arguments.of("no type", "{}"),
      Arguments.of("a type that is no string", "{\"type\":1}"),
      Arguments.of("a type of null", "{\"type\":null}"),
      Arguments.of("unterminated", "{\"type\":\"ping\""),
      Arguments.of("unterminated in a string", "{\"type\":\"pi"),
      Arguments.of("a comma too many", "{\"type\":\"ping\",}"),
      Arguments.of("single quotes", "{'type':'ping'}"),
      Arguments.of("no quotes", "{type:ping}"),
      Arguments.of("a comment", "{/**/\"type\":\"ping\"}"),
      Arguments.of("a byte order mark", "\ufeff" + ping),
      Arguments.of("trailing garbage", ping + "x"),
      Arguments.of("a second frame", ping + ping),
      Arguments.of("a closing brace too many", ping + "}"),
      Arguments.of("NaN", "{\"type\":\"ping\",\"x\":NaN}"),
      Arguments.of("infinity", "{\"type\":\"ping\",\"x\":-Infinity}"),
      Arguments.of("a leading zero", "{\"type\":\"ping\",\"x\":01}"),
      Arguments.of("a raw newline in a string", "{\"type\":\"pi\nng\"}"),
      Arguments.of("a bad escape", "{\"type\":\"\\x70ing\"}"),
      Arguments.of("half an escape", "{\"type\":\"ping\",\"x\":\"\\u12\"}"),
      Arguments.of("depth 100,000 of arrays", "[".repeat(100_000)),
      Arguments.of("depth 100,000 in a field", "{\"type\":\"ping\",\"x\":" + "[".repeat(100_000)),
      Arguments.of(
          "depth 100,000, closed",
          "{\"type\":\"ping\",\"x\":" + "[".repeat(50_000) + "]".repeat(50_000) + "}"),
      Arguments.of("depth 100,000 of objects", "{\"a\":".repeat(100_000)),
      Arguments.of(
          "10,000 keys and no type",
          IntStream.range(0, 10_000)
              .mapToObj(i -> "\"k" + i + "\":1")
              .collect(Collectors.joining(",", "{", "}"))),
      Arguments.of(
          "a number of 10,000 digits as v", hello("").replace(":1,", ":" + digits() + ",")),
      Arguments.of("a number of 10,000 digits as since", hello(",\"since\":" + digits())),
      Arguments.of("say without id", "{\"type\":\"say\",\"text\":\"hi\"}"),
      Arguments.of("say without text", "{\"type\":\"say\",\"id\":\"" + ID + "\"}"),
      Arguments.of("say with a number", "{\"type\":\"say\",\"id\":\"" + ID + "\",\"text\":1}"),
      Arguments.of("say with a bad id", "{\"type\":\"say\",\"id\":\"1\",\"text\":\"hi\"}"),
      Arguments.of("profile without name", "{\"type\":\"profile\",\"avatar\":\"otter\"}"),
      Arguments.of("profile with a list", "{\"type\":\"profile\",\"nickname\":[]}"),
      Arguments.of("hello without v", hello("").replace("\"v\":1,", "")),
      Arguments.of("hello with v of text", hello("").replace("\"v\":1", "\"v\":\"1\"")),
      Arguments.of("hello with v of 1.5", hello("").replace("\"v\":1", "\"v\":1.5")),
      Arguments.of("hello without id", "{\"type\":\"hello\",\"v\":1}"),
      Arguments.of("hello with a number for a name", hello(",\"nickname\":1")),
      Arguments.of("hello with a list for an avatar", hello(",\"avatar\":[]")),
    };
  }

  @Test
  void ofTwoFieldsOfOneNameTheLastCounts() {
    assertThat(Frames.read("{\"type\":\"say\",\"type\":\"ping\"}"))
        .isEqualTo(new ClientFrame.Ping());
  }

  @Test
  void aHugeNumberInAFieldNobodyKnowsIsNoReasonToFail() {
    assertThat(Frames.read("{\"type\":\"ping\",\"x\":1e999999999}"))
        .isEqualTo(new ClientFrame.Ping());
  }

  @Test
  void halfASurrogatePairReachesTheRuleForTexts() {
    assertThat(Frames.read("{\"type\":\"say\",\"id\":\"" + ID + "\",\"text\":\"\\ud800\"}"))
        .isEqualTo(new ClientFrame.Say(ID, "\ud800"));
  }

  private static String hello(String more) {
    return "{\"type\":\"hello\",\"v\":1,\"anonymousId\":\"" + SECRET + "\"" + more + "}";
  }

  private static String digits() {
    return "1".repeat(10_000);
  }
}
