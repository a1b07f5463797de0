package store.jungyu.chat.moderation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Ranges of addresses in CIDR notation.
final class AddressRangeTest {
  @ParameterizedTest(name = "{0} holds {1}, not {2}")
  @CsvSource({
    "10.8.0.0/14, 10.11.255.255, 10.12.0.0",
    "203.0.113.9, 203.0.113.9, 203.0.113.8",
    "203.0.113.8/31, 203.0.113.9, 203.0.113.10",
    "0.0.0.0/0, 255.255.255.255, ::1",
    "2001:db8::/33, 2001:db8:7fff::1, 2001:db8:8000::1",
    "2001:db8:1:2::/64, 2001:db8:1:2:ffff::, 2001:db8:1:3::",
    "::/0, ffff::, 127.0.0.1",
    "10.0.0.1, ::ffff:10.0.0.1, ::10.0.0.1",
    "fe80::/10, fe80::1%7, fec0::1",
  })
  void aRangeHoldsWhatSharesItsPrefix(String range, String inside, String outside) {
    AddressRange parsed = AddressRange.parse(range);

    assertThat(parsed.contains(AddressRange.address(inside))).isTrue();
    assertThat(parsed.contains(AddressRange.address(outside))).isFalse();
    assertThat(AddressRange.parse(parsed.toString())).isEqualTo(parsed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "localhost",
        "10.0.0",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/8/8",
        "10.0.0.1/8",
        "::/129",
        "2001:db8::1/64",
        "1.2.3.4.5",
        "0x7f.1",
        " 10.0.0.1"
      })
  void whatIsNoRangeIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> AddressRange.parse(text));
  }

  @Test
  void aClientIsAnIpv4AddressOrAnIpv6Network() {
    assertThat(AddressRange.around(AddressRange.address("203.0.113.9")))
        .extracting(AddressRange::toString)
        .containsExactly("203.0.113.9/32", "203.0.113.0/24", "203.0.0.0/16");
    assertThat(AddressRange.around(AddressRange.address("2001:db8:1234:5678::9")))
        .extracting(AddressRange::toString)
        .containsExactly(
            "2001:db8:1234:5678:0:0:0:0/64",
            "2001:db8:1234:5600:0:0:0:0/56",
            "2001:db8:1234:0:0:0:0:0/48",
            "2001:db8:0:0:0:0:0:0/32");
  }
}
