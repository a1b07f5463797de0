package store.jungyu.chat.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import store.jungyu.chat.testing.ChatClient;
import store.jungyu.chat.testing.Visitor;
import store.jungyu.chat.testing.Waiting;

/// The socket of a chat that nobody sees: not opened, given up after a while, and back at once.
final class SightIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String FAR = "<div style='height:5000px'>글</div>";
  private final String room = ChatPage.newRoom();

  /// A tab cannot be hidden from within a test; the page is told so in the way it asks.
  private static final String HIDE =
      """
      Object.defineProperty(document, 'visibilityState', {configurable: true, get: () => 'hidden'});
      document.dispatchEvent(new Event('visibilitychange'));\
      """;

  private static final String SHOW =
      """
      delete document.visibilityState;
      document.dispatchEvent(new Event('visibilitychange'));\
      """;

  @Test
  void theSocketOpensWhenTheFrameIsSeenRestsWhenItIsNotForLongAndResumes() {
    try (Visitor visitor = Visitor.atDesk();
        ChatClient other = ChatClient.enter(BlogWithChat.chat(), room, "다른이")) {
      Page post = visitor.visit(BlogWithChat.post(FAR + bare()));
      ChatPage chat = chat(post);
      assertThat(chat.frame().locator("#entrance")).isVisible();
      assertThat(chat.count()).isHidden();

      post.evaluate("scrollTo(0, 1e6)");
      chat.awaitOpen();
      other.await("presence", event -> event.getInt("count") == 2);
      chat.join("손님손님");
      chat.text().fill("쓰다 만 말");

      post.evaluate("scrollTo(0, 0)"); // and CHAT_REST_AFTER goes by
      other.await("presence", event -> event.getInt("count") == 1);
      other.sayAndAwait("그사이의 말");

      post.evaluate("scrollTo(0, 1e6)");
      assertThat(chat.line("그사이의 말")).isVisible(ChatPage.withinThreeSeconds());
      assertThat(chat.texts()).containsExactly("그사이의 말");
      assertThat(chat.text()).hasValue("쓰다 만 말");
      assertThat(chat.status()).isHidden();
      chat.text().press("Enter");
      assertThat(chat.line("쓰다 만 말")).isVisible();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTabThatWasHiddenForTenMinutesIsResumedWithinThreeSecondsWithoutLossOrRepeat(boolean slept) {
    try (Visitor visitor = Visitor.atDesk();
        ChatClient other = ChatClient.enter(BlogWithChat.chat(), room, "다른이")) {
      Page page = visitor.page();
      page.clock().install();
      Wire wire = Wire.of(page);
      visitor.visit(BlogWithChat.chat().url("/room/" + room));
      ChatPage chat = new ChatPage(page);
      chat.join("손님손님");
      other.sayAndAwait("가기 전");
      assertThat(chat.line("가기 전")).isVisible();
      chat.evaluate(HIDE);
      if (slept) {
        wire.silence(); // and no timer runs: the lid is closed
      } else {
        page.clock().fastForward("10:00");
        other.await("presence", event -> event.getInt("count") == 1);
      }
      other.sayAndAwait("없는 동안");
      chat.evaluate(SHOW);
      if (slept) {
        page.clock().runFor(ChatPage.RESUMED_WITHIN_MS);
      }

      assertThat(chat.line("없는 동안")).isVisible(ChatPage.withinThreeSeconds());
      assertThat(chat.texts()).containsExactly("가기 전", "없는 동안");
      assertThat(wire.opened()).isEqualTo(2);
      chat.sayAndAwait("돌아왔어요");
    }
  }

  @Test
  void whatIsSaidAndNotYetStoredWhenTheTabGoesToRestIsSentOnReturn() {
    try (Visitor visitor = Visitor.atDesk()) {
      Page page = visitor.page();
      page.clock().install();
      Wire wire = Wire.of(page);
      visitor.visit(BlogWithChat.chat().url("/room/" + room));
      ChatPage chat = new ChatPage(page);
      chat.join("손님손님");
      wire.loseUp("say");
      chat.say("가면서 한 말");
      assertThat(chat.unsent()).hasCount(1);
      chat.evaluate(HIDE);
      page.clock().fastForward("00:05");
      wire.loseNothing();
      chat.evaluate(SHOW);

      assertThat(chat.line("가면서 한 말")).isVisible();
      assertThat(chat.unsent()).hasCount(0);
    }
  }

  @Test
  void aChatThatThePageSentAwayDoesNotComeBack() {
    try (Visitor visitor = Visitor.atDesk();
        ChatClient other = ChatClient.enter(BlogWithChat.chat(), room, "다른이")) {
      Page post = visitor.visit(BlogWithChat.post("<p>글" + bare()));
      chat(post).awaitOpen();
      other.await("presence", event -> event.getInt("count") == 2);
      post.evaluate(
          "origin => document.querySelector('iframe').contentWindow.postMessage("
              + "{channel: 'realtime-chat', v: 1, type: 'destroy'}, origin)",
          BlogWithChat.origin());
      other.await("presence", event -> event.getInt("count") == 1);
      chat(post).evaluate(HIDE);
      chat(post).evaluate(SHOW);
      chat(post).evaluate("dispatchEvent(new Event('online'))");
      other.sayAndAwait("혼자");

      Waiting.untilTrue("nothing", PATIENCE, () -> chat(post).texts().isEmpty());
    }
  }

  private String bare() {
    return "<iframe style='width:400px;height:500px' src='"
        + BlogWithChat.url("/room/" + room)
        + "'></iframe>";
  }

  private static ChatPage chat(Page post) {
    return ChatPage.in(post.locator("iframe"));
  }
}
