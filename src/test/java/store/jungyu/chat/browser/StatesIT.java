package store.jungyu.chat.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.LoadState;
import com.microsoft.playwright.options.Media;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import store.jungyu.chat.testing.ChatClient;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.Visitor;

/// Every state of the pages, looked at in every way: see [Look].
final class StatesIT {
  private static final String TITLE = "메시지 하나가 방을 건너는 동안";
  private final ChatServer server = ChatServer.shared();
  private final String room = ChatPage.newRoom();

  @Test
  void theStartPage() {
    try (Visitor me = Visitor.onPhone();
        Visitor friend = Visitor.onPhone()) {
      ChatPage mine = ChatPage.inFrameOf(me.visit(server.url("/")));
      ChatPage theirs = ChatPage.inFrameOf(friend.visit(server.url("/")));
      mine.join("익명의 수달", "수달");
      theirs.join("익명의 여우", "여우");
      talk(mine, theirs);
      me.page().evaluate("scrollTo(0, 0)");
      Look.at(me, "start");
    }
  }

  @Test
  void anEmptyRoomForANewcomer() {
    try (Visitor visitor = Visitor.onPhone()) {
      open(visitor);
      Look.at(visitor, "empty");
    }
  }

  @Test
  void anEmptyRoomForSomebody() {
    try (Visitor visitor = Visitor.onPhone()) {
      open(visitor).join("익명의 수달", "수달");
      Look.at(visitor, "empty-joined");
    }
  }

