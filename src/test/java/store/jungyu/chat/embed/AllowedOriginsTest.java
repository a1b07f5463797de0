package store.jungyu.chat.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which sites may embed a room: exact origins, written as a browser writes them (RFC 6454).
final class AllowedOriginsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://blog.example",
        "http://localhost:9080",
        "https://127.0.0.1:8443",
        "http://[::1]:9080",
        "https://xn--bj0bj06e.example"
      })
  void anOriginIsTaken(String origin) {
    assertThat(AllowedOrigins.of(List.of(" " + origin + " ")).origins()).containsExactly(origin);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "null",
        "blog.example",
        "//blog.example",
        "https://",
        "https://*.example",
        "https://blog.example/",
        "https://blog.example/path",
        "https://blog.example?x",
        "https://blog.example#x",
        "https://user@blog.example",
        "https://blog.example:",
        "https://blog.example:443",
        "http://blog.example:80",
        "https://Blog.example",
        "HTTPS://blog.example",
        "https://blog.example https://evil.example",
        "https://blog.example;script-src",
        "https://블로그.example",
        "ftp://blog.example",
        "data:text/html,x",
        "javascript:alert(1)"
      })
  void whatABrowserWouldNeverSendIsRefusedByName(String origin) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AllowedOrigins.of(List.of(origin)))
        .withMessageContaining(origin);
  }

  @Test
  void ordersAndRepetitionsAreOfNoMatter() {
    assertThat(
            AllowedOrigins.of(
                List.of("https://b.example", "https://a.example", "https://b.example")))
        .isEqualTo(AllowedOrigins.of(List.of("https://a.example", "https://b.example")));
  }

  @Test
  void noSiteIsAllowedByDefault() {
    assertThat(AllowedOrigins.of(List.of()).origins()).isEmpty();
  }
}
