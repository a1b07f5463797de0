package store.jungyu.chat.embed;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// Scripts, styles and pictures, at `/assets/{version}/…`: the version is a hash of them all, so a
/// browser may keep each for ever, and relative imports between scripts keep the version.
///
/// They go out from memory: compressed, which the server itself does not do for anything shorter
/// than 2 KiB, and without the comments of scripts and styles. `accent/{colour}.css` is made when
/// it is asked for, and kept as long as few others are: see [Accent].
public final class Assets extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final String FOLDER = "/resources/";
  private static final String PREFIX = "/assets/";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9/_-]+\\.(js|css|svg)");
  private static final Pattern ACCENT = Pattern.compile("accent/([0-9a-f]+)\\.css");

  private static final Pattern GZIP =
      Pattern.compile("\\bgzip\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))");

  /// Whole lines of it only: what stands within a line may be part of a text.
  private static final Pattern COMMENT = Pattern.compile("(?ms)^ *\\/\\*.*?\\*\\/\\n");

  /// There are sixteen million, and a blog has one; of some 2 KB each.
  private static final int MOST_ACCENTS = 500;

  private static final class Content {
    private final byte[] plain;
    private final byte[] compressed;

    Content(byte[] plain, byte[] compressed) {
      this.plain = plain;
      this.compressed = compressed;
    }
  }

  private final transient Map<String, Content> kept = new ConcurrentHashMap<>();
  private final transient LoadingCache<Accent, Content> accents =
      Caffeine.newBuilder()
          .maximumSize(MOST_ACCENTS)
          .executor(Runnable::run)
          .build(accent -> content(accent.css()));

  private final String version;
  private final boolean development;

  /// @param development whether they change while the server runs
  public Assets(ServletContext context, boolean development) {
    version = version(context);
    this.development = development;
  }

  /// What a page puts before the name of an asset, such as `/assets/0123456789ab`.
  public String base() {
    return PREFIX + version;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException {
    String path = request.getRequestURI().substring(PREFIX.length());
    int slash = path.indexOf('/');
    String name = path.substring(slash + 1);
    ServletContext context = request.getServletContext();
    Content content = slash > 0 && NAME.matcher(name).matches() ? content(context, name) : null;
    if (content == null) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    String accepted = request.getHeader("Accept-Encoding");
    boolean compressed = accepted != null && GZIP.matcher(accepted).find();
    byte[] body = compressed ? content.compressed : content.plain;
    if (compressed) {
      response.setHeader("Content-Encoding", "gzip");
    }
    response.setHeader("Vary", "Accept-Encoding");
    response.setHeader("Cache-Control", caching(path.substring(0, slash)));
    response.setContentType(context.getMimeType(name) + ";charset=UTF-8");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /// Another version than ours is a page from before or after an update: served, but not kept.
  private String caching(String asked) {
    boolean lasting = asked.equals(version) && !development;
    return lasting ? "public, max-age=31536000, immutable" : "no-cache";
  }

  private @Nullable Content content(ServletContext context, String name) throws IOException {
    Content known = kept.get(name);
    if (known != null) {
      return known;
    }
    var accent = ACCENT.matcher(name);
    if (accent.matches()) {
      return Accent.parse(accent.group(1)).map(accents::get).orElse(null);
    }
    try (InputStream file = context.getResourceAsStream(FOLDER + name)) {
      if (file == null) {
        return null;
      }
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      if (development) {
        return content(text);
      }
      Content content = content(COMMENT.matcher(text).replaceAll(""));
      kept.put(name, content);
      return content;
    }
  }

  private static Content content(String text) throws IOException {
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    var compressed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(compressed)) {
      gzip.write(plain);
    }
    return new Content(plain, compressed.toByteArray());
  }

  private static String version(ServletContext context) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest(context, FOLDER, digest);
      digest.update(new Accent(0).css().getBytes(StandardCharsets.UTF_8)); // as they are made now
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
