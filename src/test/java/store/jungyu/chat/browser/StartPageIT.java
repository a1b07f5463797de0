package store.jungyu.chat.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.Visitor;

/// The start page: a post with its chat in a frame.
final class StartPageIT {
  private final ChatServer server = ChatServer.shared();
  private final String mark = UUID.randomUUID().toString().substring(0, 8);

  @Test
  void ui201TwoReadersOfThePostTalkInTheFrame() {
    try (Visitor ana = Visitor.onPhone();
        Visitor ben = Visitor.atDesk()) {
      ChatPage phone = ChatPage.inFrameOf(ana.visit(server.url("/")));
      ChatPage desk = ChatPage.inFrameOf(ben.visit(server.url("/")));
      phone.join("아나" + mark);
      desk.join("벤벤" + mark);
      phone.say("전화기에서 " + mark);
      desk.say("책상에서 " + mark);

      for (ChatPage each : new ChatPage[] {phone, desk}) {
        assertThat(each.line("전화기에서 " + mark)).isVisible();
        assertThat(each.line("책상에서 " + mark)).isVisible();
      }
      assertThat(phone.line("전화기에서 " + mark)).hasClass(Pattern.compile("\\bmine\\b"));
      ben.page().reload();
      ChatPage again = ChatPage.inFrameOf(ben.page());
      again.sayAndAwait("다시 " + mark);
      assertThat(again.line("다시 " + mark).locator(".who")).hasText("벤벤" + mark);
    }
  }

  @Test
  void ui201TheFrameNeitherScrollsThePostNorTakesItsFocus() {
    try (Visitor ana = Visitor.onPhone();
        Visitor ben = Visitor.atDesk()) {
      Page post = ana.visit(server.url("/"));
      ChatPage.inFrameOf(post).awaitOpen();
      ChatPage desk = ChatPage.inFrameOf(ben.visit(server.url("/")));
      desk.join("벤벤" + mark);
      desk.sayAndAwait("조용히 " + mark);
      assertThat(ChatPage.inFrameOf(post).line("조용히 " + mark)).isVisible();

      assertThat(post.evaluate("scrollY")).isEqualTo(0);
      assertThat(post.evaluate("document.activeElement.tagName")).isEqualTo("BODY");
    }
  }

  @Test
  void ui202TheFrameFollowsTheThemeOfThePostAtOnce() {
    try (Visitor visitor = Visitor.atDesk(options -> options.setColorScheme(ColorScheme.LIGHT))) {
      Page post = visitor.visit(server.url("/"));
      ChatPage chat = ChatPage.inFrameOf(post);
      chat.awaitOpen();
      chat.evaluate("window.sameDocument = true");
      assertThat(chat.frame().locator("body")).hasCSS("background-color", "rgb(255, 255, 255)");
      post.getByText("어둡게").click();
      assertThat(chat.frame().locator("html")).hasAttribute("data-theme", "dark");
      assertThat(chat.frame().locator("body")).hasCSS("background-color", "rgb(19, 24, 25)");
      post.getByText("밝게").click();
      assertThat(chat.frame().locator("html")).hasAttribute("data-theme", "light");
      assertThat(chat.evaluate("window.sameDocument")).isEqualTo(true);
    }
  }

  @Test
  void thePostFitsAPhoneAndShowsHowToEmbed() {
    try (Visitor visitor = Visitor.onPhone()) {
      Page post = visitor.visit(server.url("/"));
      assertThat(post.locator("pre").first()).containsText(server.url("/embed.js").toString());
      assertThat(post.locator("pre").last()).containsText(server.url("/room/post-1").toString());

      assertThat(
              post.evaluate(
                  "document.documentElement.scrollWidth - document.documentElement.clientWidth"))
          .isEqualTo(0);
    }
  }
}
