package store.jungyu.chat.embed;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a blog that is not on the list gets in its frame: instead of a room, which its browser
/// would refuse to show without a word, a page that says what to set.
///
/// Nothing is let in by this: the page holds nothing but the explanation, and a room goes out with
/// its `frame-ancestors` to everybody. Whoever lies about where the frame stands deceives himself.
public final class Unlisted extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final Set<String> FRAMES = Set.of("iframe", "frame", "embed", "object");
  private static final Set<String> FOREIGN = Set.of("cross-site", "same-site");

  private final AllowedOrigins embedders;
  private final Set<String> own;

  /// @param own the origins under which the chat itself is reached
  public Unlisted(AllowedOrigins embedders, Set<String> own) {
    this.embedders = embedders;
    this.own = Set.copyOf(own);
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String embedder = foreignFrame(request) ? embedder(request) : null;
    if (embedder == null || embedders.origins().contains(embedder) || own.contains(embedder)) {
      chain.doFilter(request, response);
      return;
    }
    response.setStatus(HttpServletResponse.SC_FORBIDDEN);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'");
    // The text of an origin, not of the request: what is none is not repeated.
    request.setAttribute("embedder", AllowedOrigins.isOrigin(embedder) ? embedder : "");
    String theme = request.getParameter("theme");
    request.setAttribute("theme", "light".equals(theme) || "dark".equals(theme) ? theme : "auto");
    request.getRequestDispatcher("/WEB-INF/unlisted.xhtml").forward(request, response);
  }

  private static boolean foreignFrame(HttpServletRequest request) {
    String destination = request.getHeader("Sec-Fetch-Dest");
    String site = request.getHeader("Sec-Fetch-Site");
    return destination != null
        && FRAMES.contains(destination)
        && site != null
        && FOREIGN.contains(site);
  }

  /// The origin of the page around the frame as the browser tells it, else as `embed.js` does; null
  /// where nobody does.
  private static @Nullable String embedder(HttpServletRequest request) {
    String referrer = request.getHeader("Referer");
    if (referrer == null) {
      return request.getParameter("origin");
    }
    try {
      URI page = URI.create(referrer);
      return page.getScheme() + "://" + page.getRawAuthority();
    } catch (IllegalArgumentException e) {
      return request.getParameter("origin");
    }
  }
}
