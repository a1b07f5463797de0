package store.jungyu.chat.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.text.Normalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a blog post can be called (FR-101).
final class RoomIdTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "post-1",
        "a",
        "7",
        "2026.11.22_hello~world",
        "자바-25",
        "日本語",
        "ру́сский",
        "हिन्दी",
        "...",
        ".a",
        "-"
      })
  void lettersMarksDigitsAndFourSignsAreAPostsId(String id) {
    assertThat(RoomId.parse(id)).hasValueSatisfying(room -> assertThat(room).hasToString(id));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        ".",
        "..",
        "a/b",
        "../a",
        "%2e%2e",
        "a;x",
        "a\0",
        "a\n",
        "a?b",
        "a#b",
        "<script>",
        "a\"b",
        "a'b",
        "a\\b",
        "a:b",
        "a@b",
        "a+b",
        "\u200b",
        "a\u200db",
        "\ufeffa",
        "\u202ea",
        "🦦",
        "\ud800",
        "\ufffd",
        "a\u3000b"
      })
  void whatAPathOrAPageWouldReadOtherwiseIsNot(String id) {
    assertThat(RoomId.parse(id)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> new RoomId(id));
  }

  @Test
  void aPostsIdHasAtMost255CodePoints() {
    assertThat(RoomId.parse("가".repeat(255))).isPresent();
    assertThat(RoomId.parse("𠀀".repeat(255))).isPresent();
    assertThat(RoomId.parse("가".repeat(256))).isEmpty();
    assertThat(RoomId.parse("𠀀".repeat(256))).isEmpty();
    assertThat(RoomId.parse("a".repeat(1_000_000))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("decomposed")
  void decomposedAndComposedHangulLeadIntoOneRoom(String decomposed) {
    RoomId composed = new RoomId("한글-제목");

    assertThat(RoomId.parse(decomposed)).contains(composed);
    assertThat(new RoomId(decomposed)).isEqualTo(composed);
  }

  static String[] decomposed() {
    return new String[] {Normalizer.normalize("한글-제목", Normalizer.Form.NFD)};
  }

  @Test
  void capitalsAreAnotherRoom() {
    assertThat(new RoomId("Post")).isNotEqualTo(new RoomId("post"));
  }
}
