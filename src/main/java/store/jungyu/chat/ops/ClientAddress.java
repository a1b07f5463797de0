package store.jungyu.chat.ops;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import store.jungyu.chat.moderation.AddressRange;
import store.jungyu.chat.room.Pseudonyms;

/// Where a request comes from: the right-most address of `X-Forwarded-For` that is not one of our
/// proxies, and only where the peer itself is one of them. Everything left of it anybody may write.
///
/// Nobody is told the address itself, only keyed hashes of the ranges around it
/// ([AddressRange#around]), narrowest first.
record ClientAddress(List<AddressRange> trustedProxies, Pseudonyms pseudonyms)
    implements Function<HttpServletRequest, List<String>> {

  @Override
  public List<String> apply(HttpServletRequest request) {
    return around(request).stream().map(range -> pseudonyms.network(range.toString())).toList();
  }

  /// The narrowest of those ranges itself: not to be kept for longer than the request.
  AddressRange network(HttpServletRequest request) {
    return around(request).getFirst();
  }

  private List<AddressRange> around(HttpServletRequest request) {
    // A proxy may add a line of its own instead of lengthening the one that the client wrote.
    List<String> lines = Collections.list(request.getHeaders("X-Forwarded-For"));
    return AddressRange.around(of(request.getRemoteAddr(), String.join(",", lines)));
  }

  /// @param forwardedFor "" where there is none
  InetAddress of(String peer, String forwardedFor) {
    InetAddress nearest = AddressRange.address(peer);
    if (!trusted(nearest)) {
      return nearest;
    }
    List<String> hops = Arrays.stream(forwardedFor.split(",")).map(String::strip).toList();
    for (String hop : hops.reversed()) {
      InetAddress address;
      try {
        address = AddressRange.address(hop);
      } catch (IllegalArgumentException e) {
        return nearest;
      }
      if (!trusted(address)) {
        return address;
      }
    }
    return nearest;
  }

  private boolean trusted(InetAddress address) {
    return trustedProxies.stream().anyMatch(range -> range.contains(address));
  }
}
