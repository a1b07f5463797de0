package store.jungyu.chat.ops;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// The address a request comes from: the right-most one of `X-Forwarded-For` that is not one of our
/// proxies, and only where the peer itself is one of them. Everything left of it anybody may write.
record ClientAddress(Set<String> trustedProxies) implements Function<HttpServletRequest, String> {

  @Override
  public String apply(HttpServletRequest request) {
    return of(request.getRemoteAddr(), request.getHeader("X-Forwarded-For"));
  }

  String of(String peer, @org.jspecify.annotations.Nullable String forwardedFor) {
    if (forwardedFor == null || !trustedProxies.contains(peer)) {
      return peer;
    }
    List<String> hops = Arrays.stream(forwardedFor.split(",")).map(String::strip).toList();
    for (String hop : hops.reversed()) {
      if (!trustedProxies.contains(hop)) {
        return hop;
      }
    }
    return peer;
  }
}
