package store.jungyu.chat.embed;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/// The headers that every answer carries: who may frame it, what it may load (nothing foreign, no
/// inline script or style), that it is what it says it is, and which other sites may read it.
public final class ResponseHeaders extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private final AllowedOrigins embedders;
  private final String policy;

  public ResponseHeaders(AllowedOrigins embedders) {
    this.embedders = embedders;
    policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; "
            + "require-trusted-types-for 'script'; frame-ancestors 'self' "
            + String.join(" ", embedders.origins());
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    response.setHeader("Content-Security-Policy", policy.stripTrailing());
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader(
        "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    share(request, response);
    chain.doFilter(request, response);
  }

  /// What a blog's page may load or read by a script. The code is nobody's secret, and in a sandbox
  /// the chat's own page has no origin by which it could be told; how lively a room is concerns the
  /// blogs that may show it.
  private void share(HttpServletRequest request, HttpServletResponse response) {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    if (path.equals("/embed.js") || path.startsWith("/assets/")) {
      response.setHeader("Access-Control-Allow-Origin", "*");
      response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
    } else if (path.equals("/api/rooms/counts")) {
      response.setHeader("Vary", "Origin");
      String origin = request.getHeader("Origin");
      embedders.origins().stream()
          .filter(listed -> listed.equals(origin))
          .forEach(listed -> response.setHeader("Access-Control-Allow-Origin", listed));
    }
  }
}
