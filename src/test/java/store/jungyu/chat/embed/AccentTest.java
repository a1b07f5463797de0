package store.jungyu.chat.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import store.jungyu.chat.embed.Accent.Theme;

/// The embedder's colour: whichever it is, everything stays legible in both themes.
final class AccentTest {
  private static final int STEP = 17; // 4,096 colours, evenly spread, black and white among them

  @ParameterizedTest
  @CsvSource({"0d6b63,0d6b63", "#0D6B63,0d6b63", "f60,ff6600", "#fff,ffffff", "000000,000000"})
  void aColourIsWrittenAsStyleSheetsDo(String raw, String hex) {
    assertThat(Accent.parse(raw)).map(Accent::hex).contains(hex);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "#",
        "red",
        "12",
        "1234",
        "12345",
        "1234567",
        "gggggg",
        " 0d6b63",
        "0d6b63;",
        "##fff",
        "fff\n",
        "０d6b63",
        "rgb(0,0,0)",
        "</style>",
        "url(x)"
      })
  void anythingElseIsNone(String raw) {
    assertThat(Accent.parse(raw)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void everyColourIsLegibleWhereverItStands(Theme theme) {
    for (int red = 0; red < 256; red += STEP) {
      for (int green = 0; green < 256; green += STEP) {
        for (int blue = 0; blue < 256; blue += STEP) {
          assertLegible(new Accent(red << 16 | green << 8 | blue), theme);
        }
      }
    }
  }

  private static void assertLegible(Accent accent, Theme theme) {
    String colour = accent.hex();
    assertContrast(colour, accent.fill(theme), theme.canvas, Accent.VISIBLE);
    assertContrast(colour, accent.onFill(theme), accent.fill(theme), Accent.READABLE);
    assertContrast(colour, accent.ink(theme), theme.canvas, Accent.READABLE);
    assertContrast(colour, accent.ink(theme), theme.bubble, Accent.READABLE);
    assertContrast(colour, accent.ink(theme), accent.tint(theme), Accent.READABLE);
    assertContrast(colour, theme.ink, accent.tint(theme), Accent.READABLE);
    assertContrast(colour, theme.ink, accent.mine(theme), Accent.READABLE);
    assertContrast(colour, accent.mineLink(theme), accent.mine(theme), Accent.READABLE);
  }

  private static void assertContrast(String colour, int one, int other, double least) {
    assertThat(Accent.contrast(one, other))
        .as("%s: #%06x on #%06x", colour, one, other)
        .isGreaterThanOrEqualTo(least);
  }

  @Test
  void aColourThatIsLegibleIsTakenAsItIs() {
    Accent teal = Accent.parse("0d6b63").orElseThrow();
    assertThat(teal.fill(Theme.LIGHT)).isEqualTo(0x0d6b63);
    assertThat(teal.ink(Theme.LIGHT)).isEqualTo(0x0d6b63);
    assertThat(teal.css()).startsWith(":root{--accent:#0d6b63;--on-accent:#ffffff;");
  }

  /// WCAG's own examples: black on white is 21, #777 on white is just short of 4.5.
  @Test
  void contrastIsThatOfWcag() {
    assertThat(Accent.contrast(0, 0xffffff)).isEqualTo(21);
    assertThat(Accent.contrast(0x777777, 0xffffff)).isBetween(4.47, 4.49);
    assertThat(Accent.contrast(0x123456, 0x123456)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void aThemeIsThatOfTheStyleSheet(Theme theme) throws Exception {
    String tokens = Files.readString(Path.of("src/main/webapp/resources/tokens.css"));
    String scheme = "color-scheme: " + theme.name().toLowerCase(Locale.ROOT) + ";";
    String block = tokens.substring(tokens.indexOf(scheme));
    Map.of("canvas", theme.canvas, "bubble", theme.bubble, "ink", theme.ink, "link", theme.link)
        .forEach((name, colour) ->
            assertThat(token(block, name)).as(name).isEqualTo("%06x".formatted(colour)));
  }

  @Test
  void theStyleSheetIsDarkInOneWayHoweverItIsAskedFor() throws Exception {
    String tokens = Files.readString(Path.of("src/main/webapp/resources/tokens.css"));
    Map<String, String> light = tokens(tokens, ":root {");
    Map<String, String> dark = tokens(tokens, ":root[data-theme=\"dark\"] {");

    assertThat(dark)
        .hasSizeGreaterThan(15)
        .isEqualTo(tokens(tokens, ":root[data-theme=\"auto\"] {"));
    light.values().removeIf(value -> !value.contains("#") && !value.contains("rgb("));
    assertThat(dark.keySet()).isEqualTo(light.keySet());
  }

  /// All that is set in the block of a style sheet that starts so.
  private static Map<String, String> tokens(String sheet, String start) {
    assertThat(sheet).containsOnlyOnce(start);
    int from = sheet.indexOf(start) + start.length();
    Map<String, String> found = new TreeMap<>();
    Pattern.compile("--([a-z-]+):\\s*([^;]+);")
        .matcher(sheet.substring(from, sheet.indexOf('}', from)))
        .results()
        .forEach(token -> found.put(token.group(1), token.group(2)));
    return found;
  }

  @Test
  void onlyTheTokensAndThePrintersSheetNameColours() throws Exception {
    Path sheets = Path.of("src/main/webapp/resources");
    try (var files = Files.newDirectoryStream(sheets, "*.css")) {
      for (Path sheet : files) {
        boolean may = List.of("tokens.css", "print.css").contains(sheet.getFileName().toString());
        assertThat(
                Pattern.compile("#[0-9a-f]{3,8}\\b|\\b(rgb|hsl|oklch)a?\\(")
                    .matcher(Files.readString(sheet))
                    .find())
            .as(sheet.toString())
            .isEqualTo(may);
      }
    }
  }

  private static String token(String block, String name) {
    var matcher = Pattern.compile("--" + name + ": #([0-9a-f]{3,6});").matcher(block);
    assertThat(matcher.find()).isTrue();
    return Accent.parse(matcher.group(1)).orElseThrow().hex();
  }
}
