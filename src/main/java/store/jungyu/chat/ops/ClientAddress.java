package store.jungyu.chat.ops;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// The address a request comes from: the right-most one of `X-Forwarded-For` that is not one of our
/// proxies, and only where the peer itself is one of them. Everything left of it anybody may write.
record ClientAddress(Set<String> trustedProxies) implements Function<HttpServletRequest, String> {

  @Override
  public String apply(HttpServletRequest request) {
    // A proxy may add a line of its own instead of lengthening the one that the client wrote.
    List<String> lines = Collections.list(request.getHeaders("X-Forwarded-For"));
    return of(request.getRemoteAddr(), String.join(",", lines));
  }

  /// @param forwardedFor "" where there is none
  String of(String peer, String forwardedFor) {
    if (!trustedProxies.contains(peer)) {
      return peer;
    }
    List<String> hops = Arrays.stream(forwardedFor.split(",")).map(String::strip).toList();
    for (String hop : hops.reversed()) {
      if (!trustedProxies.contains(hop)) {
        return hop.isEmpty() ? peer : hop;
      }
    }
    return peer;
  }
}
