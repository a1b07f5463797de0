package store.jungyu.chat.embed;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import store.jungyu.chat.room.Animal;

/// The words of the pages and their scripts: in every language there are all of them, and none that
/// nobody shows.
final class WordsTest {
  private static final Path WEB = Path.of("src/main/webapp");

  /// The forms of a count that Unicode's plural rules know for whole numbers.
  private static final Map<String, Set<String>> FORMS =
      Map.of("ko", Set.of("other"), "en", Set.of("one", "other"), "ja", Set.of("other"));

  private static final Pattern FORM = Pattern.compile("\\.(zero|one|two|few|many|other)$");

  static List<Locale> languages() {
    return Language.ALL;
  }

  @ParameterizedTest
  @MethodSource("languages")
  void noWordIsMissingInAnyLanguageAndNoneIsTooMany(Locale language) throws IOException {
    assertThat(whatIsSaid(language)).isEqualTo(whatIsShown());
  }

  @ParameterizedTest
  @MethodSource("languages")
  void everyCountHasTheFormsOfItsLanguage(Locale language) {
    Set<String> forms = FORMS.getOrDefault(language.getLanguage(), Set.of());
    for (String key : keys(language)) {
      if (FORM.matcher(key).find()) {
        String counted = FORM.matcher(key).replaceFirst("");
        assertThat(keys(language)).containsAll(forms.stream().map(f -> counted + "." + f).toList());
        assertThat(forms).as(key).contains(key.substring(counted.length() + 1));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("languages")
  void everyWordHasThePlacesToFillInThatItHasInKorean(Locale language) {
    for (String key : keys(language)) {
      String korean = FORM.matcher(key).replaceFirst(".other");
      assertThat(places(language, key)).as(key).isEqualTo(places(Locale.KOREAN, korean));
      assertThat(Language.words(language).getString(key)).as(key).isNotBlank();
    }
  }

  @Test
  void aLanguageSpeaksItself() {
    assertThat(Language.words(Locale.KOREAN).getString("send")).isEqualTo("전송");
    assertThat(Language.words(Locale.ENGLISH).getString("send")).isEqualTo("Send");
    assertThat(Language.words(Locale.JAPANESE).getString("send")).isEqualTo("送信");
  }

  @Test
  void noPageOrScriptHasWordsOfItsOwn() throws IOException {
    Pattern korean = Pattern.compile("[가-힣]");
    for (Path file : sources()) {
      String source = Files.readString(file);
      if (file.endsWith("embed.js")) {
        source = source.replace('"' + untitled(Locale.KOREAN) + '"', "");
      }
      assertThat(source).as(file.toString()).doesNotContainPattern(korean);
    }
  }

  /// Before the server has said a word a blog's page calls the frame what the server will.
  @ParameterizedTest
  @MethodSource("languages")
  void aBlogsPageCallsTheChatAsTheChatCallsItself(Locale language) throws IOException {
    assertThat(Files.readString(WEB.resolve("embed.js"))).contains('"' + untitled(language) + '"');
  }

  private static String untitled(Locale language) {
    return Language.words(language).getString("roomUntitled");
  }

  /// The keys of a language, those of a count without their forms.
  private static Set<String> whatIsSaid(Locale language) {
    return keys(language).stream()
        .map(key -> FORM.matcher(key).replaceFirst(""))
        .collect(toCollection(TreeSet::new));
  }

  /// The keys that pages and scripts ask for.
  private static Set<String> whatIsShown() throws IOException {
    Set<String> shown = new TreeSet<>(Set.of("roomUntitled")); // by RoomPage
    for (Animal animal : Animal.values()) {
      shown.add("animal." + animal.id());
    }
    for (Path file : sources()) {
      String source = Files.readString(file);
      if (file.toString().endsWith(".js")) {
        shown.addAll(found(source, "\\b(?:words|counted)\\(\"([\\w.]+)\"", "script."));
        for (String family : found(source, "\\bwords\\(`([\\w]+)\\.\\$\\{", "script.")) {
          shown.addAll(family(family));
        }
      } else {
        shown.addAll(found(source, "#\\{words\\.(\\w+)}", ""));
        shown.addAll(found(source, "\\bwords\\['([\\w.-]+)'\\]", ""));
      }
    }
    return shown;
  }

  /// Keys that a script puts together, by what they begin with: what they end with is the
  /// protocol's.
  private static List<String> family(String name) {
    return keys(Locale.KOREAN).stream().filter(key -> key.startsWith(name + ".")).toList();
  }

  private static List<String> found(String source, String pattern, String prefix) {
    return Pattern.compile(pattern)
        .matcher(source)
        .results()
        .map(r -> prefix + r.group(1))
        .toList();
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    try (Stream<Path> files = Files.walk(WEB)) {
      files.filter(f -> f.toString().matches(".*\\.(xhtml|js)")).forEach(sources::add);
    }
    return sources;
  }

  private static List<String> places(Locale language, String key) {
    String text = Language.words(language).getString(key);
    return Pattern.compile("\\{\\d}")
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .sorted()
        .toList();
  }

  private static Set<String> keys(Locale language) {
    ResourceBundle words = Language.words(language);
    assertThat(words.getLocale()).isEqualTo(language);
    return words.keySet();
  }
}
