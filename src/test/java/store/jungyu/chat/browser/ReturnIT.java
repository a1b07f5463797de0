package store.jungyu.chat.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import store.jungyu.chat.testing.ChatClient;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.Visitor;

/// The page while server or database are away, and when they are back.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReturnIT {
  /// What a browser says of a server that is not there.
  private static final String AWAY = "ERR_CONNECTION|WebSocket|50[03]";

  private static final double LONG_MS = 60_000;
  private ChatServer server;

  @BeforeAll
  void start() {
    server = ChatServer.start(Map.of());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void afterTheServerWasKilledThePageComesBackByItselfWithoutLossOrRepeat() {
    String room = ChatPage.newRoom();
    try (Visitor visitor = Visitor.onPhone().forgives(AWAY)) {
      ChatPage chat = ChatPage.join(visitor, server, room, "나나나");
      try (ChatClient other = ChatClient.enter(server, room, "다른이")) {
        other.sayAndAwait("남의 말 앞");
        chat.sayAndAwait("내 말 앞");
      }
      server.kill();
      assertThat(chat.status()).isVisible();
      assertThat(chat.status()).containsText("연결이 끊겼어요");
      chat.say("끊긴 동안의 말");
      assertThat(chat.unsent().getByText("연결되면 보낼게요")).isVisible();
      chat.text().fill("쓰던 말");
      visitor.screenshot("phone-disconnected");

      server.start();
      try (ChatClient other = ChatClient.enter(server, room, "다른이")) {
        other.sayAndAwait("남의 말 뒤");
        assertThat(chat.line("끊긴 동안의 말")).isVisible(longer());
        assertThat(chat.line("남의 말 뒤")).isVisible();
        assertThat(chat.status()).isHidden();
        assertThat(chat.unsent()).hasCount(0);
        assertThat(chat.text()).hasValue("쓰던 말");
        assertThat(chat.texts()).containsExactlyInAnyOrder("남의 말 앞", "내 말 앞", "남의 말 뒤", "끊긴 동안의 말");
        chat.text().press("Enter");
        assertThat(chat.line("쓰던 말")).isVisible();
        other.await("message", event -> event.getString("text").equals("쓰던 말"));
        assertThat(chat.texts()).isEqualTo(other.texts());
      }
    }
  }

  @Test
  void fr402TheTalkIsThereAfterARestartOfServerAndDatabase() {
    String room = ChatPage.newRoom();
    try (Visitor visitor = Visitor.atDesk().forgives(AWAY);
        Visitor later = Visitor.onPhone()) {
      ChatPage chat = ChatPage.join(visitor, server, room, "나나나");
      for (int i = 1; i <= 4; i++) {
        chat.sayAndAwait("남을 말 " + i);
      }
      List<String> said = chat.texts();
      server.stop();
      server.database().stop();
      server.database().start();
      server.start();

      assertThat(ChatPage.open(later, server, room).texts()).isEqualTo(said);
      assertThat(chat.status())
          .isHidden(new LocatorAssertions.IsHiddenOptions().setTimeout(LONG_MS));
      chat.say("다시 여기서");
      assertThat(chat.line("다시 여기서")).isVisible(longer());
      assertThat(chat.texts().subList(0, 4)).isEqualTo(said);
    }
  }

  @Test
  void whileTheDatabaseIsAwayThePageSaysSoAndFillsInLater() {
    String room = ChatPage.newRoom();
    Past.of(3).in(server, room);
    try (Visitor visitor = Visitor.onPhone().forgives(AWAY)) {
      server.database().stop();
      Page page = visitor.page();
      Response answer = page.navigate(server.url("/room/" + room).toString());
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.headers())
          .containsEntry("x-content-type-options", "nosniff")
          .containsKey("content-security-policy");
      ChatPage chat = new ChatPage(page);
      Locator unavailable = chat.frame().getByText("지금은 지난 대화를 불러올 수 없어요");
      assertThat(unavailable).isVisible();
      Look.at(visitor, "unavailable");

      server.database().start();
      assertThat(chat.lines())
          .hasCount(3, new LocatorAssertions.HasCountOptions().setTimeout(LONG_MS));
      assertThat(unavailable).isHidden();
    }
  }

  private static LocatorAssertions.IsVisibleOptions longer() {
    return new LocatorAssertions.IsVisibleOptions().setTimeout(LONG_MS);
  }
}
