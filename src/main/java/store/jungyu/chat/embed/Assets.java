package store.jungyu.chat.embed;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;

/// Scripts, styles and pictures, at `/assets/{version}/…`: the version is a hash of them all, so a
/// browser may keep each for ever, and relative imports between scripts keep the version.
public final class Assets extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final String FOLDER = "/resources/";
  private static final String PREFIX = "/assets/";

  private final String version;
  private final String caching;

  /// @param development whether they change while the server runs
  public Assets(ServletContext context, boolean development) {
    version = version(context);
    caching = development ? "no-cache" : "public, max-age=31536000, immutable";
  }

  /// What a page puts before the name of an asset, such as `/assets/0123456789ab`.
  public String base() {
    return PREFIX + version;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String path = request.getRequestURI().substring(PREFIX.length());
    int slash = path.indexOf('/');
    String asset = FOLDER + path.substring(slash + 1);
    if (slash < 0
        || !asset.matches("[A-Za-z0-9/._-]+")
        || asset.contains("..")
        || request.getServletContext().getResource(asset) == null
        || asset.endsWith("/")) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    // Another version than ours is a page from before or after an update: served, but not kept.
    boolean current = path.substring(0, slash).equals(version);
    response.setHeader("Cache-Control", current ? caching : "no-cache");
    request.getRequestDispatcher(asset).forward(request, response);
  }

  private static String version(ServletContext context) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest(context, FOLDER, digest);
      return HexFormat.of().formatHex(digest.digest(), 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void digest(ServletContext context, String folder, MessageDigest digest)
      throws IOException {
    Set<String> paths = context.getResourcePaths(folder);
    for (String path : paths == null ? Set.<String>of() : new TreeSet<>(paths)) {
      if (path.endsWith("/")) {
        digest(context, path, digest);
        continue;
      }
      try (InputStream content = context.getResourceAsStream(path)) {
        if (content != null) {
          digest.update(content.readAllBytes());
        }
      }
    }
  }
}
