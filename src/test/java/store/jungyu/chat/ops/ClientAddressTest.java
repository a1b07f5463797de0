package store.jungyu.chat.ops;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whose address counts where proxies stand in front, and what nobody can make of it by writing an
/// `X-Forwarded-For` of his own.
final class ClientAddressTest {
  private static final ClientAddress BEHIND_PROXIES =
      new ClientAddress(Set.of("10.0.0.1", "10.0.0.2"));
  private static final ClientAddress ALONE = new ClientAddress(Set.of());

  @ParameterizedTest(name = "{0}: {1} forwarded for {2} is {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        "no header | 10.0.0.1 | '' | 10.0.0.1",
        "a client behind a proxy | 10.0.0.1 | 203.0.113.9 | 203.0.113.9",
        "a client behind two | 10.0.0.1 | 203.0.113.9, 10.0.0.2 | 203.0.113.9",
        "a client that lies | 10.0.0.1 | 1.2.3.4, 203.0.113.9 | 203.0.113.9",
        "one that lies at length | 10.0.0.1 | 1.2.3.4,5.6.7.8 , 203.0.113.9,10.0.0.2 | 203.0.113.9",
        "one that plays proxy | 10.0.0.1 | 1.2.3.4, 10.0.0.2, 203.0.113.9 | 203.0.113.9",
        "a stranger's header | 203.0.113.9 | 1.2.3.4 | 203.0.113.9",
        "a stranger that plays proxy | 203.0.113.9 | 1.2.3.4, 10.0.0.1 | 203.0.113.9",
        "proxies alone | 10.0.0.1 | 10.0.0.2, 10.0.0.1 | 10.0.0.1",
        "IPv6 | 10.0.0.1 | 2001:db8::7 | 2001:db8::7",
      })
  void theRightMostAddressThatIsNoProxyOfOursCounts(
      String what, String peer, String forwardedFor, String expected) {
    assertThat(BEHIND_PROXIES.of(peer, forwardedFor)).as(what).isEqualTo(expected);
  }

  @Test
  void anEmptyPlaceIsNobodysAddress() {
    assertThat(BEHIND_PROXIES.of("10.0.0.1", "1.2.3.4, ,10.0.0.2")).isEqualTo("10.0.0.1");
  }

  @Test
  void whereNoProxyIsTrustedThePeerCounts() {
    assertThat(ALONE.of("203.0.113.9", "1.2.3.4")).isEqualTo("203.0.113.9");
    assertThat(ALONE.of("127.0.0.1", "1.2.3.4")).isEqualTo("127.0.0.1");
  }

  @Test
  void aLineThatTheProxyAddsCountsMoreThanTheOneTheClientWrote() {
    assertThat(BEHIND_PROXIES.apply(request("10.0.0.1", "1.2.3.4", "203.0.113.9")))
        .isEqualTo("203.0.113.9");
    assertThat(BEHIND_PROXIES.apply(request("10.0.0.1"))).isEqualTo("10.0.0.1");
  }

  private static HttpServletRequest request(String peer, String... forwardedFor) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            HttpServletRequest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (_, method, _) ->
                switch (method.getName()) {
                  case "getRemoteAddr" -> peer;
                  case "getHeaders" -> Collections.enumeration(List.of(forwardedFor));
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
