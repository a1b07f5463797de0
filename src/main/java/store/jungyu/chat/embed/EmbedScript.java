package store.jungyu.chat.embed;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/// `/embed.js`: the script that blogs load (UI-201). Its address stands in posts that nobody will
/// edit again, so it has no version: a browser keeps it for an hour, then asks with its ETag, and
/// meanwhile shows a day-old one rather than wait.
public final class EmbedScript extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final String PATH = "/embed.js";
  private static final String KEPT = "public, max-age=3600, stale-while-revalidate=86400";

  private final boolean development;
  private final Version current;

  /// @param development whether it changes while the server runs
  public EmbedScript(ServletContext context, boolean development) {
    this.development = development;
    current = read(context);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Version script = development ? read(request.getServletContext()) : current;
    response.setHeader("ETag", script.tag());
    response.setHeader("Cache-Control", development ? "no-cache" : KEPT);
    String known = request.getHeader("If-None-Match");
    if (known != null && known.contains(script.tag().substring(2))) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    response.setContentType("text/javascript");
    response.setCharacterEncoding("UTF-8");
    response.getOutputStream().write(script.content());
  }

  private static Version read(ServletContext context) {
    try (InputStream content = Objects.requireNonNull(context.getResourceAsStream(PATH))) {
      byte[] script = content.readAllBytes();
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(script);
      // Weak: on the way it is compressed or not.
      return new Version(script, "W/\"" + HexFormat.of().formatHex(digest, 0, 8) + '"');
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Version(byte[] content, String tag) {}
}
