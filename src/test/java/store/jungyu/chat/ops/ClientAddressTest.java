package store.jungyu.chat.ops;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import store.jungyu.chat.moderation.AddressRange;
import store.jungyu.chat.room.Pseudonyms;

/// Whose address counts where proxies stand in front, and what nobody can make of it by writing an
/// `X-Forwarded-For` of his own.
final class ClientAddressTest {
  private static final Pseudonyms PSEUDONYMS = new Pseudonyms(new byte[32]);
  private static final ClientAddress BEHIND_PROXIES = behind("10.0.0.1", "10.0.0.2/32");
  private static final ClientAddress IN_A_CLUSTER = behind("10.8.0.0/14", "fd00:1234::/32");
  private static final ClientAddress ALONE = behind();

  private static ClientAddress behind(String... proxies) {
    return new ClientAddress(Stream.of(proxies).map(AddressRange::parse).toList(), PSEUDONYMS);
  }

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
        "IPv6 | 10.0.0.1 | 2001:db8::7 | 2001:db8:0:0:0:0:0:7",
        "IPv4 in IPv6 | ::ffff:10.0.0.1 | ::ffff:203.0.113.9 | 203.0.113.9",
        "words | 10.0.0.1 | evil.example | 10.0.0.1",
        "a script | 10.0.0.1 | <script> | 10.0.0.1",
      })
  void theRightMostAddressThatIsNoProxyOfOursCounts(
      String what, String peer, String forwardedFor, String expected) {
    assertThat(BEHIND_PROXIES.of(peer, forwardedFor).getHostAddress()).as(what).isEqualTo(expected);
  }

  @Test
  void anEmptyPlaceIsNobodysAddress() {
    assertThat(BEHIND_PROXIES.of("10.0.0.1", "1.2.3.4, ,10.0.0.2"))
        .isEqualTo(AddressRange.address("10.0.0.1"));
  }

  @Test
  void whereNoProxyIsTrustedThePeerCounts() {
    assertThat(ALONE.of("203.0.113.9", "1.2.3.4")).isEqualTo(AddressRange.address("203.0.113.9"));
    assertThat(ALONE.of("127.0.0.1", "1.2.3.4")).isEqualTo(AddressRange.address("127.0.0.1"));
  }

  @Test
  void aLineThatTheProxyAddsCountsMoreThanTheOneTheClientWrote() {
    assertThat(BEHIND_PROXIES.apply(request("10.0.0.1", "1.2.3.4", "203.0.113.9")))
        .isEqualTo(BEHIND_PROXIES.apply(request("203.0.113.9")))
        .isNotEqualTo(BEHIND_PROXIES.apply(request("1.2.3.4")));
  }

  @ParameterizedTest(name = "{0} forwarded for {1} is {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "10.8.0.1 | 203.0.113.9 | 203.0.113.9",
        "10.11.255.254 | 203.0.113.9, 10.9.3.4 | 203.0.113.9",
        "10.12.0.1 | 203.0.113.9 | 10.12.0.1",
        "fd00:1234:5::6 | 203.0.113.9 | 203.0.113.9",
        "fd00:1235::1 | 203.0.113.9 | fd00:1235:0:0:0:0:0:1",
      })
  void inAClusterTheProxiesAreARangeOfAddresses(String peer, String forwardedFor, String expected) {
    assertThat(IN_A_CLUSTER.of(peer, forwardedFor).getHostAddress()).isEqualTo(expected);
  }

  @Test
  void nobodyLearnsTheAddressAndAllOfAHouseholdsIpv6IsOneClient() {
    List<String> one = ALONE.apply(request("2001:db8:1:2::3"));

    assertThat(one).allMatch(hash -> hash.matches("[0-9a-f]{64}")).doesNotHaveDuplicates();
    assertThat(ALONE.apply(request("2001:db8:1:2:ffff::9"))).isEqualTo(one);
    assertThat(ALONE.apply(request("2001:db8:1:3::3")).getFirst()).isNotEqualTo(one.getFirst());
    assertThat(ALONE.apply(request("203.0.113.8")).getFirst())
        .isNotEqualTo(ALONE.apply(request("203.0.113.9")).getFirst());
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
