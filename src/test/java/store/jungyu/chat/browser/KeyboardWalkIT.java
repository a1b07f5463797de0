package store.jungyu.chat.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import store.jungyu.chat.testing.ChatClient;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.Visitor;

/// The whole chat by keys alone, and what a screen reader is told of it.
final class KeyboardWalkIT {
  private final ChatServer server = ChatServer.shared();
  private final String room = ChatPage.newRoom();

  @Test
  void tabLeadsThroughAllThatCanBeUsedAndOneSeesWhere() {
    Past.of(30).in(server, room);
    try (Visitor visitor = Visitor.atDesk()) {
      ChatPage chat = ChatPage.open(visitor, server, room);
      List<String> walk = walk(chat);
      assertThat(walk)
          .containsExactly("people-button", "log", "at m30", "pick", "nickname", "redraw", "enter");

      chat.join("아나");
      chat.text().fill("보낼 말");
      assertThat(walk(chat))
          .containsExactly("people-button", "log", "at m30", "me", "text", "send");
    }
  }

  @Test
  void somebodyJoinsTalksAndLooksAroundWithoutAMouse() {
    Past.of(30).in(server, room);
    try (Visitor visitor = Visitor.atDesk()) {
      ChatPage chat = ChatPage.open(visitor, server, room);
      Locator picker = chat.frame().getByRole(AriaRole.RADIOGROUP).last();
      focus(chat, "pick");
      press(chat, "Enter", "ArrowRight");
      assertThat(picker).isVisible();
      String animal = (String) chat.evaluate("document.activeElement.value");
      press(chat, "Enter");
      assertThat(picker).isHidden();
      assertThat(chat.frame().locator("#pick")).isFocused();
      assertThat(chat.frame().locator("#entrance-face"))
          .hasAttribute("src", Pattern.compile("/" + animal + "\\.svg$"));

      press(chat, "Tab", "Enter");
      assertThat(chat.text()).isFocused();
      chat.frame().page().keyboard().type("키보드로 쓴 말");
      press(chat, "Enter");
      assertThat(chat.line("키보드로 쓴 말")).isVisible();

      focus(chat, "people-button");
      press(chat, "Enter");
      assertThat(chat.frame().locator("#people")).isVisible();
      press(chat, "Tab", "ArrowRight");
      assertThat(chat.frame().getByLabel("개수만")).isChecked();
      press(chat, "Escape");
      assertThat(chat.frame().locator("#people")).isHidden();
      assertThat(chat.frame().locator("#people-button")).isFocused();

      press(chat, "Tab", "Tab", "ArrowUp");
      assertThat(chat.frame().locator("#m31 .own-button")).isFocused();
      press(chat, "ArrowUp", "ArrowUp");
      assertThat(chat.frame().locator("#m29 .at")).isFocused();
      press(chat, "Home");
      assertThat(chat.frame().locator("#m1 .at")).isFocused();
      assertThat(chat.frame().locator("#m1")).isInViewport();
    }
  }

  @Test
  void aScreenReaderHearsAsMuchAsItsOwnerChose() {
    try (Visitor visitor = Visitor.atDesk();
        ChatClient other = ChatClient.enter(server, room, "다른이")) {
      ChatPage chat = ChatPage.join(visitor, server, room, "나나나");
      Locator announcer = chat.frame().locator("#announcer");
      choose(chat, "개수만");
      other.say("하나");
      assertThat(announcer).hasText("새 메시지 1개");

      choose(chat, "안 함");
      other.say("둘");
      assertThat(chat.line("둘")).isVisible();
      chat.sayAndAwait("내 말");
      assertThat(announcer).hasText("새 메시지 1개");

      chat = ChatPage.open(visitor, server, room);
      chat.frame().locator("#people-button").click();
      assertThat(chat.frame().getByLabel("안 함")).isChecked();
    }
  }

  @Test
  void aScreenReaderHearsThatAMessageFailed() {
    try (Visitor visitor = Visitor.atDesk()) {
      visitor.page().clock().install();
      Wire wire = Wire.of(visitor.page());
      ChatPage chat = ChatPage.join(visitor, server, room, "나나나");
      wire.loseUp("say");
      chat.say("길을 잃은 말");
      assertThat(chat.unsent()).hasAttribute("data-state", "sending");
      visitor.page().clock().fastForward(8_000);
      assertThat(chat.frame().locator("#announcer")).hasText("보내지 못했어요");
    }
  }

  private static void choose(ChatPage chat, String amount) {
    chat.frame().locator("#people-button").click();
    chat.frame()
        .getByText(amount, new com.microsoft.playwright.Frame.GetByTextOptions().setExact(true))
        .click();
    press(chat, "Escape");
  }

  /// Tab by Tab from the top of the page to its end; each stop shows that it is one.
  private static List<String> walk(ChatPage chat) {
    List<String> stops = new ArrayList<>();
    chat.frame().getByRole(AriaRole.HEADING).first().click();
    while (stops.size() < 50) {
      press(chat, "Tab");
      String stop =
          (String)
              chat.evaluate(
                  """
                  (() => {
                    const at = document.activeElement;
                    if (at === document.body) return '';
                    const { outlineStyle, outlineWidth } = getComputedStyle(at);
                    const seen = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1;
                    const name = at.id || `${at.className} ${at.closest('.line')?.id}`;
                    return seen ? name : `${name} without outline`;
                  })()
                  """);
      if (stop.isEmpty() || stops.contains(stop)) {
        return stops;
      }
      stops.add(stop);
    }
    return stops;
  }

  private static void focus(ChatPage chat, String id) {
    chat.frame().locator("#" + id).focus();
  }

  private static void press(ChatPage chat, String... keys) {
    for (String key : keys) {
      chat.frame().page().keyboard().press(key);
    }
  }
}
