package store.jungyu.chat.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import store.jungyu.chat.testing.Visitor;

/// The chat in the other engine: what readers with Firefox meet first. All else is tried in
/// Chromium.
final class FirefoxIT {
  private final String room = ChatPage.newRoom();

  @Test
  void readersWithFirefoxAndChromiumTalkAndTheThemeFollowsThePage() {
    try (Visitor fox = Visitor.withFirefox(Map.of());
        Visitor other = Visitor.onPhone()) {
      Page post = fox.visit(BlogWithChat.post("<p>글" + script("")));
      ChatPage mine = ChatPage.in(post.locator("iframe"));
      mine.join("여우 독자");
      ChatPage theirs = ChatPage.join(other, BlogWithChat.chat(), room, "크롬 독자");
      mine.sayAndAwait("파이어폭스에서 보내요");
      assertThat(theirs.line("파이어폭스에서 보내요")).isVisible();
      theirs.sayAndAwait("크로뮴에서도 보여요 https://example.com");
      assertThat(mine.line("크로뮴에서도 보여요")).isInViewport();
      assertThat(mine.line("크로뮴에서도 보여요").locator(".text a")).hasCount(1);
      assertThat(mine.line("파이어폭스에서")).hasClass(Pattern.compile("\\bmine\\b"));
      assertThat(mine.count()).hasText("2");

      post.evaluate("document.documentElement.dataset.theme = 'dark'");
      assertThat(mine.frame().locator("body")).hasCSS("background-color", "rgb(19, 24, 25)");
      Look.assertAccessible(mine.frame(), "Firefox");
    }
  }

  @Test
  void whoHasBlockedAllStorageTalksAndIsToldHowLongTheNameIsKept() {
    try (Visitor fox = Visitor.withFirefox(Map.of("network.cookie.cookieBehavior", 2))) {
      Page post = fox.visit(BlogWithChat.post("<p>글" + script("")));
      ChatPage chat = ChatPage.in(post.locator("iframe"));
      chat.join("여우 독자");
      chat.sayAndAwait("그래도 말해요");

      assertThat(chat.frame().getByText("이번에 방문한 동안만 이름이 유지돼요.")).isVisible();
    }
  }

  private String script(String attributes) {
    return BlogWithChat.script("data-post='" + room + "' " + attributes);
  }
}
