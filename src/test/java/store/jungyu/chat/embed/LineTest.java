package store.jungyu.chat.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import store.jungyu.chat.room.Animal;
import store.jungyu.chat.room.Message;

/// How messages stand on the page: grouped, under the day of the blog's readers, with Korean times.
final class LineTest {
  private static Message message(String author, String nickname, Animal avatar, String at) {
    return new Message(7, new UUID(1, 2), author, nickname, avatar, "안녕", Instant.parse(at));
  }

  private static Message message(String at) {
    return message("a", "수달", Animal.OTTER, at);
  }

  private static Line last(Message... messages) {
    return Line.of(List.of(messages), Locale.KOREAN).getLast();
  }

  @Test
  void theFirstLineStartsItsDayAndContinuesNothing() {
    Line line = last(message("2026-11-22T09:00:00Z"));

    assertThat(line.isStartsDay()).isTrue();
    assertThat(line.isContinues()).isFalse();
  }

  @Test
  void aLineByTheSameAuthorWithinFiveMinutesContinues() {
    Line line = last(message("2026-11-22T09:00:00Z"), message("2026-11-22T09:05:00Z"));

    assertThat(line.isContinues()).isTrue();
    assertThat(line.isStartsDay()).isFalse();
  }

  @Test
  void aLineAfterMoreThanFiveMinutesDoesNot() {
    assertThat(
            last(message("2026-11-22T09:00:00Z"), message("2026-11-22T09:05:00.001Z"))
                .isContinues())
        .isFalse();
  }

  @Test
  void aGroupMayLastAsLongAsItsLinesFollowEachOther() {
    assertThat(
            last(
                    message("2026-11-22T09:00:00Z"),
                    message("2026-11-22T09:04:00Z"),
                    message("2026-11-22T09:08:00Z"))
                .isContinues())
        .isTrue();
  }

  @Test
  void aClockThatStepsBackFarBreaksTheGroup() {
    assertThat(last(message("2026-11-22T09:00:00Z"), message("2026-11-22T08:00:00Z")).isContinues())
        .isFalse();
  }

  @Test
  void anotherAuthorNameOrAnimalDoesNotContinue() {
    Message before = message("a", "수달", Animal.OTTER, "2026-11-22T09:00:00Z");
    String at = "2026-11-22T09:00:01Z";

    assertThat(last(before, message("b", "수달", Animal.OTTER, at)).isContinues()).isFalse();
    assertThat(last(before, message("a", "고래", Animal.OTTER, at)).isContinues()).isFalse();
    assertThat(last(before, message("a", "수달", Animal.WHALE, at)).isContinues()).isFalse();
  }

  @Test
  void aDayBeginsAtMidnightInSeoul() {
    Line before = last(message("2026-11-22T14:59:58Z"), message("2026-11-22T14:59:59Z"));
    Line after = last(message("2026-11-22T14:59:59Z"), message("2026-11-22T15:00:00Z"));

    assertThat(before.isStartsDay()).isFalse();
    assertThat(before.getDay()).isEqualTo(LocalDate.of(2026, 11, 22));
    assertThat(after.isStartsDay()).isTrue();
    assertThat(after.isContinues()).isFalse();
    assertThat(after.getDay()).isEqualTo(LocalDate.of(2026, 11, 23));
  }

  @Test
  void aDayIsWrittenInKorean() {
    assertThat(last(message("2026-11-22T09:00:00Z")).getDayLabel()).isEqualTo("2026년 11월 22일 일요일");
  }

  @Test
  void aTimeIsWrittenInKorean() {
    assertThat(last(message("2026-11-22T09:00:00Z")).getTime()).isEqualTo("오후 6:00");
    assertThat(last(message("2026-11-22T15:05:00Z")).getTime()).isEqualTo("오전 12:05");
    assertThat(last(message("2026-11-22T03:00:00Z")).getTime()).isEqualTo("오후 12:00");
  }

  @Test
  void daysAndTimesAreWrittenInTheLanguageOfThePage() {
    List<Message> messages = List.of(message("2026-11-22T09:00:00Z"));

    Line english = Line.of(messages, Locale.ENGLISH).getLast();
    assertThat(english.getDayLabel()).isEqualTo("Sunday, November 22, 2026");
    assertThat(english.getTime()).matches("6:00\\hPM");
    Line japanese = Line.of(messages, Locale.JAPANESE).getLast();
    assertThat(japanese.getDayLabel()).isEqualTo("2026年11月22日日曜日");
    assertThat(japanese.getTime()).isEqualTo("18:00");
  }

  @Test
  void aLineCarriesItsMessage() {
    Line line = last(message("2026-11-22T09:00:00.123Z"));

    assertThat(line.getSeq()).isEqualTo(7);
    assertThat(line.getId()).isEqualTo(new UUID(1, 2).toString());
    assertThat(line.getAuthor()).isEqualTo("a");
    assertThat(line.getNickname()).isEqualTo("수달");
    assertThat(line.getAvatar()).isEqualTo("otter");
    assertThat(line.getText()).isEqualTo("안녕");
    assertThat(line.getAt()).isEqualTo("2026-11-22T09:00:00.123Z");
  }

  @Test
  void noMessagesAreNoLines() {
    assertThat(Line.of(List.of(), Locale.KOREAN)).isEmpty();
  }
}
