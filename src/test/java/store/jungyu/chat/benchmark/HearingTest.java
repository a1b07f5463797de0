package store.jungyu.chat.benchmark;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// What a crowd counts is what it was told: each fault here is planted into the frames of a server
/// that keeps what is said.
final class HearingTest {
  private final Tally tally = new Tally();
  private final Hearing hearing = new Hearing(tally, true);
  private final Topic room = new Topic("room", 1 << 10);
  private final Visitor reader = new Visitor(room, false, true);

  @Test
  void whoComesBackToAllThatWasSaidHasNothingToTell() {
    comesTo(100, true, 51, 100);
    hears(101);
    comesTo(110, true, 102, 110);
    hears(111);
    comesTo(700, false, 651, 700);
    assertThat(tally.faults()).isEmpty();
    assertThat(tally.caughtUp).isEqualTo(9);
    assertThat(tally.startedAnew).isEqualTo(1);
  }

  @Test
  void aRoomThatComesBackWithLessThanAReaderHasLostIt() {
    comesTo(100, true, 51, 100);
    comesTo(97, false, 48, 97);
    assertThat(tally.whole()).isFalse();
    assertThat(tally.faults()).isEqualTo("lost 3");
  }

  @Test
  void whatIsLostDoesNotHideWhatAnotherReaderMissed() {
    comesTo(100, true, 51, 100);
    hears(104);
    comesTo(101, false, 52, 101);
    assertThat(tally.faults()).isEqualTo("missed 3 lost 3");
  }

  @Test
  void aRoomThatCallsLessCompleteHasLostItAllTheSame() {
    comesTo(100, true, 51, 100);
    comesTo(97, true, 1, 0);
    assertThat(tally.lost).isEqualTo(3);
  }

  @Test
  void whoIsToldToStartAnewWithoutNeedIsGivenUp() {
    comesTo(100, true, 51, 100);
    comesTo(100, false, 51, 100);
    comesTo(110, false, 61, 110);
    assertThat(tally.faults()).isEqualTo("given up 2");
  }

  @Test
  void whatIsMissingInAWelcomeOrComesTwiceIsCounted() {
    comesTo(100, true, 51, 100);
    comesTo(110, true, 103, 110);
    assertThat(tally.missed).isPositive();
    hears(110);
    assertThat(tally.repeated).isEqualTo(1);
  }

  private void comesTo(long head, boolean complete, long first, long last) {
    reader.state = Visitor.State.GREETING;
    String messages =
        LongStream.rangeClosed(first, last)
            .mapToObj(seq -> "{\"seq\":%d,\"text\":\"0000000000000000 hello\"}".formatted(seq))
            .collect(joining(","));
    hears(
        "[{\"type\":\"welcome\",\"v\":1,\"head\":%d,\"complete\":%b,\"messages\":[%s]}]"
            .formatted(head, complete, messages));
    assertThat(reader.isInside()).isTrue();
  }

  private void hears(long seq) {
    hears("[{\"type\":\"message\",\"seq\":%d,\"text\":\"0000000000000000 hello\"}]".formatted(seq));
  }

  private void hears(String frame) {
    ByteBuffer bytes = ByteBuffer.wrap(frame.getBytes(StandardCharsets.UTF_8));
    hearing.text(reader, bytes, 0, bytes.limit(), 0);
  }
}
