package store.jungyu.chat.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import store.jungyu.chat.testing.ChatClient;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.Visitor;

/// Who is here (UI-102).
final class ParticipantsIT {
  private final ChatServer server = ChatServer.shared();
  private final String room = ChatPage.newRoom();

  @Test
  void ui102TheHeaderCountsThoseWhoComeAndGo() {
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat = ChatPage.open(visitor, server, room);
      assertThat(chat.count()).hasText("1");
      try (ChatClient _ = ChatClient.enter(server, room, "아나");
          ChatClient _ = ChatClient.enter(server, room, "벤벤")) {
        assertThat(chat.count()).hasText("3");
      }
      assertThat(chat.count()).hasText("1");
    }
  }

  @Test
  void ui102TheListOnDemandNamesThemAndMeFirst() {
    try (Visitor visitor = Visitor.onPhone();
        ChatClient reader = ChatClient.open(server, room);
        ChatClient _ = ChatClient.enter(server, room, "가나다")) {
      reader.hello(null, null);
      ChatPage chat = ChatPage.join(visitor, server, room, "나나나");
      assertThat(people(chat)).isHidden();
      assertThat(chat.count()).hasText("3");
      chat.frame().locator("#people-button").click();

      Locator names = people(chat).locator(".person-name");
      assertThat(names).hasText(new String[] {"나나나", "가나다"});
      assertThat(people(chat).locator("li").first().getByText("나", exactly())).isVisible();
      assertThat(people(chat)).containsText("그 밖에 1명이 읽고 있어요");
      assertThat(people(chat).locator("img").first()).hasJSProperty("complete", true);
    }
  }

  @Test
  void ui102TheListIsAliveWhileItIsOpenAndGoesAway() {
    try (Visitor visitor = Visitor.atDesk()) {
      ChatPage chat = ChatPage.join(visitor, server, room, "나나나");
      chat.frame().locator("#people-button").click();
      try (ChatClient other = ChatClient.enter(server, room, "옛이름")) {
        assertThat(people(chat)).containsText("옛이름");
        other.send("{\"type\":\"profile\",\"nickname\":\"새이름\",\"avatar\":\"whale\"}");
        assertThat(people(chat)).containsText("새이름");
        assertThat(people(chat)).not().containsText("옛이름");
      }
      assertThat(people(chat)).not().containsText("새이름");

      visitor.page().keyboard().press("Escape");
      assertThat(people(chat)).isHidden();
      assertThat(chat.frame().locator("#people-button")).isFocused();
      chat.frame().locator("#people-button").click();
      chat.log().click();
      assertThat(people(chat)).isHidden();
    }
  }

  @Test
  void ui102OnePersonWithFiveTabsCountsOnce() {
    try (Visitor other = Visitor.atDesk();
        Visitor visitor = Visitor.atDesk()) {
      ChatPage chat = ChatPage.join(visitor, server, room, "다섯창");
      List<Page> tabs = new ArrayList<>();
      for (int i = 1; i < 5; i++) {
        Page tab = visitor.newTab();
        tab.navigate(server.url("/room/" + room).toString());
        new ChatPage(tab).awaitOpen();
        tabs.add(tab);
      }
      ChatPage others = ChatPage.join(other, server, room, "다른이");

      assertThat(others.count()).hasText("2");
      assertThat(chat.count()).hasText("2");
      tabs.forEach(Page::close);
      chat.sayAndAwait("아직 한 창이 있어요");
      assertThat(others.line("아직 한 창이 있어요")).isVisible();
      assertThat(others.count()).hasText("2");
      visitor.page().close();
      assertThat(others.count()).hasText("1");
    }
  }

  private static Locator.GetByTextOptions exactly() {
    return new Locator.GetByTextOptions().setExact(true);
  }

  private static Locator people(ChatPage chat) {
    return chat.frame().locator("#people");
  }
}
