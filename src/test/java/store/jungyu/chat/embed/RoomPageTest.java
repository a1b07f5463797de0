package store.jungyu.chat.embed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The title a blog gives its post (FR-102).
final class RoomPageTest {
  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\t", "\u200b\u200d", "\0", "\u202e", "\u2028"})
  void aTitleOfNothingVisibleIsNone(String raw) {
    assertThat(RoomPage.title(raw)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "Java 25의 새 기능|Java 25의 새 기능",
        "  a   b  |a b",
        "<b>\"&'|<b>\"&'",
        "#{facesContext}|#{facesContext}",
        "🦦 수달|🦦 수달",
      })
  void aTitleIsShownAsItIsButForBlanks(String raw, String shown) {
    assertThat(RoomPage.title(raw)).isEqualTo(shown);
  }

  @Test
  void lineBreaksAndDirectionsDoNotLeaveTheTitle() {
    assertThat(RoomPage.title("a\r\nb\u202ec\0d")).isEqualTo("a b c d");
  }

  @ParameterizedTest
  @ValueSource(strings = {"가", "🦦"})
  void aLongTitleIsClippedBetweenCodePoints(String one) {
    assertThat(RoomPage.title(one.repeat(120))).isEqualTo(one.repeat(120));
    assertThat(RoomPage.title(one.repeat(121))).isEqualTo(one.repeat(119) + "…");
    assertThat(RoomPage.title(one.repeat(10_000))).isEqualTo(one.repeat(119) + "…");
  }
}
