package store.jungyu.chat.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.Locale;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The table of nicknames (FR-202): what is asked for, and what becomes of it.
final class ProfileTest {
  private static final String REFUSED = "(refused)";

  @ParameterizedTest(name = "{0}")
  @MethodSource("nicknames")
  void aNicknameIsCleanedOrRefused(String what, String raw, String becomes) {
    assertThat(Profile.nickname(raw, Chat.LIMITS).orElse(REFUSED)).as(what).isEqualTo(becomes);
  }

  static Arguments[] nicknames() {
    return new Arguments[] {
      Arguments.of("empty", "", REFUSED),
      Arguments.of("blanks", "    ", REFUSED),
      Arguments.of("ideographic blanks", "\u3000\u3000\u3000", REFUSED),
      Arguments.of("no-break blanks", "\u00a0\u00a0", REFUSED),
      Arguments.of("zero-width only", "\u200b\u200d\ufeff\u2060", REFUSED),
      Arguments.of("Hangul fillers only", "\u3164\u3164\u115f\uffa0", REFUSED),
      Arguments.of("braille blanks only", "\u2800\u2800", REFUSED),
      Arguments.of("marks only", "\u0301\u0301", REFUSED),
      Arguments.of("signs only", "._-", REFUSED),
      Arguments.of("private use only", "\ue000\ue001", REFUSED),
      Arguments.of("variation selectors only", "\ufe0f\udb40\udd00\u180b", REFUSED),
      Arguments.of("1 code point", "a", REFUSED),
      Arguments.of("1 syllable", "가", REFUSED),
      Arguments.of("1 emoji of two chars", "🦦", REFUSED),
      Arguments.of("1 letter and an invisible one", "a\u200b", REFUSED),
      Arguments.of("1 letter and a variation selector", "a\udb40\udd00", REFUSED),
      Arguments.of("2 code points", "ab", "ab"),
      Arguments.of("2 syllables", "고래", "고래"),
      Arguments.of("2 emoji", "🦦🐳", "🦦🐳"),
      Arguments.of("15 code points", "가".repeat(15), "가".repeat(15)),
      Arguments.of("15 emoji", "🦦".repeat(15), "🦦".repeat(15)),
      Arguments.of("16 code points", "가".repeat(16), REFUSED),
      Arguments.of("16 emoji", "🦦".repeat(16), REFUSED),
      Arguments.of("15 and blanks around", "  " + "a".repeat(15) + "\n", "a".repeat(15)),
      Arguments.of("endless", "a".repeat(1_000_000), REFUSED),
      Arguments.of("endless and invisible", "ab" + "\u200b".repeat(1_000_000), REFUSED),
      Arguments.of("drawn", "익명의 수달", "익명의 수달"),
      Arguments.of("blanks inside", "a \t\u3000 b", "a b"),
      Arguments.of("newline", "a\nb", "a b"),
      Arguments.of("carriage return", "a\r\nb", "a b"),
      Arguments.of("line separator", "a\u2028b", "a b"),
      Arguments.of("bell and escape", "a\u0007\u001b[31mb", REFUSED),
      Arguments.of("NUL", "a\0b", "ab"),
      Arguments.of("bidi override", "\u202eabc\u202c", "abc"),
      Arguments.of("bidi isolate", "a\u2067b\u2069c", "abc"),
      Arguments.of("zero width inside", "a\u200bb\u2060c\ufeffd", "abcd"),
      Arguments.of("soft hyphen", "a\u00adb", "ab"),
      Arguments.of("invisible between blanks", "a \u200b b", "a b"),
      Arguments.of("tag letters", "ab\udb40\udc41\udb40\udc42", "ab"),
      Arguments.of("lone surrogate", "ab\ud800", "ab"),
      Arguments.of("markup", "<img onerror=alert(1)>", REFUSED),
      Arguments.of("entity", "a&lt;b", REFUSED),
      Arguments.of("quotes", "a\"b'c", REFUSED),
      Arguments.of("template", "{{7*7}}", REFUSED),
      Arguments.of("expression", "#{facesContext}", REFUSED),
      Arguments.of("SQL", "a'; DROP TABLE", REFUSED),
      Arguments.of("slash", "a/b", REFUSED),
      Arguments.of("at sign", "@admin", REFUSED),
      Arguments.of("signs", "a.b_c-d", "a.b_c-d"),
      Arguments.of("digits", "007", "007"),
      Arguments.of("keycap", "1️⃣st", "1\u20e3st"),
      Arguments.of("decomposed Hangul", Normalizer.normalize("한글이름", Normalizer.Form.NFD), "한글이름"),
      Arguments.of(
          "15 decomposed syllables",
          Normalizer.normalize("한".repeat(15), Normalizer.Form.NFD),
          "한".repeat(15)),
      Arguments.of("decomposed accent", "Zoe\u0308", "Zoë"),
      Arguments.of("Hebrew", "שלום", "שלום"),
      Arguments.of("Hindi", "हिन्दी", "हिन्दी"),
      Arguments.of("emoji with selector", "a❤\ufe0fb", "a❤b"),
      Arguments.of("family of one glyph", "👨\u200d👩\u200d👧", "👨👩👧"),
      Arguments.of("flag", "🇰🇷", "🇰🇷"),
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nicknames")
  void aNicknameThatWasCleanedStaysAsItIs(String what, String raw, String becomes) {
    if (!becomes.equals(REFUSED)) {
      assertThat(Profile.nickname(becomes, Chat.LIMITS)).as(what).contains(becomes);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ko", "en", "ja"})
  void everyAnimalsDrawnNicknameIsANicknameInEveryLanguage(String language) {
    ResourceBundle words = ResourceBundle.getBundle("words", Locale.of(language));
    for (Animal animal : Animal.values()) {
      String name = words.getString("animal." + animal.id());
      String drawn = words.getString("script.animalName").replace("{0}", name);
      assertThat(Profile.nickname(drawn, Chat.LIMITS)).as(drawn).contains(drawn);
    }
  }

  @Test
  void everyAnimalIsFoundByItsIdAndNoOther() {
    for (Animal animal : Animal.values()) {
      assertThat(Animal.byId(animal.id())).contains(animal);
    }
    assertThat(Animal.byId("OTTER")).isEmpty();
    assertThat(Animal.byId("polar_bear")).isEmpty();
    assertThat(Animal.byId("../../etc/passwd")).isEmpty();
  }
}
