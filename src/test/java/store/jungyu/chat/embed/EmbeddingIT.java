package store.jungyu.chat.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import store.jungyu.chat.testing.ChatClient;
import store.jungyu.chat.testing.ChatServer;

/// What a blog fetches from the chat, as plain HTTP (UI-201).
final class EmbeddingIT {
  private static final int SCRIPT_BYTES_AT_MOST = 4096;
  private static final String STRANGER = "https://stranger.example";
  private final ChatServer server = ChatServer.shared();
  private final String room = "embedding-" + UUID.randomUUID();

  @Test
  void theScriptIsSmallKeptAndCheapToAskAfter() throws Exception {
    HttpResponse<byte[]> script = bytes("/embed.js", "Accept-Encoding", "gzip");
    assertThat(script.statusCode()).isEqualTo(200);
    assertThat(header(script, "Content-Encoding")).isEqualTo("gzip");
    assertThat(header(script, "Content-Type")).startsWith("text/javascript");
    assertThat(script.body()).hasSizeLessThan(SCRIPT_BYTES_AT_MOST);
    assertThat(header(script, "Cache-Control"))
        .isEqualTo("public, max-age=3600, stale-while-revalidate=86400");

    HttpResponse<byte[]> again = bytes("/embed.js", "If-None-Match", header(script, "ETag"));
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(header(again, "ETag")).isEqualTo(header(script, "ETag"));
    assertThat(bytes("/embed.js", "If-None-Match", "W/\"0\"").statusCode()).isEqualTo(200);
  }

  @Test
  void anyPageMayLoadTheScriptAndASandboxedChatItsOwn() throws Exception {
    String page = get("/room/" + room).body();
    String module = page.replaceAll("(?s).*src=\"(/assets/[0-9a-f]+/chat/main\\.js)\".*", "$1");
    for (String path : new String[] {"/embed.js", module}) {
      HttpResponse<String> answer = get(path, "Origin", "null");
      assertThat(header(answer, "Access-Control-Allow-Origin")).as(path).isEqualTo("*");
      assertThat(header(answer, "Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
    }
    for (String path : new String[] {"/room/" + room, "/api/rooms/" + room + "/messages"}) {
      HttpResponse<String> answer = get(path, "Origin", STRANGER);
      assertThat(header(answer, "Access-Control-Allow-Origin")).as(path).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "iframe, cross-site, https://stranger.example/post?secret=1, https://stranger.example",
    "iframe, same-site, http://localhost:1/post, http://localhost:1",
    "object, cross-site, https://stranger.example/, https://stranger.example",
    "embed, cross-site, https://stranger.example/, https://stranger.example"
  })
  void aFrameOfABlogThatIsNotListedExplainsWhatToSet(
      String destination, String site, String referrer, String origin) throws Exception {
    HttpResponse<String> answer = framed(destination, site, referrer, "?theme=dark");
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body())
        .contains("CHAT_EMBED_ORIGINS=" + origin + "<", "data-theme=\"dark\"")
        .doesNotContain("secret", "<script", "<a ", "<form", room);
    assertThat(header(answer, "Content-Security-Policy"))
        .contains("default-src 'none'")
        .doesNotContain("frame-ancestors", "script-src");
  }

  @ParameterizedTest
  @CsvSource({
    "document, cross-site, https://stranger.example/",
    "iframe, same-origin, https://stranger.example/",
    "iframe, none, https://stranger.example/",
    "iframe, cross-site, OWN",
    "iframe, cross-site, ''",
    "'', '', https://stranger.example/"
  })
  void everybodyElseGetsTheRoomWithItsPolicy(String destination, String site, String referrer)
      throws Exception {
    String own = server.url("/").toString();
    HttpResponse<String> answer = framed(destination, site, referrer.replace("OWN", own), "");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("id=\"room\"");
    assertThat(header(answer, "Content-Security-Policy")).contains("frame-ancestors 'self'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "javascript:alert(1)",
        "file://"
      })
  void anOriginThatIsNoneIsExplainedAndNotRepeated(String origin) throws Exception {
    HttpResponse<String> answer = framed("iframe", "cross-site", "", "?origin=" + origin);
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("(origin)").doesNotContain("alert", "CHAT_EMBED_ORIGINS");
  }

  @Test
  void theOriginThatTheScriptNamesIsUsedWhereTheBlogHidesItsAddress() throws Exception {
    HttpResponse<String> answer = framed("iframe", "cross-site", "", "?origin=" + STRANGER);
    assertThat(answer.body()).contains("CHAT_EMBED_ORIGINS=" + STRANGER + "<");
  }

  @Test
  void countsTellMessagesAndReadersOfManyRoomsAtOnce() throws Exception {
    String quiet = "quiet-" + room;
    try (ChatClient ana = ChatClient.enter(server, room, "아나");
        ChatClient ben = ChatClient.enter(server, room, "벤벤")) {
      ana.sayAndAwait("하나");
      ben.sayAndAwait("둘");
      HttpResponse<String> answer = get("/api/rooms/counts?ids=" + room + "," + quiet + ",a%2Fb");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body())
          .isEqualTo(
              """
              {"%s":{"messages":2,"present":2},"%s":{"messages":0,"present":0},\
              "a/b":{"error":"BAD_ID"}}\
              """
                  .formatted(room, quiet));
      assertThat(header(answer, "Cache-Control")).isEqualTo("public, max-age=10");
    }
    try (Connection database = server.database().connect();
        ResultSet made =
            database
                .createStatement()
                .executeQuery("SELECT id FROM rooms WHERE id = '" + quiet + "'")) {
      assertThat(made.next()).isFalse();
    }
  }

