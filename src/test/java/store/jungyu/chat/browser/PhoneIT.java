package store.jungyu.chat.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.LoadState;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.Visitor;

/// The room on a small phone: narrow, with a keyboard that takes half of it, on a slow line.
final class PhoneIT {
  private static final int BUDGET = 40 * 1024; // bytes as they are sent
  private final ChatServer server = ChatServer.shared();
  private final String room = ChatPage.newRoom();

  @Test
  void at320PointsNothingIsCutOffInAnyLanguage() {
    Past.of(5).in(server, room);
    for (String language : List.of("ko", "en", "ja")) {
      try (Visitor visitor = Visitor.onPhone(options -> options.setViewportSize(320, 480))) {
        Page page = visitor.visit(server.url("/room/" + room + "?lang=" + language));
        ChatPage chat = new ChatPage(page);
        chat.awaitOpen();
        assertNothingWider(chat);
        page.locator("#people-button").click();
        Look.assertFingersFit(chat.frame(), language + ", people");
        assertNothingWider(chat);
        page.locator("#pick").click();
        assertNothingWider(chat);
        page.locator("#enter").click();
        page.locator("#text").fill("짧은 말 " + language);
        page.locator("#text").press("Enter");
        assertThat(chat.line("짧은 말 " + language)).isInViewport();
        assertNothingWider(chat);
      }
    }
  }

  private static void assertNothingWider(ChatPage chat) {
    Object wider =
        chat.evaluate(
            """
            [...document.querySelectorAll('body *')]
              .filter(part => part.checkVisibility() && !part.closest('.unseen, .icon'))
              .filter(part => part.getBoundingClientRect().right > innerWidth + .5)
              .map(part => part.outerHTML.slice(0, 120))\
            """);
    assertThat((List<?>) wider).isEmpty();
  }

  /// As browsers do that heed `interactive-widget`: they make the page smaller.
  @Test
  void theInputStaysAboveAKeyboardThatMakesThePageSmaller() {
    Past.of(60).in(server, room);
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat = ChatPage.join(visitor, server, room, "아나");
      chat.text().tap();
      for (int height : new int[] {590, 530, 460, 380, 320}) { // it slides in
        visitor.page().setViewportSize(360, height);
      }

      assertThat(chat.text()).isInViewport();
      assertThat(chat.frame().locator("#m60")).isInViewport();
      assertThat(chat.frame().getByRole(AriaRole.BANNER)).isInViewport();
    }
  }

  /// As Safari does: the page stays as large as it was, and only what is seen of it gets smaller.
  @Test
  void theInputStaysAboveAKeyboardThatCoversThePage() {
    Past.of(60).in(server, room);
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat = ChatPage.join(visitor, server, room, "아나");
      cover(chat, 320, 1);
      assertThat(chat.frame().locator("#room")).hasCSS("height", "320px");
      BoundingBox input = chat.text().boundingBox();
      assertThat(input.y + input.height).isLessThanOrEqualTo(320);
      assertThat(chat.frame().locator("#m60").boundingBox().y).isLessThan(input.y);

      cover(chat, 640, 1);
      assertThat(chat.frame().locator("#room")).hasCSS("height", "640px");
      cover(chat, 320, 2); // pinched larger: that is no keyboard
      assertThat(chat.frame().locator("#room")).hasCSS("height", "640px");
    }
  }

  /// In a blog a keyboard takes half of the post, not of the frame, and the browser brings the
  /// field into what is left: nothing in the chat may be in its way.
  @ParameterizedTest
  @ValueSource(strings = {"<p>글", "<div style='height:1500px'>글</div>"})
  void inABlogTheFieldIsSeenWhereAKeyboardLeavesLessThanTheFrame(String above) {
    String framed = ChatPage.newRoom();
    try (Visitor visitor = Visitor.onPhone()) {
      Page post =
          visitor.visit(
              BlogWithChat.post(
                  "<meta name=viewport content='width=device-width'>"
                      + above
                      + BlogWithChat.script("data-post=" + framed)
                      + "<div style='height:1500px'>아래</div>"));
      ChatPage chat = ChatPage.in(post.locator("realtime-chat iframe"));
      assertSeenUnderAKeyboard(post, chat.nickname());
      chat.join("아나");
      post.evaluate("scrollTo(0, 0)");
      assertSeenUnderAKeyboard(post, chat.text());
    }
  }

  private static void assertSeenUnderAKeyboard(Page post, Locator field) {
    int left = 300; // of 640, and of the frame's 520
    post.setViewportSize(360, left);
    field.blur();
    field.focus();
    assertThat(field).isFocused();
    post.waitForCondition(() -> {
      BoundingBox box = field.boundingBox();
      BoundingBox frame = post.locator("realtime-chat iframe").boundingBox();
      return box.y >= Math.max(0, frame.y)
          && box.y + box.height <= Math.min(left, frame.y + frame.height);
    });
    post.setViewportSize(360, 640);
  }

  private static void cover(ChatPage chat, int height, double scale) {
    chat.frame()
        .evaluate(
            """
            ([height, scale]) => {
              Object.defineProperty(visualViewport, 'height', { value: height, configurable: true });
              Object.defineProperty(visualViewport, 'scale', { value: scale, configurable: true });
              visualViewport.dispatchEvent(new Event('resize'));
            }
            """,
            List.of(height, scale));
  }

  @Test
  void whoWantsNoMotionSeesNone() {
    try (Visitor visitor =
        Visitor.onPhone(options -> options.setReducedMotion(ReducedMotion.REDUCE))) {
      ChatPage chat = ChatPage.join(visitor, server, room, "아나");
      chat.evaluate(
          "window.moved = []; addEventListener('animationstart', e => moved.push(e.animationName),"
              + " true)");
      chat.sayAndAwait("조용히");

      assertThat(chat.evaluate("document.getAnimations().length + moved.length")).isEqualTo(0);
    }
  }

  @Test
  void everythingUpToTheFirstMessageWeighsLessThanFortyKibibytes() {
    try (Visitor visitor = Visitor.onPhone()) {
      List<Response> answers = new ArrayList<>();
      visitor.page().onResponse(answers::add);
      ChatPage chat = ChatPage.join(visitor, server, room, "아나");
      chat.sayAndAwait("첫 말");
      visitor.page().waitForLoadState(LoadState.NETWORKIDLE);

      long bytes = 0;
      List<String> each = new ArrayList<>();
      for (Response answer : answers) {
        int size = answer.request().sizes().responseBodySize;
        bytes += size;
        each.add(size + " " + answer.url());
      }
      assertThat(bytes).as(String.join("\n", each)).isBetween(10_000L, (long) BUDGET);
    }
  }
}
