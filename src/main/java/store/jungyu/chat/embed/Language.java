package store.jungyu.chat.embed;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.ExternalContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import java.util.ResourceBundle;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The language of a page: the one its address asks for (`?lang=en`), else the one the browser
/// likes best, else Korean. Its words stand in `words_{language}.properties`.
@Named
@RequestScoped
public class Language {
  static final List<Locale> ALL = List.of(Locale.KOREAN, Locale.ENGLISH, Locale.JAPANESE);
  private static final String SCRIPT = "script.";

  /// A word of the script: its key, and its text with `{0}`, `{1}` … to be filled in.
  public record Word(String key, String text) {
    public String getKey() {
      return key;
    }

    public String getText() {
      return text;
    }
  }

  @Inject private ExternalContext external;

  private Locale locale = ALL.getFirst();
  private String asked = "";

  @PostConstruct
  void choose() {
    String lang = external.getRequestParameterMap().get("lang");
    locale = choose(lang, external.getRequestHeaderMap().get("Accept-Language"));
    asked = locale.getLanguage().equals(lang) ? locale.getLanguage() : "";
    external.addResponseHeader("Vary", "Accept-Language");
    external.setResponseHeader("Content-Language", locale.getLanguage());
  }

  /// @param asked the code of a language, such as `en`; any other value asks for none
  /// @param accepted as the browser's `Accept-Language` says it
  static Locale choose(@Nullable String asked, @Nullable String accepted) {
    for (Locale each : ALL) {
      if (each.getLanguage().equals(asked)) {
        return each;
      }
    }
    if (accepted == null) {
      return ALL.getFirst();
    }
    try {
      Locale best = Locale.lookup(LanguageRange.parse(accepted), ALL);
      return best == null ? ALL.getFirst() : best;
    } catch (IllegalArgumentException e) {
      return ALL.getFirst(); // a header that is none
    }
  }

  static ResourceBundle words(Locale locale) {
    return ResourceBundle.getBundle("words", locale);
  }

  public Locale getLocale() {
    return locale;
  }

  /// The language that the address asks for by its code; empty where it leaves that to the browser.
  public String getAsked() {
    return asked;
  }

  /// The codes of all languages, with blanks between.
  public String getCodes() {
    return ALL.stream().map(Locale::getLanguage).collect(Collectors.joining(" "));
  }

  /// The words that the page hands to its script.
  public List<Word> getScriptWords() {
    ResourceBundle words = words(locale);
    return words.keySet().stream()
        .filter(key -> key.startsWith(SCRIPT))
        .sorted()
        .map(key -> new Word(key.substring(SCRIPT.length()), words.getString(key)))
        .toList();
  }
}
