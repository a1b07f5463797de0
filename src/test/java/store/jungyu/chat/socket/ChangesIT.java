package store.jungyu.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import store.jungyu.chat.testing.ChatClient;
import store.jungyu.chat.testing.ChatServer;

/// Editing and deleting from end to end, as an outside client sees it (specification 4.1).
final class ChangesIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private final ChatServer server = ChatServer.shared();
  private final String room = "changes-" + UUID.randomUUID();

  @Test
  void anEditIsHeardByAllAndIsWhatLaterReadersSee() throws Exception {
    try (ChatClient ana = ChatClient.enter(server, room, "아나");
        ChatClient ben = ChatClient.enter(server, room, "벤벤")) {
      int of = ana.sayAndAwait("helo").getInt("seq");
      ana.send("{\"type\":\"edit\",\"seq\":%d,\"text\":\"hello <b>\"}".formatted(of));
      JsonObject edited = ben.await("edited");
      assertThat(edited.getInt("of")).isEqualTo(of);
      assertThat(edited.getInt("seq")).isEqualTo(of + 1);
      assertThat(edited.getString("text")).isEqualTo("hello <b>");
      assertThat(ana.await("edited")).isEqualTo(edited);
      assertThat(page()).contains("hello &lt;b&gt;").doesNotContain("helo");
      assertThat(older()).contains("hello <b>", "\"edited\":true").doesNotContain("helo");
      try (ChatClient late = ChatClient.enter(server, room, "늦은이")) {
        assertThat(late.texts()).containsExactly("hello <b>");
      }
    }
  }

  @Test
  void aDeletedTextIsGoneForEverybodyWhoComesAndFromTheDatabase() throws Exception {
    String secret = "regretted " + UUID.randomUUID();
    try (ChatClient ana = ChatClient.enter(server, room, "아나");
        ChatClient ben = ChatClient.enter(server, room, "벤벤")) {
      int first = ana.sayAndAwait("first").getInt("seq");
      JsonObject said = ana.sayAndAwait(secret);
      ana.send("{\"type\":\"delete\",\"seq\":%d}".formatted(said.getInt("seq")));
      assertThat(ben.await("deleted").getInt("of")).isEqualTo(said.getInt("seq"));
      assertThat(page() + older()).contains("first").doesNotContain(secret);
      for (Long since :
          new Long[] {null, 0L, (long) first, said.getJsonNumber("seq").longValue()}) {
        try (ChatClient back = ChatClient.open(server, room)) {
          back.hello("돌아온이", since);
          JsonObject welcome = back.await("welcome");
          assertThat(welcome.toString()).doesNotContain(secret);
          assertThat(welcome.getInt("head")).isEqualTo(said.getInt("seq") + 1);
          assertThat(welcome.containsKey("changes")).isEqualTo(since != null && since > first);
        }
      }
      assertThat(dump()).contains("first").doesNotContain(secret);
      ana.say(said.getString("id"), secret); // a late resend of it
      ana.await(
          "deleted",
          event ->
              event.getInt("of") == said.getInt("seq")
                  && event.getString("id", "").equals(said.getString("id")));
      assertThat(ana.events("message")).noneMatch(event -> event.getString("text").isEmpty());
      assertThat(dump()).doesNotContain(secret);
      ben.send("{\"type\":\"delete\",\"seq\":%d}".formatted(first));
      JsonObject rejected = ben.await("rejected");
      assertThat(rejected.getString("reason")).isEqualTo("NOT_YOURS");
      assertThat(rejected.getInt("of")).isEqualTo(first);
    }
  }

  private String page() throws Exception {
    return get("/room/" + room);
  }

  private String older() throws Exception {
    return get("/api/rooms/" + room + "/messages");
  }

  private String get(String path) throws Exception {
    return HTTP.send(HttpRequest.newBuilder(server.url(path)).build(), BodyHandlers.ofString())
        .body();
  }

  private String dump() throws Exception {
    try (Connection database = server.database().connect();
        Statement sql = database.createStatement();
        ResultSet rows =
            sql.executeQuery(
                "SELECT string_agg(m::text, '') FROM messages m WHERE room_id = '" + room + "'")) {
      rows.next();
      return rows.getString(1);
    }
  }
}
