package store.jungyu.chat.embed;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The sites that may show a room in a frame and talk to it by `postMessage`, besides the chat's
/// own.
///
/// @param origins each `scheme://host[:port]`, as a browser writes an origin
public record AllowedOrigins(Set<String> origins) {

  /// @throws IllegalArgumentException naming the first entry that is no origin
  public static AllowedOrigins of(List<String> origins) {
    Set<String> allowed = new LinkedHashSet<>();
    for (String origin : origins) {
      allowed.add(checked(origin.strip()));
    }
    return new AllowedOrigins(Collections.unmodifiableSet(allowed));
  }

  /// Whether `origin` is one, written as a browser writes it.
  static boolean isOrigin(String origin) {
    try {
      checked(origin);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String checked(String origin) {
    URI uri;
    try {
      uri = URI.create(origin);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not an origin: " + origin, e);
    }
    boolean https = "https".equals(uri.getScheme());
    boolean web = https || "http".equals(uri.getScheme());
    // A browser leaves the scheme's own port out, and writes the host in small letters.
    boolean ownPort = uri.getPort() == (https ? 443 : 80);
    String port = uri.getPort() < 0 || ownPort ? "" : ":" + uri.getPort();
    String asWritten = (uri.getScheme() + "://" + uri.getHost() + port).toLowerCase(Locale.ROOT);
    if (!web || !origin.equals(asWritten)) {
      throw new IllegalArgumentException("not an origin, such as https://blog.example: " + origin);
    }
    return origin;
  }
}
