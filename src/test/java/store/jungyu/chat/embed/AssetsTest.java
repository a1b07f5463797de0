package store.jungyu.chat.embed;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/// What goes out from memory: the very same bytes, seen by their identity.
final class AssetsTest {
  private final ServletContext context =
      fake(ServletContext.class, Map.of("getResourcePaths", Set.of(), "getMimeType", "text/css"));

  private final Assets assets = new Assets(context, false);

  @Test
  void aColourIsCompressedOnceHoweverItIsWritten() throws Exception {
    byte[] first = compressed("ff0000");
    assertThat(compressed("ff0000")).isSameAs(first);
    assertThat(compressed("f00")).isSameAs(first);
    assertThat(unpacked(first)).isEqualTo(new Accent(0xff0000).css());
    assertThat(unpacked(compressed("00ff00"))).isEqualTo(new Accent(0x00ff00).css());
  }

  @Test
  void whoAsksForAllColoursFillsNoMemory() throws Exception {
    List<byte[]> before = new ArrayList<>();
    for (int rgb = 0; rgb < 2_000; rgb++) {
      before.add(compressed("%06x".formatted(rgb)));
    }
    int kept = 0;
    for (int rgb = 0; rgb < 2_000; rgb++) {
      kept += compressed("%06x".formatted(rgb)) == before.get(rgb) ? 1 : 0;
    }
    assertThat(kept).isBetween(1, 1_000); // some that are asked for push others out
  }

  private byte[] compressed(String colour) throws Exception {
    var written = new Written();
    assets.doFilter(
        fake(
            HttpServletRequest.class,
            Map.of(
                "getRequestURI",
                assets.base() + "/accent/" + colour + ".css",
                "getServletContext",
                context,
                "getHeader",
                "gzip")),
        fake(HttpServletResponse.class, Map.of("getOutputStream", written)),
        fake(FilterChain.class, Map.of()));
    return written.bytes;
  }

  private static String unpacked(byte[] compressed) throws IOException {
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// Answers what `answers` has for the name of a method, else nothing.
  private static <T> T fake(Class<T> type, Map<String, Object> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, _) -> answers.get(method.getName())));
  }

  private static final class Written extends ServletOutputStream {
    private byte[] bytes = {};

    @Override
    public void write(byte[] all) {
      bytes = all;
    }

    @Override
    public void write(int one) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new UnsupportedOperationException();
    }
  }
}
