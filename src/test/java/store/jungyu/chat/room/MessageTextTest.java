package store.jungyu.chat.room;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The table of texts: what is refused and why. What is not is stored as it was written.
final class MessageTextTest {

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void aTextIsRefusedWithAReason(String what, String text, Rejection reason) {
    assertThat(MessageText.refuse(text, Chat.LIMITS)).as(what).isEqualTo(reason);
  }

  static Arguments[] refused() {
    return new Arguments[] {
      Arguments.of("empty", "", Rejection.BLANK),
      Arguments.of("blanks", " \t\r\n ", Rejection.BLANK),
      Arguments.of("wide blanks", "\u3000\u00a0\u2003", Rejection.BLANK),
      Arguments.of("zero width", "\u200b\u200c\u200d\u2060\ufeff", Rejection.BLANK),
      Arguments.of("bidi controls", "\u202e\u2066\u2069\u061c", Rejection.BLANK),
      Arguments.of("Hangul fillers", "\u3164\u115f\u1160\uffa0", Rejection.BLANK),
      Arguments.of("braille blank", "\u2800", Rejection.BLANK),
      Arguments.of("variation selectors", "\ufe0f\udb40\udd00\u180b", Rejection.BLANK),
      Arguments.of("line and paragraph separators", "\u2028\u2029", Rejection.BLANK),
      Arguments.of("tag letters", "\udb40\udc41", Rejection.BLANK),
      Arguments.of("2,001 letters", "a".repeat(2001), Rejection.TOO_LONG),
      Arguments.of("2,001 emoji", "🦦".repeat(2001), Rejection.TOO_LONG),
      Arguments.of("2,001 blanks", " ".repeat(2001), Rejection.TOO_LONG),
      Arguments.of("U+0000", "a\0b", Rejection.BAD_TEXT),
      Arguments.of("U+0000 alone", "\0", Rejection.BAD_TEXT),
      Arguments.of("a lone high surrogate", "a\ud83e", Rejection.BAD_TEXT),
      Arguments.of("a lone low surrogate", "\udda6a", Rejection.BAD_TEXT),
      Arguments.of("surrogates the wrong way round", "\udda6\ud83e", Rejection.BAD_TEXT),
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "안녕하세요",
        "🦦",
        " a ",
        "two\nlines",
        "\u202eunbalanced",
        "javascript:alert(1)",
        "</script><script>alert(1)</script>",
        "{{7*7}} #{facesContext} ${jndi:ldap://x}",
        "'; DROP TABLE messages; --",
        "a\u0007bell",
        "👨\u200d👩\u200d👧",
      })
  void anythingThatCanBeSeenIsTaken(String text) {
    assertThat(MessageText.refuse(text, Chat.LIMITS)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "가", "🦦"})
  void twoThousandCodePointsAreTaken(String one) {
    assertThat(MessageText.refuse(one.repeat(2000), Chat.LIMITS)).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 500})
  void combiningMarksAreTaken(int marks) {
    assertThat(MessageText.refuse("a" + "\u0301".repeat(marks), Chat.LIMITS)).isNull();
  }
}
