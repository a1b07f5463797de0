package store.jungyu.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import store.jungyu.chat.testing.ChatClient;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.Copies;

/// What the chat knows of somebody, and its end, as the browser asks for it. That nobody notices
/// who asks for what cannot be is in [AbuseIT].
final class MineIT {
  /// What is no browser's secret.
  static final List<String> NO_SECRETS =
      List.of(
          "",
          "1",
          "-",
          "00000000-0000-0000-0000-000000000000",
          "0f8fad5b-d9cb-169f-a165-70867728950e",
          "0f8fad5b-d9cb-469f-a165-70867728950e0",
          "x".repeat(8_000));

  /// Origins that no page of the chat has.
  static final List<String> FOREIGN = List.of("https://evil.example", "null");

  /// What may be asked of the address, but for nothing that there is.
  static final List<String> NOWHERE =
      List.of("?room=a/b", "?room=" + "x".repeat(256), "?seq=x", "?seq=99999999999999999999");

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private final ChatServer server = ChatServer.shared();
  private final String room = "mine-" + UUID.randomUUID();
  private final String other = "mine-too-" + UUID.randomUUID();

  @Test
  void aPersonSeesAllThatItSaidAndNothingOfOthers() throws Exception {
    try (ChatClient ana = ChatClient.enter(server, room, "아나");
        ChatClient ben = ChatClient.enter(server, room, "벤벤");
        ChatClient there = ChatClient.open(server, other).as(ana)) {
      there.hello("아나 거기", null);
      there.await("welcome");
      ana.sayAndAwait("here <b>");
      ben.sayAndAwait("of somebody else");
      int regretted = ana.sayAndAwait("regretted").getInt("seq");
      ana.send("{\"type\":\"delete\",\"seq\":%d}".formatted(regretted));
      ana.await("deleted");
      there.sayAndAwait("there");

      HttpResponse<String> answer = ask("POST", server.origin(), ana.secret());

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
      assertThat(answer.body())
          .contains("\"room\":\"" + room + "\"", "\"room\":\"" + other + "\"", "\"more\":false")
          .contains("\"text\":\"here <b>\"", "\"text\":\"there\"", "\"nickname\":\"아나 거기\"")
          .doesNotContain("somebody else", "regretted", ana.secret());
      assertThat(server.log()).doesNotContain(ana.secret());
    }
  }

  @Test
  void allThatAPersonSaidGoesInTheOrderOfItsRoomsAndForEverybody() throws Exception {
    String secret = "taken back " + UUID.randomUUID();
    try (ChatClient ana = ChatClient.enter(server, room, "아나");
        ChatClient ben = ChatClient.enter(server, room, "벤벤")) {
      try (ChatClient there = ChatClient.open(server, other).as(ana)) {
        there.hello("아나", null);
        there.await("welcome");
        there.sayAndAwait(secret + " there");
      }
      int kept = ben.sayAndAwait("stays").getInt("seq");
      int first = ana.sayAndAwait(secret).getInt("seq");
      int second = ana.sayAndAwait(secret + " again").getInt("seq");

      HttpResponse<String> answer = ask("DELETE", server.origin(), ana.secret());

      assertThat(answer.body()).isEqualTo("{\"deleted\":3,\"more\":false}");
      for (int i = 0; i < 2; i++) {
        int seq = second + 1 + i;
        int of = i == 0 ? first : second;
        assertThat(ben.await("deleted", event -> event.getInt("seq") == seq).getInt("of"))
            .isEqualTo(of);
      }
      for (String each : new String[] {room, other}) {
        try (ChatClient back = ChatClient.open(server, each)) {
          back.hello("돌아온이", 0L);
          assertThat(back.await("welcome").toString()).doesNotContain(secret);
        }
      }
      assertThat(stored(secret)).isZero();
      ana.sayAndAwait("goes on");
      assertThat(ask("POST", server.origin(), ben.secret()).body()).contains("\"stays\"");
      assertThat(kept).isPositive();
      assertThat(ask("DELETE", server.origin(), ana.secret()).body()).contains("\"deleted\":1");
      assertThat(ask("DELETE", server.origin(), ana.secret()).body()).contains("\"deleted\":0");
      assertThat(ask("POST", server.origin(), ana.secret()).body())
          .isEqualTo("{\"rooms\":[],\"more\":false}");
    }
  }

