package store.jungyu.chat.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which language a page has.
final class LanguageTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "en   | none                      | en", // as the address asks
        "ja   | ko                        | ja",
        "none | en-GB                     | en", // as the browser likes
        "none | fr-FR,fr;q=0.9,ja;q=0.3   | ja",
        "none | en;q=0.5, ko;q=0.9        | ko",
        "none | en;q=0, ja                | ja",
        "none | de                        | ko", // as nobody asks
        "none | none                      | ko",
        "none | *                         | ko",
        "none | en;q=much                 | ko",
        "none | <b>                       | ko",
        "EN   | none                      | ko",
        "en-GB| ja                        | ja",
        "<b>  | en                        | en",
        "''   | none                      | ko",
      })
  void theAddressAsksElseTheBrowserElseItIsKorean(String asked, String accepted, String chosen) {
    assertThat(Language.choose(asked, accepted)).isEqualTo(Locale.of(chosen));
  }
}
