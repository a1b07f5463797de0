package store.jungyu.chat.embed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The title a blog gives its post (FR-102).
final class TitleTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\n\t",
        "\u200b\u200d",
        "\0",
        "\u202e",
        "\u2028",
        "\ufe0f",
        "\u200d \u200d"
      })
  void aTitleOfNothingVisibleIsNone(String raw) {
    assertThat(Title.of(raw)).isEmpty();
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
    assertThat(Title.of(raw)).isEqualTo(shown);
  }

  @Test
  void lineBreaksAndDirectionsDoNotLeaveTheTitle() {
    assertThat(Title.of("a\r\nb\u202ec\0d")).isEqualTo("a b c d");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "👨\u200d👩\u200d👧",
        "🏴\udb40\udc67\udb40\udc62\udb40\udc65\udb40\udc6e\udb40\udc67\udb40\udc7f",
        "می\u200cخواهم",
        "❤️"
      })
  void whatIsOneToAReaderStaysOne(String whole) {
    assertThat(Title.of(whole)).isEqualTo(whole);
  }

  @ParameterizedTest
  @ValueSource(strings = {"👨\u200d👩\u200d👧", "👋🏽", "🇰🇷", "e\u0301", "각"})
  void aLongTitleIsClippedBetweenWhatAReaderTakesForLetters(String one) {
    String clipped = Title.of(one.repeat(200));
    String kept = clipped.substring(0, clipped.length() - 1);

    assertThat(clipped).endsWith("…");
    assertThat(clipped.codePointCount(0, clipped.length())).isBetween(110, 120);
    assertThat(kept).isEqualTo(one.repeat(kept.length() / one.length()));
  }

  @Test
  void aLetterWithoutEndIsClippedAllTheSame() {
    assertThat(Title.of("a" + "\u0301".repeat(10_000))).hasSize(120);
  }

  @ParameterizedTest
  @ValueSource(strings = {"가", "🦦"})
  void aLongTitleIsClippedBetweenCodePoints(String one) {
    assertThat(Title.of(one.repeat(120))).isEqualTo(one.repeat(120));
    assertThat(Title.of(one.repeat(121))).isEqualTo(one.repeat(119) + "…");
    assertThat(Title.of(one.repeat(10_000))).isEqualTo(one.repeat(119) + "…");
  }
}