  /// More than fit into one transaction of deletions, and more than one answer shows.
  @Test
  void muchIsShownAndDeletedInParts() throws Exception {
    ChatClient ana = ChatClient.enter(server, room, "아나");
    try (ana) {
      ana.sayAndAwait("the first");
    }
    Copies.make(server, room, 1_200);
    String all = ask("POST", server.origin(), ana.secret()).body();
    assertThat(all).endsWith("\"more\":true}");
    assertThat(texts(all)).isEqualTo(1_000);
    String rest = ask("POST", server.origin(), ana.secret(), "?room=" + room + "&seq=1000").body();
    assertThat(texts(rest)).isEqualTo(201);
    assertThat(rest).endsWith("\"more\":false}");
    assertThat(ask("DELETE", server.origin(), ana.secret()).body())
        .isEqualTo("{\"deleted\":1000,\"more\":true}");
    assertThat(ask("DELETE", server.origin(), ana.secret()).body())
        .isEqualTo("{\"deleted\":201,\"more\":false}");
  }

  /// Longer together than one answer may be: they are what fills the server's memory.
  @Test
  void longTextsAreShownInPartsOfABoundedLength() throws Exception {
    String secret;
    try (ChatClient ana = ChatClient.enter(server, room, "아나")) {
      secret = ana.secret();
      ana.sayAndAwait("😀".repeat(2_000));
    }
    Copies.make(server, room, 99);
    List<Integer> seqs = new ArrayList<>();
    String query = "";
    for (boolean more = true; more; query = "?room=" + room + "&seq=" + seqs.getLast()) {
      JsonObject part = object(ask("POST", server.origin(), secret, query).body());
      JsonObject only = part.getJsonArray("rooms").getJsonObject(0);
      assertThat(only.getString("room")).isEqualTo(room);
      List<JsonObject> messages = only.getJsonArray("messages").getValuesAs(JsonObject.class);
      assertThat(messages).isNotEmpty();
      assertThat(messages.stream().mapToInt(each -> each.getString("text").length()).sum())
          .isLessThanOrEqualTo(131_072);
      messages.forEach(each -> seqs.add(each.getInt("seq")));
      more = part.getBoolean("more");
    }
    assertThat(seqs).isEqualTo(IntStream.rangeClosed(1, 100).boxed().toList());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a foreign page, POST, https://evil.example, 403",
    "a foreign page that deletes, DELETE, https://evil.example, 403",
    "a frame without an origin, DELETE, null, 403",
    "no browser, POST, , 403",
    "only looked at, GET, own, 405",
    "changed, PUT, own, 405",
  })
  void onlyAPageOfTheChatItselfIsAnswered(
      String who, String method, @Nullable String origin, int status) throws Exception {
    String from = "own".equals(origin) ? server.origin() : origin;
    HttpResponse<String> answer = ask(method, from, UUID.randomUUID().toString());
    assertThat(answer.statusCode()).as(who).isEqualTo(status);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @ParameterizedTest(name = "[{index}]")
  @FieldSource("NO_SECRETS")
  void whoShowsNoSecretIsNobody(String secret) throws Exception {
    assertThat(ask("DELETE", server.origin(), secret).statusCode()).isEqualTo(401);
  }

  @ParameterizedTest(name = "[{index}]")
  @FieldSource("NOWHERE")
  void whatGoesOnFromNowhereIsRefused(String query) throws Exception {
    String somebody = UUID.randomUUID().toString();
    assertThat(ask("POST", server.origin(), somebody, query).statusCode()).isIn(400, 404);
  }

  private HttpResponse<String> ask(String method, @Nullable String origin, String secret)
      throws Exception {
    return ask(method, origin, secret, "");
  }

  private HttpResponse<String> ask(
      String method, @Nullable String origin, String secret, String query) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.url("/api/mine" + query))
            .header("Authorization", "Bearer " + secret)
            .method(method, BodyPublishers.noBody());
    if (origin != null) {
      request.header("Origin", origin);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private static JsonObject object(String answer) {
    return Json.createReader(new StringReader(answer)).readObject();
  }

  private static long texts(String answer) {
    return IntStream.range(0, answer.length())
        .filter(i -> answer.startsWith("\"text\":", i))
        .count();
  }

  private int stored(String text) throws Exception {
    try (Connection database = server.database().connect();
        PreparedStatement look =
            database.prepareStatement("SELECT count(*) FROM messages WHERE content LIKE ?")) {
      look.setString(1, "%" + text + "%");
      try (ResultSet row = look.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }
}
