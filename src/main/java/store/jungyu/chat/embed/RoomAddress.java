package store.jungyu.chat.embed;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import store.jungyu.chat.room.RoomId;

/// What may be asked of the pages: GET and HEAD, and under `/room/` only what can be a post's id.
/// What operators change, and what people ask of themselves, has methods of its own.
///
/// What nobody here needs is not handed on, since it would be taken apart on the way: the type of a
/// body that there is not, and where there is but one kind of answer, what kinds are wished for.
public final class RoomAddress extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final String ROOM = "/room/";
  private static final String REST = "/api";
  private static final Set<String> TYPE = names("Content-Type");
  private static final Set<String> WISHES = names("Accept", "Accept-Language");
  private static final Set<String> WISHES_AND_TYPE =
      names("Accept", "Accept-Language", "Content-Type");

  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._~-]*|\\[[0-9A-Fa-f:.]+])(:[0-9]{0,5})?");

  private static final Pattern JSON =
      Pattern.compile(
          "application/json\\s*(;\\s*charset\\s*=\\s*(utf-8|\"utf-8\")\\s*)?",
          Pattern.CASE_INSENSITIVE);

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    request.setCharacterEncoding("UTF-8"); // or it would be looked for in the type of the body
    String method = request.getMethod();
    boolean forOperators = request.getRequestURI().startsWith("/api/blocks");
    boolean ofOneself = request.getRequestURI().equals("/api/mine");
    if (!method.equals("GET") && !method.equals("HEAD") && !forOperators && !ofOneself) {
      response.setHeader("Allow", "GET, HEAD");
      response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
      return;
    }
    if (hasBody(request) && !forOperators) {
      response.setHeader("Connection", "close"); // what follows may be meant as another request
      response.sendError(HttpServletResponse.SC_BAD_REQUEST);
      return;
    }
    boolean rest = REST.equals(request.getServletPath()) || isUnder(REST, request.getRequestURI());
    if (isForNoHost(request) || isMalformed(request, rest)) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST);
      return;
    }
    String type = request.getContentType();
    if (forOperators && type != null && !JSON.matcher(type).matches()) {
      response.setStatus(HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE);
      return;
    }
    String path = path(request);
    boolean badRoom =
        path.startsWith(ROOM) && RoomId.parse(path.substring(ROOM.length())).isEmpty();
    // A page has one address; the names of its files are none.
    boolean file =
        (path.endsWith(".xhtml") && !path.startsWith(ROOM))
            || path.equals("/index")
            || path.startsWith("/index/");
    if (badRoom || file || path.equals("/room") || path.indexOf(';') >= 0) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    Set<String> needless = forOperators ? WISHES : rest ? WISHES_AND_TYPE : TYPE;
    chain.doFilter(new Needed(request, needless), response);
  }

  private static Set<String> names(String... headers) {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    Collections.addAll(names, headers);
    return names;
  }

  private static boolean isUnder(String folder, String address) {
    return address.equals(folder) || address.startsWith(folder + "/");
  }

  /// Whether the host it asks for cannot be one, or there are several, or none (RFC 9112 section
  /// 3.2).
  private static boolean isForNoHost(HttpServletRequest request) {
    List<String> hosts = Collections.list(request.getHeaders("Host"));
    return hosts.size() > 1
        || (hosts.isEmpty() && request.getProtocol().equals("HTTP/1.1"))
        || hosts.stream().anyMatch(host -> !HOST.matcher(host).matches());
  }

  /// Whether its address is none (RFC 3986), upon which who takes it apart later would fail: for
  /// REST in any way; elsewhere where its query has an escape that is none. What a room may be
  /// called is looked at by itself.
  private static boolean isMalformed(HttpServletRequest request, boolean rest) {
    String address = request.getRequestURI();
    String query = request.getQueryString();
    try {
      if (rest) {
        new URI(query == null ? address : address + "?" + query);
        strictly(address);
        strictly(query == null ? "" : query);
      } else if (query != null) {
        URLDecoder.decode(query, StandardCharsets.UTF_8);
      }
      return false;
    } catch (URISyntaxException | CharacterCodingException | IllegalArgumentException e) {
      return true;
    }
  }

  /// @throws CharacterCodingException if its escapes are no UTF-8
  private static void strictly(String part) throws CharacterCodingException {
    byte[] bytes =
        URLDecoder.decode(part, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1);
    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
  }

  /// Whether it claims to bring more than its head, in one way or in several that contradict.
  private static boolean hasBody(HttpServletRequest request) {
    return request.getHeader("Transfer-Encoding") != null
        || Collections.list(request.getHeaders("Content-Length")).stream()
            .anyMatch(length -> !length.equals("0"));
  }

  /// A request without some of its headers, and without a state of Faces, which would take it for
  /// one to restore, also where nobody ever gave one away.
  private static final class Needed extends HttpServletRequestWrapper {
    private static final String FACES = "jakarta.faces.";
    private final Set<String> needless;

    Needed(HttpServletRequest request, Set<String> needless) {
      super(request);
      this.needless = needless;
    }

    @Override
    @SuppressWarnings("NullAway") // null is how a header is missing
    public @Nullable String getHeader(String name) {
      return needless.contains(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      return needless.contains(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
      List<String> names = Collections.list(super.getHeaderNames());
      names.removeIf(needless::contains);
      return Collections.enumeration(names);
    }

    @Override
    @SuppressWarnings("NullAway")
    public @Nullable String getContentType() {
      return needless.contains("Content-Type") ? null : super.getContentType();
    }

    @Override
    @SuppressWarnings("NullAway") // null is how a parameter is missing
    public @Nullable String getParameter(String name) {
      return name.startsWith(FACES) ? null : super.getParameter(name);
    }

    @Override
    @SuppressWarnings("NullAway")
    public String @Nullable [] getParameterValues(String name) {
      return name.startsWith(FACES) ? null : super.getParameterValues(name);
    }

    @Override
    public Map<String, String[]> getParameterMap() {
      Map<String, String[]> parameters = new LinkedHashMap<>(super.getParameterMap());
      parameters.keySet().removeIf(name -> name.startsWith(FACES));
      return parameters;
    }

    @Override
    public Enumeration<String> getParameterNames() {
      return Collections.enumeration(getParameterMap().keySet());
    }
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
