package store.jungyu.chat.embed;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import store.jungyu.chat.room.RoomId;

/// What may be asked of the pages: GET and HEAD, and under `/room/` only what can be a post's id.
/// What operators change has methods of its own.
public final class RoomAddress extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final String ROOM = "/room/";

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String method = request.getMethod();
    boolean forOperators = request.getRequestURI().startsWith("/api/blocks");
    if (!method.equals("GET") && !method.equals("HEAD") && !forOperators) {
      response.setHeader("Allow", "GET, HEAD");
      response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
      return;
    }
    String path = path(request);
    boolean badRoom =
        path.startsWith(ROOM) && RoomId.parse(path.substring(ROOM.length())).isEmpty();
    if (badRoom || path.equals("/room") || path.indexOf(';') >= 0) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    chain.doFilter(request, response);
  }

  /// The path as it was asked for; the request's other views of it are rewritten on the way. Bytes
  /// that are no UTF-8 become U+FFFD, which no room has.
  private static String path(HttpServletRequest request) {
    try {
      return URLDecoder.decode(request.getRequestURI().replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return ROOM;
    }
  }
}
