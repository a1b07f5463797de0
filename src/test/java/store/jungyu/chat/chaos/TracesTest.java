package store.jungyu.chat.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// That nothing is found says something only if it would be: each spelling is planted once into
/// what the places hold otherwise.
final class TracesTest {
  private static final String SECRET = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
  private static final String OTHER = "7c9e6679-7425-40de-944b-e07fc1f90ae8";
  private static final List<String> NETWORKS = List.of("198.51.100.", "2001:db8:5ec::");

  private static final String ROW = "(1,room,수달,otter,\"%s\",2026-11-28 05:00:00+00)";
  private static final String FRAME = "{\"type\":\"message\",\"seq\":1,\"text\":\"%s\"}";
  private static final String LINE = "[28/11/26, 5:00:00:000 UTC] 0000002b chat I %s done\n";

  private static Map<String, String> places(String row, String frame, String line) {
    return Map.of(
        "rows",
        ROW.formatted(row),
        "frames",
        FRAME.formatted(frame),
        "a log",
        LINE.formatted(line));
  }

  private static List<String> find(Map<String, String> places) {
    return Traces.find(List.of(SECRET), NETWORKS, places);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        SECRET,
        "7C9E6679-7425-40DE-944B-E07FC1F90AE7",
        "7c9e6679742540de944be07fc1f90ae7",
        "7C9E6679742540DE944BE07FC1F90AE7",
        "fJ5meXQlQN6US+B/wfkK5w==",
        "fJ5meXQlQN6US-B_wfkK5w",
      })
  void aSecretIsFoundHoweverItIsWritten(String written) {
    assertThat(find(places(written, "", ""))).containsExactly("a secret stands in rows");
    assertThat(find(places("", written, ""))).containsExactly("a secret stands in frames");
    assertThat(find(places("", "", written))).containsExactly("a secret stands in a log");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "198.51.100.101",
        "198.51.100.0/24",
        "::ffff:198.51.100.101",
        "/198.51.100.101:43210",
        "2001:db8:5ec::102",
        "[2001:DB8:5EC::102]:443",
        "2001:db8:5ec:0:0:0:0:102",
        "2001:DB8:5EC:0::/64",
        "2001:0DB8:05EC::102",
        "2001:0db8:05ec:0000:0000:0000:0000:0102",
      })
  void anAddressIsFoundHoweverItIsWritten(String written) {
    assertThat(find(places(written, "", ""))).containsExactly("an address stands in rows");
    assertThat(find(places("", written, ""))).containsExactly("an address stands in frames");
    assertThat(find(places("", "", written))).containsExactly("an address stands in a log");
  }

  @Test
  void whatIsNobodysIsNotFound() {
    assertThat(find(places(OTHER, "127.0.0.1", "2001:db8::1 " + OTHER))).isEmpty();
  }

  @Test
  void bothAreNamed() {
    String written = SECRET + " of 198.51.100.7";
    assertThat(find(places("", "", written)))
        .containsExactly("a secret stands in a log", "an address stands in a log");
  }
}
