package store.jungyu.chat.moderation;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// A range of IP addresses, as CIDR writes it (RFC 4632, and RFC 4291 section 2.3 for IPv6):
/// `10.8.0.0/14`, `2001:db8::/32`. An address alone is the range of itself.
///
/// @param first the range's first address
/// @param bits how many bits of it all addresses of the range share
public record AddressRange(InetAddress first, int bits) {
  /// What one household or one machine at a provider is given: all of it is one client.
  private static final int IPV6_CLIENT_BITS = 64;

  private static final Pattern DOTTED = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
  private static final int[] IPV4_BITS = {32, 24, 16};
  private static final int[] IPV6_BITS = {IPV6_CLIENT_BITS, 56, 48, 32};

  public AddressRange {
    int length = first.getAddress().length * 8;
    if (bits < 0 || bits > length) {
      throw new IllegalArgumentException("a prefix has 0 to " + length + " bits, not " + bits);
    }
    first = masked(first, bits);
  }

  /// The range that `text` names.
  ///
  /// @throws IllegalArgumentException if it names none, or has bits beyond its prefix, which is
  ///   always a slip
  public static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    try {
      InetAddress address = address(slash < 0 ? text : text.substring(0, slash));
      int all = address.getAddress().length * 8;
      int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
      AddressRange range = new AddressRange(address, bits);
      if (!range.first.equals(address)) {
        throw new IllegalArgumentException("is " + range + " meant?");
      }
      return range;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a range of addresses: " + text, e);
    }
  }

  /// The address that `text` writes; no name is ever looked up.
  ///
  /// @throws IllegalArgumentException if it writes none
  public static InetAddress address(String text) {
    if (text.indexOf(':') < 0 && !DOTTED.matcher(text).matches()) {
      throw new IllegalArgumentException("not an address: " + text); // the JDK would take "10.1"
    }
    int zone = text.indexOf('%'); // of a link, means nothing beyond this machine
    return InetAddress.ofLiteral(zone < 0 ? text : text.substring(0, zone));
  }

  /// The ranges a client at `address` belongs to and may be counted or blocked under, narrowest
  /// first: an IPv4 address, its /24 and /16; an IPv6 /64, its /56, /48 and /32.
  public static List<AddressRange> around(InetAddress address) {
    return IntStream.of(address instanceof Inet4Address ? IPV4_BITS : IPV6_BITS)
        .mapToObj(bits -> new AddressRange(address, bits))
        .toList();
  }

  public boolean contains(InetAddress address) {
    return address.getAddress().length == first.getAddress().length
        && masked(address, bits).equals(first);
  }

  /// As [#parse] reads it.
  @Override
  public String toString() {
    return first.getHostAddress() + "/" + bits;
  }

  private static InetAddress masked(InetAddress address, int bits) {
    byte[] bytes = address.getAddress();
    int whole = bits / 8;
    if (whole < bytes.length) {
      bytes[whole] &= (byte) (0xFF00 >> (bits % 8));
      Arrays.fill(bytes, whole + 1, bytes.length, (byte) 0);
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are an address", e);
    }
  }
}