  @Test
  void aTalkAndWhoIsInIt() {
    aTalk().in(server, room);
    try (Visitor visitor = Visitor.onPhone();
        Visitor friend = Visitor.onPhone()) {
      ChatPage mine = open(visitor);
      mine.join("익명의 수달", "수달");
      ChatPage theirs = open(friend);
      theirs.join("익명의 여우", "여우");
      mine.sayAndAwait("오, 저장이 먼저군요");
      theirs.sayAndAwait("네! 그래서 서버가 꺼져도 남아요 🦊");
      mine.sayAndAwait("방금 지하철에서 끊겼는데 그대로 이어졌어요 https://www.rfc-editor.org/rfc/rfc6455");
      assertThat(mine.count()).hasText("2");
      Look.at(visitor, "talk");

      mine.frame().locator("#people-button").click();
      Look.at(visitor, "people");

      mine.frame().page().keyboard().press("Escape");
      Page page = visitor.page();
      page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
      assertThat(page.locator("body"))
          .hasCSS("background-color", "rgb(255, 255, 255)"); // of a dark page
      assertThat(page.locator("#lines .text").first()).hasCSS("color", "rgb(0, 0, 0)");
      assertThat(page.locator("#composer")).isHidden();
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
      page.evaluate("scrollTo(0, 0)");
      Look.picture(page, "talk-phone-print");
      page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.SCREEN));
      page.emulateMedia(new Page.EmulateMediaOptions().setForcedColors(ForcedColors.ACTIVE));
      for (int i : new int[] {0, 2}) { // bubbles have no colour there
        assertThat(page.locator("#lines .text").nth(i)).hasCSS("border-top-style", "solid");
      }
      Look.picture(page, "talk-phone-forced-colours");
    }
  }

  @Test
  void theAnimals() {
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat = open(visitor);
      chat.button("동물 고르기").click();
      assertThat(chat.frame().getByRole(AriaRole.RADIOGROUP)).isVisible();
      visitor.page().waitForLoadState(LoadState.NETWORKIDLE);
      Look.at(visitor, "animals");
    }
  }

  @Test
  void aNameThatCannotBe() {
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat = open(visitor);
      chat.nickname().fill("<수달>");
      chat.button("참여").click();
      assertThat(chat.frame().getByRole(AriaRole.ALERT)).containsText("글자, 숫자");
      Look.at(visitor, "name-refused");
    }
  }

  @Test
  void longTexts() {
    String sentence = "지하철이 터널로 들어가 연결이 끊겨도, 방의 모든 말에는 번호가 있어서 돌아온 브라우저가 이어서 들을 수 있습니다. ";
    new Past()
        .says("가나다라마바사아자차카타파하끝", "whale", sentence.repeat(4), Instant.now())
        .says("익명의 판다", "panda", "ㅋ".repeat(200), Instant.now())
        .in(server, room);
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat = ChatPage.join(visitor, server, room, "익명의 수달");
      chat.sayAndAwait(sentence.repeat(2) + "https://example.com/" + "a/".repeat(60));
      chat.text().fill("가".repeat(2003));
      assertThat(chat.frame().locator("#counter")).hasText("3자 넘음");
      Look.at(visitor, "long");
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
      visitor.page().clock().resume();
      Look.at(visitor, "failed");
    }
  }

  @Test
  void whatOneMayDoWithOnesOwn() {
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat = open(visitor);
      chat.join("익명의 수달", "수달");
      chat.sayAndAwait("오타가 있는 말");
      chat.sayAndAwait("지울까 말까 하는 말");
      Locator first = chat.lines().first();
      first.locator(".own-button").click();
      button(first, "수정").click();
      first.getByRole(AriaRole.TEXTBOX).fill("오타가 없는 말");
      Look.at(visitor, "own-edit");

      button(first, "저장").click();
      assertThat(first.getByText("수정됨")).isVisible();
      Locator last = chat.lines().last();
      last.locator(".own-button").click();
      assertThat(button(last, "수정")).isFocused();
      Look.at(visitor, "own");

      button(last, "삭제").click();
      assertThat(last.getByText("이 메시지를 삭제할까요?")).isVisible();
      Look.at(visitor, "own-delete");
    }
  }

  @Test
  void aNameForThisVisitOnly() {
    try (Visitor visitor = Visitor.onPhone()) {
      visitor
          .context()
          .addInitScript(
              "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } });");
      ChatPage chat = open(visitor);
      chat.join("익명의 수달", "수달");
      assertThat(chat.frame().getByText("이번에 방문한 동안만 이름이 유지돼요.")).isVisible();
      Look.at(visitor, "temporary");
    }
  }

  @Test
  void aBlogThatTheChatDoesNotKnow() {
    try (Visitor visitor = Visitor.onPhone().forgives("status of 403")) {
      URI post = framed("/unlisted", "");
      visitor.visit(BlogWithChat.blog().at("localhost", post.getPath()));
      Locator explained = visitor.page().frameLocator("iframe").locator("html");
      assertThat(explained.locator("code")).isVisible();
      assertThat((Boolean) explained.evaluate("page => page.scrollWidth <= page.clientWidth"))
          .isTrue();
      Look.at(visitor, "unlisted");
    }
  }

  @Test
  void somebodyWhoIsBlocked() {
    aTalk().in(server, room);
    try (Visitor visitor = Visitor.onPhone()) {
      Wire wire = Wire.of(visitor.page());
      ChatPage chat = open(visitor);
      wire.close(4014, "blocked until " + Instant.now().plus(1, ChronoUnit.HOURS));
      assertThat(chat.status()).containsText("까지");
      Look.at(visitor, "blocked");
    }
  }

  @ParameterizedTest
  @CsvSource({"offline,0", "stopped,4003", "outdated,4016"})
  void theConnectionIsGone(String state, int code) {
    aTalk().in(server, room);
    try (Visitor visitor = Visitor.onPhone()) {
      Wire wire = Wire.of(visitor.page());
      ChatPage chat = open(visitor);
      wire.block(true);
      wire.close(code == 0 ? 1011 : code);
      assertThat(chat.status()).isVisible();
      Look.at(visitor, state);
    }
  }

  @Test
  void readingFurtherUpWhileOthersTalk() {
    Past.of(60).in(server, room);
    try (Visitor visitor = Visitor.onPhone();
        ChatClient other = ChatClient.enter(server, room, "다른이")) {
      ChatPage chat = open(visitor);
      chat.scrollTo(1500);
      other.sayAndAwait("아래에서 하는 말");
      assertThat(chat.pill()).hasText("새 메시지 1개 ↓");
      Look.at(visitor, "further-up");
    }
  }

  @Test
  void olderMessagesThatCannotBeRead() {
    Past.of(60).in(server, room);
    try (Visitor visitor = Visitor.onPhone().forgives("ERR_FAILED")) {
      ChatPage chat = open(visitor);
      visitor.page().route("**/api/rooms/**", route -> route.abort());
      chat.scrollTo(0);
      assertThat(chat.button("다시 시도")).isVisible();
      chat.scrollTo(0);
      Look.at(visitor, "older-failed");
    }
  }

  @Test
  void aMessageByItsAddress() {
    Past.of(120).in(server, room);
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat = new ChatPage(visitor.visit(server.url("/room/" + room + "#m40")));
      assertThat(chat.frame().locator("#m40")).isInViewport();
      Look.at(visitor, "permalink");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "ja"})
  void otherLanguages(String language) {
    aTalk().in(server, room);
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat =
          new ChatPage(visitor.visit(server.url("/room/" + room + "?lang=" + language)));
      chat.awaitOpen();
      Look.at(visitor, "newcomer-" + language);
      visitor.visit(server.url("/?lang=" + language));
      ChatPage.inFrameOf(visitor.page()).awaitOpen();
      Look.at(visitor, "start-" + language);
    }
  }

  /// Bright, dark, and of nearly the luminance of the page.
  @ParameterizedTest
  @ValueSource(strings = {"ffd400", "e11d48", "1e293b", "f8fafc"})
  void aColourOfTheBlogsOwn(String accent) {
    aTalk().in(server, room);
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat =
          new ChatPage(visitor.visit(server.url("/room/" + room + "?accent=" + accent)));
      chat.join("익명의 수달", "수달");
      chat.sayAndAwait("우리 블로그의 색이에요 https://example.com/");
      chat.frame().locator("#people-button").click();
      Look.at(visitor, "accent-" + accent);
    }
  }

  @Test
  void withoutAScript() {
    Past.of(120).in(server, room);
    try (Visitor visitor = Visitor.onPhone(options -> options.setJavaScriptEnabled(false))) {
      Page page = visitor.visit(server.url("/room/" + room + "?before=100"));
      assertThat(page.locator("noscript > p")).isVisible();
      assertThat(page.locator("#composer")).isHidden(); // it could not be used
      Locator link = page.locator("#m80 .at");
      link.click();
      assertThat(page.locator("#m80")).isInViewport();
      assertThat(page.getByRole(AriaRole.BANNER)).isInViewport();
      Look.pictures(visitor, "no-script");

      assertAccessibleWithoutAScript(page);
    }
  }

  /// axe is a script: it judges a copy of what was shown, in a browser that runs scripts.
  private static void assertAccessibleWithoutAScript(Page page) {
    String shown = page.content().replaceAll("(?s)<script\\b.*?</script>|</?noscript>", "");
    try (Visitor judge = Visitor.onPhone().forgives("was preloaded")) {
      judge
          .page()
          .route(
              page.url().replaceAll("#.*", ""),
              route ->
                  route.fulfill(
                      new Route.FulfillOptions()
                          .setContentType("text/html; charset=utf-8")
                          .setBody(shown)));
      judge.visit(URI.create(page.url()));
      assertThat(judge.page().locator("#people-count")).isHidden(); // nothing ran
      Look.assertAccessible(judge.page().mainFrame(), "no-script");
      Look.assertFingersFit(judge.page().mainFrame(), "no-script");
    }
  }

  @Test
  void whatTheChatKnowsOfAReader() {
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat = open(visitor);
      chat.join("익명의 수달", "수달");
      chat.sayAndAwait("처음 한 말");
      chat.sayAndAwait("다음에 한 말");
      chat.frame().locator("#people-button").click();
      chat.button("이 채팅이 나에 대해 아는 것").click();
      chat.button("내 메시지 보기").click();
      assertThat(chat.frame().locator(".known-list li")).hasCount(2);
      Look.at(visitor, "known");

      chat.button("내 메시지 모두 삭제").click();
      assertThat(chat.frame().locator(".known-sure")).isVisible();
      Look.at(visitor, "known-sure");
    }
  }

  @Test
  void anotherNameForOneself() {
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat = open(visitor);
      chat.join("익명의 수달", "수달");
      chat.sayAndAwait("이름을 바꿔 볼까요");
      chat.frame().locator("#me").click();
      assertThat(chat.nickname()).hasValue("익명의 수달");
      Look.at(visitor, "profile");
    }
  }

  @Test
  void aFrameInASandboxWithoutAnOrigin() {
    aTalk().in(BlogWithChat.chat(), room);
    try (Visitor visitor = Visitor.onPhone().forgives(".*")) {
      visitor.visit(framed("/sandboxed", " sandbox=allow-scripts"));
      ChatPage chat = ChatPage.in(visitor.page().locator("iframe"));
      assertThat(chat.status()).isVisible();
      Look.at(visitor, "sandboxed");
    }
  }

  /// As the server sends it, without a request that would have to go wrong for it.
  @ParameterizedTest
  @ValueSource(strings = {"400", "403", "405", "500"})
  void anErrorPageThatFewWillSee(String status) {
    try (Visitor visitor = Visitor.onPhone()) {
      visitor
          .page()
          .route(
              "**/error",
              route ->
                  route.fulfill(
                      new Route.FulfillOptions()
                          .setContentType("text/html; charset=utf-8")
                          .setPath(Path.of("src/main/webapp/errors", status + ".html"))));
      visitor.visit(server.url("/error"));
      assertThat(visitor.page().locator("h1")).isVisible();
      Look.at(visitor, "error-" + status);
    }
  }

  @Test
  void anErrorPage() {
    try (Visitor visitor = Visitor.onPhone().forgives("404")) {
      visitor.visit(server.url("/nope"));
      Look.at(visitor, "not-found");
    }
  }

  /// Who sees nothing wrong must be able to.
  @Test
  void faultsThatAreThereAreFound() {
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat = open(visitor);
      chat.evaluate("document.querySelector('.title').style.color = '#ccc'");
      chat.evaluate("document.getElementById('nickname').removeAttribute('id')");
      chat.evaluate("document.getElementById('enter').style.minHeight = '20px'");

      assertThatThrownBy(() -> Look.assertAccessible(chat.frame(), "planted"))
          .hasMessageContaining("color-contrast")
          .hasMessageContaining("label");
      assertThatThrownBy(() -> Look.assertFingersFit(chat.frame(), "planted"))
          .hasMessageContaining("enter");
    }
  }

  private static Locator button(Locator line, String name) {
    return line.getByRole(
        AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
  }

  /// Publishes a post with the room in a frame.
  private URI framed(String path, String attributes) {
    return BlogWithChat.blog()
        .publish(
            path,
            "<html lang=ko><title>글</title><meta name=viewport content='width=device-width'>"
                + "<meta name=color-scheme content='light dark'>"
                + "<main><h1>글</h1><iframe title=채팅"
                + " style='width:100%;height:400px;border:0;color-scheme:light dark'"
                + attributes
                + " src='"
                + BlogWithChat.url("/room/" + room)
                + "'></iframe></main>")
        .at(BlogWithChat.LISTED, path);
  }

  private ChatPage open(Visitor visitor) {
    String title = URLEncoder.encode(TITLE, StandardCharsets.UTF_8);
    ChatPage chat = new ChatPage(visitor.visit(server.url("/room/" + room + "?title=" + title)));
    chat.awaitOpen();
    return chat;
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
}
