package store.jungyu.chat.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import store.jungyu.chat.testing.ChatClient;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.Visitor;

/// The page in the reader's language: words of server and script, counts, days and times.
final class LanguageIT {
  private final ChatServer server = ChatServer.shared();
  private final String room = ChatPage.newRoom();

  @Test
  void inEnglishCountsHaveTheirFormsAndDaysAndTimesTheirOrder() {
    Past.of(60).in(server, room);
    try (Visitor visitor = Visitor.onPhone(options -> options.setLocale("en-GB"));
        ChatClient other = ChatClient.enter(server, room, "Other one")) {
      Page page = visitor.visit(server.url("/room/" + room));
      ChatPage chat = new ChatPage(page);
      chat.awaitOpen();
      assertThat(page.locator("html")).hasAttribute("lang", "en");
      assertThat(page.getByLabel("Pick a nickname")).hasValue(Pattern.compile("^Anon [A-Z]"));
      assertThat(chat.button("2 people here, show who")).isVisible();
      Locator first = chat.lines().first();
      assertThat(first.locator(".at")).hasAttribute("title", Pattern.compile("20 November 2026"));
      assertThat(first.locator(".meta time")).hasText("10:11");

      chat.scrollTo(1500);
      other.sayAndAwait("one");
      assertThat(chat.pill()).hasText("1 new message ↓");
      other.sayAndAwait("two");
      assertThat(chat.pill()).hasText("2 new messages ↓");
    }
  }

  @Test
  void inJapaneseTheAddressDecidesAgainstTheBrowser() {
    try (Visitor visitor = Visitor.onPhone()) {
      Page page = visitor.visit(server.url("/room/" + room + "?lang=ja"));
      ChatPage chat = new ChatPage(page);
      chat.awaitOpen();
      assertThat(page.getByLabel("ニックネームを入力してください")).hasValue(Pattern.compile("^匿名の"));
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("参加").setExact(true))
          .click();
      chat.frame().locator("#text").fill("こんにちは");
      chat.frame().locator("#text").press("Enter");
      assertThat(chat.line("こんにちは").locator(".meta time"))
          .hasText(Pattern.compile("^\\d{1,2}:\\d{2}$"));
    }
  }

  @Test
  void theRoomLearnsAnotherLanguageAndKeepsLookAndDraft() {
    try (Visitor visitor = Visitor.onPhone()) {
      Page page = visitor.visit(server.url("/room/" + room + "?theme=dark&accent=e11d48"));
      ChatPage chat = new ChatPage(page);
      chat.join("익명의 수달");
      chat.text().fill("쓰던 말");
      assertThat(speak(page, "xx")).isEqualTo(false);
      assertThat(speak(page, "ko")).isEqualTo(true);
      assertThat(chat.text()).hasValue("쓰던 말");

      speak(page, "en");
      assertThat(page.getByLabel("Message", new Page.GetByLabelOptions().setExact(true)))
          .hasValue("쓰던 말");
      assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
      assertThat(page.locator("#send")).hasCSS("background-color", "rgb(225, 29, 72)");
    }
  }

  @Test
  void theColourOfTheBlogComesAtOnceOrNotAtAll() {
    try (Visitor visitor = Visitor.onPhone().forgives("404")) {
      ChatPage chat = ChatPage.join(visitor, server, room, "익명의 수달");
      String own =
          (String)
              chat.frame()
                  .locator("#send")
                  .evaluate("e => getComputedStyle(e).getPropertyValue('--accent')");
      assertThat(accent(chat, "<b>")).isEqualTo(false);
      assertThat(accent(chat, "12345")).isEqualTo(false);
      assertThat(chat.frame().locator("link[data-accent]")).hasCount(0);
      assertThat(accent(chat, "#E11D48")).isEqualTo(true);
      assertThat(accent(chat, "f60")).isEqualTo(true);
      assertThat(chat.frame().locator("link[data-accent]")).hasCount(1);
      assertThat(accent(chat, "")).isEqualTo(true);
      assertThat(
              chat.frame()
                  .locator("#send")
                  .evaluate("e => getComputedStyle(e).getPropertyValue('--accent')"))
          .isEqualTo(own);
    }
  }

  private static Object speak(Page page, String language) {
    return page.evaluate(
        "async (code) => (await import(" + module("language") + ")).speak(code)", language);
  }

  private static Object accent(ChatPage chat, String colour) {
    return chat.frame()
        .evaluate(
            "async (code) => (await import(" + module("accent") + ")).applyAccent(code)", colour);
  }

  private static String module(String name) {
    return "document.querySelector('script').src.replace('main.js', '" + name + ".js')";
  }
}
