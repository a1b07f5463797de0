package store.jungyu.chat.socket;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import store.jungyu.chat.room.RoomId;
import store.jungyu.chat.room.Turns;

/// Who may open a socket. A filter, since the WebSocket API knows neither the client's address nor
/// how to refuse with a status; and the endpoint's configurator, which hands the address on.
///
/// It upgrades the request itself, so that no other filter sees it: those of the pages cost as much
/// as the upgrade. It also keeps the container from making an HTTP session, and a cookie, for each
/// socket.
public final class Handshake extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final String PATH = "/socket/";
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{22}==");
  private static final ScopedValue<List<String>> CALLER = ScopedValue.newInstance();

  private final transient Set<String> ownOrigins;
  private final transient Function<HttpServletRequest, List<String>> networksOf;
  private final transient Sockets sockets;
  private final transient ServerContainer container;
  private final transient ServerEndpointConfig endpoint;

  /// @param ownOrigins the origins under which the chat's own pages are served: the page in the
  ///   frame opens the socket, not the blog
  /// @param networksOf where the client is, proxies considered: keyed hashes of the ranges of
  ///   addresses around it, narrowest first
  /// @param endpoint with the [#configurator]
  public Handshake(
      Set<String> ownOrigins,
      Function<HttpServletRequest, List<String>> networksOf,
      Sockets sockets,
      ServerContainer container,
      ServerEndpointConfig endpoint) {
    this.ownOrigins = ownOrigins;
    this.networksOf = networksOf;
    this.sockets = sockets;
    this.container = container;
    this.endpoint = endpoint;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    int refusal = refusal(request);
    if (refusal != 0) {
      refuse(response, refusal);
      if (refusal == 426) {
        response.setHeader("Upgrade", "websocket");
        response.addHeader("Connection", "upgrade"); // RFC 9110 section 7.8
      }
      return;
    }
    List<String> networks = networksOf.apply(request);
    Duration wait = sockets.turn(networks.getFirst());
    if (!wait.isZero()) {
      refuse(response, TOO_MANY_REQUESTS);
      response.setHeader("Retry-After", Turns.retryAfter(wait));
      return;
    }
    try {
      ScopedValue.where(CALLER, networks)
          .call(() -> {
            container.upgradeHttpToWebSocket(
                new Sessionless(request), response, endpoint, Map.of("postId", postId(request)));
            return true;
          });
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new ServletException(e);
    }
  }

  /// With the connection's end: who asks again and again, and reads no answer, would hold a thread.
  private static void refuse(HttpServletResponse response, int status) {
    response.setStatus(status);
    response.setHeader("Connection", "close");
  }

  /// The status with which the handshake is refused, or 0: it is not.
  private int refusal(HttpServletRequest request) {
    if (!request.getMethod().equals("GET")) {
      return HttpServletResponse.SC_METHOD_NOT_ALLOWED;
    }
    String path = request.getRequestURI();
    if (RoomId.parse(postId(request)).isEmpty() || path.indexOf(';') >= 0) {
      return HttpServletResponse.SC_NOT_FOUND;
    }
    if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
      return 426;
    }
    if (!wellFormed(request)) {
      return HttpServletResponse.SC_BAD_REQUEST;
    }
    String origin = request.getHeader("Origin");
    if (origin == null || !ownOrigins.contains(origin)) {
      return HttpServletResponse.SC_FORBIDDEN;
    }
    return sockets.accepting() ? 0 : HttpServletResponse.SC_SERVICE_UNAVAILABLE;
  }

  /// All that follows the address of sockets; more than one segment is no room's id.
  private static String postId(HttpServletRequest request) {
    String info =
        request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
    return info.startsWith(PATH) ? info.substring(PATH.length()) : "";
  }

  /// RFC 6455 section 4.2.1, points 1, 2, 4, 5 and 6.
  private static boolean wellFormed(HttpServletRequest request) {
    String key = request.getHeader("Sec-WebSocket-Key");
    String connection = request.getHeader("Connection");
    return request.getProtocol().equals("HTTP/1.1")
        && request.getHeader("Host") != null
        && connection != null
        && connection.toLowerCase(Locale.ROOT).contains("upgrade")
        && "13".equals(request.getHeader("Sec-WebSocket-Version"))
        && key != null
        && KEY.matcher(key).matches();
  }

  /// The configuration of the endpoint.
  ///
  /// @param sockets makes one for a handshake that passed, given where it came from; the container
  ///   asks for it while the filter is still on the stack
  static ServerEndpointConfig.Configurator configurator(
      Set<String> ownOrigins, Function<List<String>, RoomSocket> sockets) {
    return new ServerEndpointConfig.Configurator() {
      @Override
      public boolean checkOrigin(@Nullable String origin) {
        return origin != null && ownOrigins.contains(origin);
      }

      @Override
      public List<Extension> getNegotiatedExtensions(
          List<Extension> installed, List<Extension> requested) {
        return List.of();
      }

      @Override
      public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
        return "";
      }

      @Override
      public <T> T getEndpointInstance(Class<T> type) {
        return type.cast(sockets.apply(CALLER.get()));
      }
    };
  }

  private static final class Sessionless extends HttpServletRequestWrapper {
    Sessionless(HttpServletRequest request) {
      super(request);
    }

    @Override
    @SuppressWarnings("NullAway") // what the container asks of a request without a session
    public @Nullable HttpSession getSession() {
      return null;
    }

    @Override
    @SuppressWarnings("NullAway")
    public @Nullable HttpSession getSession(boolean create) {
      return null;
    }
  }
}
