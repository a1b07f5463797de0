package store.jungyu.chat.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import store.jungyu.chat.testing.Canary;
import store.jungyu.chat.testing.ChatClient;
import store.jungyu.chat.testing.ChatServer;

/// The pages as plain HTTP sees them, before any script runs.
final class PagesIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private final ChatServer server = ChatServer.shared();
  private final String room = "pages-" + UUID.randomUUID();

  /// People who talk meanwhile and must notice nothing (S16).
  private static Canary canary;

  @BeforeAll
  static void sing() {
    canary = Canary.sing(ChatServer.shared());
  }

  @AfterAll
  static void allWasWell() {
    canary.end("bad addresses");
  }

  @Test
  void fr101AnyPostIdHasItsRoom() throws Exception {
    assertThat(get("/room/%EC%95%88%EB%85%95-1.2_3~4").body()).contains("안녕-1.2_3~4");
    assertThat(get("/room/" + "a".repeat(255)).statusCode()).isEqualTo(200);
    assertThat(get("/room/" + "a".repeat(256)).statusCode()).isEqualTo(404);
  }

  @Test
  void fr102TheTitleIsTheParameterOrTheDefaultEscapedAndClipped() throws Exception {
    assertThat(get("/room/" + room).body()).contains("<title>게시물 토론방</title>");
    assertThat(get("/room/" + room + "?title=%EC%A0%9C%EB%AA%A9%20%3Cb%3E%26").body())
        .contains("제목 &lt;b&gt;&amp;")
        .doesNotContain("<b>");
    assertThat(get("/room/" + room + "?title=" + "x".repeat(5000)).body())
        .contains("x".repeat(119) + "…")
        .doesNotContain("x".repeat(120));
  }

  @Test
  void fr401ThePageShowsTheLastFiftyInOrderBeforeAnyScript() throws Exception {
    try (ChatClient ana = ChatClient.enter(server, room, "익명의 수달")) {
      ana.sayAndAwait("<script>alert(1)</script> #{facesContext} {{7*7}}");
      ana.sayAndAwait("둘째");
    }
    String page = get("/room/" + room).body();
    assertThat(page)
        .contains("&lt;script&gt;alert(1)&lt;/script&gt; #{facesContext} {{7*7}}")
        .contains("익명의 수달")
        .contains("avatars/otter.svg");
    assertThat(page.indexOf("둘째")).isGreaterThan(page.indexOf("alert(1)"));
  }

  @Test
  void searchEnginesAreToldToForgetTheRoom() throws Exception {
    assertThat(get("/room/" + room).body()).contains("<meta name=\"robots\" content=\"noindex\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1", "x", "1.5", "9999999999999999999", "%3Cb%3E", "3"})
  void aPageBeforeWhatIsNoOlderMessageIsTheLatest(String before) throws Exception {
    try (ChatClient ana = ChatClient.enter(server, room, "아나")) {
      ana.sayAndAwait("하나");
      ana.sayAndAwait("둘");
    }
    String page = get("/room/" + room + "?before=" + before).body();
    assertThat(page).contains("하나", "둘").doesNotContain("rel=\"prev\"", "rel=\"next\"");
  }

  @Test
  void theColourOfABlogIsAStyleSheetOfItsOwn() throws Exception {
    String page = get("/room/" + room + "?accent=%23E11D48").body();
    String style =
        page.replaceAll("(?s).*href=\"(/assets/[0-9a-f]+/accent/e11d48\\.css)\".*", "$1");
    HttpResponse<String> answer = get(style);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/css");
    assertThat(answer.headers().firstValue("Cache-Control").orElse("")).contains("immutable");
    assertThat(answer.body()).contains("--accent:#e11d48");

    for (String bad : new String[] {"red", "12345", "%3C/style%3E", "e11d48;x", ""}) {
      assertThat(get("/room/" + room + "?accent=" + bad).body()).as(bad).doesNotContain("accent/");
    }
  }

  @Test
  void scriptsAndStylesGoOutCompressedAndWithoutComments() throws Exception {
    String base = get("/room/" + room).body().replaceAll("(?s).*(/assets/[0-9a-f]+)/chat/.*", "$1");
    for (String asset : new String[] {"/chat/main.js", "/chat/feed.js", "/room.css"}) {
      HttpResponse<String> plain = get(base + asset);
      assertThat(plain.body()).as(asset).isNotEmpty().doesNotContain("/**", "\n/*", "*/\n");
      assertThat(
              get(base + asset, "Accept-Encoding", "gzip").headers().firstValue("Content-Encoding"))
          .as(asset)
          .contains("gzip");
    }
  }

  @Test
  void fr401OlderMessagesComeInPages() throws Exception {
    try (ChatClient ana = ChatClient.enter(server, room, "아나")) {
      for (int i = 1; i <= 5; i++) {
        ana.sayAndAwait("m" + i);
      }
    }
    String api = "/api/rooms/" + room + "/messages";
    assertThat(get(api + "?limit=2").body())
        .contains("\"m4\"", "\"m5\"", "\"more\":true")
        .doesNotContain("\"m3\"");
    assertThat(get(api + "?before=4&limit=50").body())
        .contains("\"m1\"", "\"m2\"", "\"m3\"", "\"more\":false")
        .doesNotContain("\"m4\"");
    for (String bad : new String[] {"limit=0", "limit=51", "limit=x", "before=0", "before=-1"}) {
      assertThat(get(api + "?" + bad).statusCode()).as(bad).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @CsvSource({"light,light", "dark,dark", "auto,auto", "%3Cscript%3E,auto", "'',auto"})
  void ui202TheThemeIsRenderedByTheServer(String asked, String rendered) throws Exception {
    assertThat(get("/room/" + room + "?theme=" + asked).body())
        .contains("data-theme=\"" + rendered + "\"");
  }

  @ParameterizedTest
  @CsvSource({
    "lang=en,ko,en,Be the first to say something",
    "lang=ja,en,ja,最初のメッセージを書いてみましょう",
    "theme=dark,'fr,en-GB;q=0.5',en,Be the first to say something",
    "lang=%3Cb%3E,ja,ja,最初のメッセージを書いてみましょう",
    "lang=,de,ko,첫 메시지를 남겨 보세요"
  })
  void thePageSpeaksTheLanguageOfTheAddressElseOfTheBrowser(
      String query, String accepted, String language, String words) throws Exception {
    HttpResponse<String> answer = get("/room/" + room + "?" + query, "Accept-Language", accepted);

    assertThat(answer.body()).contains("lang=\"" + language + "\"").contains(words);
    assertThat(answer.headers().firstValue("Content-Language")).contains(language);
    assertThat(answer.headers().allValues("Vary").toString()).contains("Accept-Language");
  }

  @ParameterizedTest
  @ValueSource(strings = {"theme", "lang", "title"})
  void aLongParameterOrOneOfMarkupBreaksNothing(String parameter) throws Exception {
    String value = "%3Cscript%3E" + "x".repeat(7 * 1024);
    HttpResponse<String> answer = get("/room/" + room + "?" + parameter + "=" + value);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).doesNotContain("<script>x", "x".repeat(120));

    // Longer than the server takes: refused as a whole, with all headers.
    answer = get("/room/" + room + "?" + parameter + "=" + "x".repeat(10 * 1024));
    assertThat(answer.statusCode()).isBetween(400, 499);
    assertThat(answer.body()).doesNotContain("xxx");
    assertThat(answer.headers().firstValue("Content-Security-Policy")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/room/",
        "/room/..",
        "/room/%2e%2e",
        "/room/a%2Fb",
        "/room/%00",
        "/room/%FF",
        "/room/x;y",
        "/room/%3Cscript%3E",
        "/room/a/b",
        "/nope",
        "/index",
        "/index.xhtml",
        "/index/x",
        "/room.xhtml",
        "/pages/room.xhtml",
        "/assets/x/accent/red.css",
        "/assets/x/accent/12345.css",
        "/WEB-INF/web.xml",
        "/assets/x/../WEB-INF/web.xml",
        "/assets/x/nope.js",
        "/resources/"
      })
  void aBadAddressIsRefusedWithAllHeadersAndEchoesNothing(String path) throws Exception {
    String answer = raw("GET " + path + " HTTP/1.1");
    assertThat(answer).matches("(?s)HTTP/1.1 (400|403|404) .*");
    assertThat(answer.toLowerCase(java.util.Locale.ROOT))
        .contains(
            "content-security-policy: ", "x-content-type-options: nosniff", "referrer-policy: ")
        .doesNotContain("set-cookie", "<script", "exception", "liberty", "websphere");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
  void nothingButGetAndHeadIsTaken(String method) throws Exception {
    for (String path :
        List.of("/", "/room/" + room, "/embed.js", "/assets/x/room.css", "/api/rooms/counts")) {
      HttpResponse<String> answer =
          HTTP.send(
              HttpRequest.newBuilder(server.url(path))
                  .method(method, HttpRequest.BodyPublishers.ofString("jakarta.faces.ViewState=x"))
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(path).isEqualTo(405);
      assertThat(answer.headers().firstValue("Content-Security-Policy")).as(path).isPresent();
    }
  }

  @Test
  void everyPageHasAStrictPolicyAndNoCookie() throws Exception {
    for (String path : new String[] {"/", "/room/" + room, "/health/ready"}) {
      HttpResponse<String> answer = get(path);
      String policy = answer.headers().firstValue("Content-Security-Policy").orElse("");
      assertThat(policy).as(path).contains("default-src 'none'").doesNotContain("unsafe");
      assertThat(policy).contains("frame-ancestors ");
      assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
      assertThat(answer.headers().firstValue("Server")).isEmpty();
      assertThat(answer.headers().firstValue("X-Powered-By")).isEmpty();
    }
  }

  @Test
  void assetsAreKeptForEverUnderTheirVersion() throws Exception {
    String page = get("/room/" + room).body();
    String style = page.replaceAll("(?s).*href=\"(/assets/[0-9a-f]+/room\\.css)\".*", "$1");
    HttpResponse<String> answer = get(style);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Cache-Control").orElse("")).contains("immutable");
    String old = style.replaceAll("/assets/[0-9a-f]+", "/assets/000000000000");
    assertThat(get(old).headers().firstValue("Cache-Control").orElse("")).isEqualTo("no-cache");
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    var request = HttpRequest.newBuilder(server.url(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  /// As it is written: no library tidies the path.
  private String raw(String requestLine) throws IOException {
    int port = server.url("/").getPort();
    try (Socket socket = new Socket("localhost", port)) {
      socket.setSoTimeout(10_000);
      String request =
          requestLine + "\r\nHost: localhost:" + port + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
