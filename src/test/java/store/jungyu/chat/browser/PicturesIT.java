package store.jungyu.chat.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.LoadState;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.Visitor;

/// Pictures for human eyes, in `target/screenshots`: how the chat looks where it matters.
final class PicturesIT {
  private final ChatServer server = ChatServer.shared();
  private final String room = ChatPage.newRoom();

  @Test
  void theStartPageAtADesk() {
    try (Visitor me = desk(ColorScheme.LIGHT);
        Visitor friend = Visitor.onPhone()) {
      me.page().setViewportSize(1280, 760);
      Page post = me.visit(server.url("/"));
      ChatPage mine = ChatPage.inFrameOf(post);
      ChatPage theirs = ChatPage.inFrameOf(friend.visit(server.url("/")));
      mine.join("익명의 수달", "수달");
      theirs.join("익명의 여우", "여우");
      talk(mine, theirs);
      me.screenshot("start-page-desk-light");

      post.getByText("어둡게").click();
      assertThat(mine.frame().locator("html")).hasAttribute("data-theme", "dark");
      me.screenshot("start-page-desk-dark");
      friend.page().locator("iframe#chat").scrollIntoViewIfNeeded();
      friend.screenshot("start-page-phone-light");
    }
  }

  @Test
  void aRoomOnAPhone() {
    aTalk().in(server, room);
    try (Visitor me = Visitor.onPhone();
        Visitor friend = Visitor.atDesk()) {
      String title = URLEncoder.encode("메시지 하나가 방을 건너는 동안", StandardCharsets.UTF_8);
      me.visit(server.url("/room/" + room + "?theme=dark&title=" + title));
      ChatPage mine = new ChatPage(me.page());
      mine.awaitOpen();
      me.screenshot("room-phone-dark-newcomer");
      mine.join("익명의 수달", "수달");
      ChatPage theirs = ChatPage.open(friend, server, room);
      theirs.join("익명의 여우", "여우");
      mine.sayAndAwait("오, 저장이 먼저군요");
      theirs.sayAndAwait("네! 그래서 서버가 꺼져도 남아요 🦊");
      mine.sayAndAwait("방금 지하철에서 끊겼는데 그대로 이어졌어요");
      assertThat(mine.count()).hasText("2");
      me.screenshot("room-phone-dark");

      mine.frame().locator("#people-button").click();
      me.screenshot("room-phone-dark-people");
      friend.screenshot("room-desk-light");
    }
  }

  @Test
  void anEmptyRoom() {
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage.open(visitor, server, room);
      visitor.screenshot("room-phone-light-empty");
    }
  }

  @Test
  void longKoreanText() {
    String sentence = "지하철이 터널로 들어가 연결이 끊겨도, 방의 모든 말에는 번호가 있어서 돌아온 브라우저가 이어서 들을 수 있습니다. ";
    new Past()
        .says("가나다라마바사아자차카타파하끝", "whale", sentence.repeat(4), Instant.now())
        .says("익명의 판다", "panda", "ㅋ".repeat(200), Instant.now())
        .in(server, room);
    try (Visitor visitor = Visitor.onPhone();
        Visitor dark = desk(ColorScheme.DARK)) {
      ChatPage chat = ChatPage.join(visitor, server, room, "익명의 수달");
      chat.sayAndAwait(sentence.repeat(2) + "https://example.com/" + "a/".repeat(60));
      visitor.screenshot("room-phone-light-long");
      ChatPage.open(dark, server, room);
      dark.screenshot("room-desk-dark-long");
    }
  }

  @Test
  void aMessageThatFailed() {
    try (Visitor visitor = Visitor.onPhone()) {
      visitor.page().clock().install();
      Wire wire = Wire.of(visitor.page());
      ChatPage chat = ChatPage.join(visitor, server, room, "익명의 수달");
      chat.sayAndAwait("여기까지는 잘 갔어요");
      wire.loseUp("say");
      chat.say("이 말은 길을 잃었어요");
      assertThat(chat.unsent()).hasAttribute("data-state", "sending");
      visitor.page().clock().fastForward(8_000);
      assertThat(chat.button("다시 보내기")).isVisible();
      assertThat(chat.unsent().locator(".bubble")).hasCSS("opacity", "1");
      visitor.screenshot("room-phone-light-failed");
    }
  }

  @Test
  void theAnimals() {
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat = ChatPage.open(visitor, server, room);
      chat.button("동물 고르기").click();
      assertThat(chat.frame().getByRole(AriaRole.RADIOGROUP)).isVisible();
      visitor.page().waitForLoadState(LoadState.NETWORKIDLE);
      visitor.screenshot("room-phone-light-animals");
    }
  }

  private static void talk(ChatPage mine, ChatPage theirs) {
    theirs.sayAndAwait("글 잘 읽었어요! 적어 둔 다음에야 보여 준다는 게 인상 깊네요");
    mine.sayAndAwait("고마워요 🙌 화면에 나온 말은 사라지지 않아요");
    mine.sayAndAwait("서버를 껐다 켜도요");
    theirs.sayAndAwait("지금 와이파이를 껐다 켜 봤는데 정말 그대로네요");
    mine.sayAndAwait("https://www.rfc-editor.org/rfc/rfc6455 위에 올린 작은 규약 덕분이에요");
  }

  private static Past aTalk() {
    Instant start = Instant.now().minus(12, ChronoUnit.MINUTES);
    return new Past()
        .says("익명의 펭귄", "penguin", "글 잘 읽었습니다. 그런데 왜 바로 퍼뜨리지 않나요?", start)
        .says("익명의 고래", "whale", "저장에 실패한 말을 남이 먼저 보면 안 되니까요", start.plusSeconds(70))
        .says("익명의 고래", "whale", "한 번 보인 말은 사라지지 않아야 해요", start.plusSeconds(95));
  }

  private static Visitor desk(ColorScheme scheme) {
    return Visitor.atDesk(options -> options.setColorScheme(scheme));
  }
}