  @Test
  void countsTakeFiftyIdsAndNameWhatIsWrong() throws Exception {
    assertThat(get("/api/rooms/counts?ids=" + ids(50)).statusCode()).isEqualTo(200);
    HttpResponse<String> tooMany = get("/api/rooms/counts?ids=" + ids(51));
    assertThat(tooMany.statusCode()).isEqualTo(400);
    assertThat(tooMany.body()).isEqualTo("{\"error\":\"TOO_MANY_IDS\"}");
    for (String none : new String[] {"", "?ids=", "?ids=,,"}) {
      HttpResponse<String> answer = get("/api/rooms/counts" + none);
      assertThat(answer.statusCode()).as(none).isEqualTo(400);
      assertThat(answer.body()).isEqualTo("{\"error\":\"NO_IDS\"}");
    }
  }

  @Test
  void aStrangerMayNotReadTheCountsByScript() throws Exception {
    HttpResponse<String> answer = get("/api/rooms/counts?ids=" + room, "Origin", STRANGER);
    assertThat(header(answer, "Access-Control-Allow-Origin")).isEmpty();
    assertThat(header(answer, "Vary")).contains("Origin");
  }

  private String ids(int count) {
    return IntStream.range(0, count).mapToObj(i -> room + "-" + i).collect(Collectors.joining(","));
  }

  private HttpResponse<String> framed(
      String destination, String site, String referrer, String query) throws Exception {
    var request = HttpRequest.newBuilder(server.url("/room/" + room + query));
    set(request, "Sec-Fetch-Dest", destination);
    set(request, "Sec-Fetch-Site", site);
    set(request, "Referer", referrer);
    return send(request, BodyHandlers.ofString());
  }

  private static void set(HttpRequest.Builder request, String name, String value) {
    if (!value.isEmpty()) {
      request.header(name, value);
    }
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    return send(request(path, headers), BodyHandlers.ofString());
  }

  private HttpResponse<byte[]> bytes(String path, String... headers) throws Exception {
    return send(request(path, headers), BodyHandlers.ofByteArray());
  }

  private HttpRequest.Builder request(String path, String... headers) {
    var request = HttpRequest.newBuilder(server.url(path));
    return headers.length == 0 ? request : request.headers(headers);
  }

  private static <T> HttpResponse<T> send(
      HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request.build(), body);
    }
  }

  private static String header(HttpResponse<?> answer, String name) {
    return String.join(", ", answer.headers().allValues(name));
  }
}
