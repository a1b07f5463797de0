package store.jungyu.chat.embed;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/// The headers that every answer carries: who may frame it, what it may load (nothing foreign, no
/// inline script or style), and that it is what it says it is.
public final class ResponseHeaders extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private final String policy;

  public ResponseHeaders(AllowedOrigins embedders) {
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
    chain.doFilter(request, response);
  }
}
