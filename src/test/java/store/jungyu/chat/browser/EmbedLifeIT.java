package store.jungyu.chat.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import store.jungyu.chat.testing.ChatClient;
import store.jungyu.chat.testing.Visitor;
import store.jungyu.chat.testing.Waiting;

/// The chat in a page that changes around it, commands it, or means it ill (UI-201).
final class EmbedLifeIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// Notes every event of every chat in the page.
  private static final String NOTES =
      """
      <script>
        const heard = [];
        for (const type of ['ready', 'theme', 'unread', 'participants'])
          document.addEventListener(`chat-${type}`, ({target, detail}) =>
            heard.push([type, target.dataset.post, JSON.stringify(detail)].join(' ')));
      </script>
      """;

  /// How long the longest text is that is looked through.
  private static final String NOTE_WHAT_IS_READ =
      """
      window.longestRead = 0;
      for (const way of ['replace', Symbol.iterator]) {
        const read = String.prototype[way];
        String.prototype[way] = function (...rest) {
          longestRead = Math.max(longestRead, this.length);
          return read.apply(this, rest);
        };
      }\
      """;

  /// A page that talks as a chat does, and notes what it is told.
  private static final String STRANGER =
      """
      <title>남</title>
      <script>
        const told = [];
        addEventListener('message', ({data}) => told.push(data));
        const say = message => parent.postMessage({channel: 'realtime-chat', v: 1, ...message}, '*');
        say({type: 'ready', postId: 'x', title: '남의 제목'});
        say({type: 'unread', count: 99});
        parent.postMessage('said all', '*');
      </script>
      """;

  private final String room = ChatPage.newRoom();
  private Visitor visitor;

  @BeforeEach
  void comeIn() {
    visitor = Visitor.atDesk();
  }

  @AfterEach
  void goAway() {
    visitor.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SCRIPT SCRIPT",
        "<p>가</p> SCRIPT <p>나</p> SCRIPT",
        "<div id=talk></div> TARGET TARGET",
        "<realtime-chat data-post=ROOM></realtime-chat> SCRIPT",
        "<div id=talk><realtime-chat data-post=ROOM></realtime-chat></div> TARGET SCRIPT"
      })
  void theScriptTwiceIsOneFrame(String body) {
    Page post =
        visit(
            "<p>글"
                + body.replace("SCRIPT", script(""))
                    .replace("TARGET", script("data-target='#talk'"))
                    .replace("ROOM", room));
    chat(post).awaitOpen();
    post.waitForLoadState();

    assertThat(frames(post)).hasCount(1);
    assertThat(post.locator("realtime-chat")).hasCount(1);
  }

  @Test
  void twoRoomsOnOnePageAreIndependent() {
    visitor.close();
    visitor = Visitor.inPrivateWindow(); // where they do not share a name
    String other = ChatPage.newRoom();
    Page post =
        visit(
            "<p>글"
                + script("data-height=350")
                + BlogWithChat.script("data-theme=dark data-height=350 data-post=" + other));
    ChatPage first = ChatPage.in(frames(post).first());
    ChatPage second = ChatPage.in(frames(post).last());
    first.join("아나아나");
    first.sayAndAwait("첫째 방에서");
    second.join("벤벤벤벤");
    second.sayAndAwait("둘째 방에서");

    assertThat(frames(post)).hasCount(2);
    assertThat(first.texts()).containsExactly("첫째 방에서");
    assertThat(second.texts()).containsExactly("둘째 방에서");
    assertThat(first.frame().locator("html")).hasAttribute("data-theme", "light");
    assertThat(second.frame().locator("html")).hasAttribute("data-theme", "dark");
    post.locator("realtime-chat").first().evaluate("chat => chat.remove()");
    second.sayAndAwait("나는 남아 있어요");
  }

  @Test
  void aSinglePageNavigationTakesTheChatAlongAndBringsTheNextOne() {
    String next = ChatPage.newRoom();
    Page post = visit("<p>글<main id=main>" + script("") + "</main>");
    chat(post).awaitOpen();
    assertThat(post.frames()).hasSize(2);

    post.evaluate("main.replaceChildren()");
    assertThat(frames(post)).hasCount(0);
    post.waitForCondition(() -> post.frames().size() == 1);

    // As a framework writes markup: scripts in it do not run, the element does.
    post.evaluate(
        "post => { main.innerHTML = `<realtime-chat data-post=${post}></realtime-chat>`; }", next);
    chat(post).awaitOpen();
    assertThat(frames(post)).hasAttribute("src", Pattern.compile("/room/" + next));

    // As a framework brings a script again.
    post.evaluate(
        """
        ([src, post]) => {
          const script = document.createElement('script');
          Object.assign(script, {src});
          script.dataset.post = post;
          main.replaceChildren(script);
        }\
        """,
        List.of(BlogWithChat.url("/embed.js"), room));
    assertThat(frames(post)).hasAttribute("src", Pattern.compile("/room/" + room));
    assertThat(frames(post)).hasCount(1);
  }

  @Test
  void anotherPostInTheSameElementIsAnotherRoom() {
    String next = ChatPage.newRoom();
    Page post = visit("<p>글" + script(""));
    chat(post).awaitOpen();
    post.locator("realtime-chat").evaluate("(chat, post) => { chat.dataset.post = post; }", next);

    assertThat(frames(post)).hasAttribute("src", Pattern.compile("/room/" + next));
    assertThat(frames(post)).hasCount(1);
    chat(post).awaitOpen();
  }

  @Test
  void aMoveWithinThePageLeavesOneFrame() {
    Page post = visit("<div id=a>글" + script("") + "</div><div id=b></div>");
    chat(post).awaitOpen();
    post.evaluate("b.append(document.querySelector('realtime-chat'))");

    chat(post).awaitOpen();
    assertThat(frames(post)).hasCount(1);
    assertThat(post.locator("#b iframe")).hasCount(1);
  }

  @Test
  void thePageNamesAnotherTitleHeightAndLanguage() {
    Page post = visit(NOTES + "<p>글" + script("data-title=처음"));
    ChatPage chat = chat(post);
    chat.awaitOpen();
    Locator element = post.locator("realtime-chat");
    element.evaluate("chat => { chat.dataset.title = '다음 <b>\\n제목'; }");
    assertThat(chat.frame().locator("h1")).hasText("다음 <b> 제목");
    assertThat(chat.frame().locator("h1 b")).hasCount(0);
    assertThat(frames(post)).hasAttribute("title", "다음 <b>\n제목");

    element.evaluate("chat => { chat.dataset.height = '50vh'; }");
    assertThat(element).hasCSS("height", "400px");

    element.evaluate("chat => { chat.dataset.theme = 'dark'; }");
    element.evaluate("chat => { chat.dataset.accent = 'e11d48'; }");
    assertThat(chat.frame().locator("link[data-accent]")).hasCount(1);
    assertThat(chat.frame().locator("#expand"))
        .hasAttribute("href", Pattern.compile("theme=dark.*title=%EB.*accent=e11d48"));
    element.evaluate("chat => { chat.dataset.lang = 'en'; }");
    Waiting.untilTrue(
        "the frame to change its language",
        PATIENCE,
        () -> post.title() != null && chat.frame().url().contains("lang=en"));
    awaitTrue(post, "heard.filter(line => line.startsWith('ready')).length === 2");
    chat.awaitOpen();
    assertThat(chat.frame().locator("h1")).hasText("다음 <b> 제목");
    assertThat(chat.frame().locator("html")).hasAttribute("data-theme", "dark");
    assertThat(chat.frame().locator("link[data-accent]")).hasCount(1);
  }

  @Test
  void thePageMayPutTheCursorIntoTheChatAndTakeTheChatAway() {
    Page post = visit(NOTES + "<p>글" + script(""));
    ChatPage chat = chat(post);
    chat.awaitOpen();
    awaitTrue(post, "heard.some(line => line.startsWith('ready'))");
    post.locator("realtime-chat").evaluate("chat => chat.focus()");
    assertThat(chat.nickname()).isFocused();

    try (ChatClient other = ChatClient.enter(BlogWithChat.chat(), room, "다른이")) {
      post.locator("realtime-chat").evaluate("chat => chat.destroy()");
      assertThat(post.locator("realtime-chat")).hasCount(0);
      other.await("presence", event -> event.getInt("count") == 1);
    }
  }

  @Test
  void whatCameUnseenIsCountedUntilItIsSeen() {
    Page post = visit(NOTES + "<p>글<div style='height:3000px'></div>" + script(""));
    post.evaluate("scrollTo(0, 1e6)");
    ChatPage chat = chat(post);
    chat.awaitOpen();
    post.evaluate("scrollTo(0, 0)");
    awaitUnseen(post);
    try (ChatClient other = ChatClient.enter(BlogWithChat.chat(), room, "다른이")) {
      other.sayAndAwait("하나");
      other.sayAndAwait("둘");
      awaitTrue(post, "heard.at(-1) === 'unread " + room + " {\"count\":2}'");
      post.evaluate("scrollTo(0, 1e6)");
      awaitTrue(post, "heard.includes('unread " + room + " {\"count\":0}')");
    }
  }

  /// The script's own record of it is private: the same question is asked beside it.
  private static void awaitUnseen(Page post) {
    Waiting.untilTrue(
        "the frame to be out of sight",
        PATIENCE,
        () ->
            (Boolean)
                chat(post)
                    .evaluate(
                        """
                        new Promise(resolve => new IntersectionObserver(([{isIntersecting}]) =>
                          resolve(!isIntersecting)).observe(document.documentElement))\
                        """));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<img src=x onerror=alert(1)>",
        "javascript:alert(1)",
        "..",
        ".",
        "2025/11/post",
        "?x"
      })
  void aPostIdThatIsNoneIsRefusedByTheChatAndLeadsNowhereElse(String id) {
    visitor.forgives("404|data-post=\".*\" may hold");
    visitor
        .page()
        .onDialog(dialog -> {
          throw new AssertionError("a script ran: " + dialog.message());
        });
    Page post = visit("<p>글" + BlogWithChat.script("data-target='#talk'") + "<div id=talk></div>");
    post.waitForFunction("window.realtimeChat");
    post.evaluate(
        """
        post => {
          const chat = document.createElement('realtime-chat');
          chat.dataset.post = post;
          talk.append(chat);
        }\
        """,
        id);

    Frame frame = Objects.requireNonNull(frames(post).elementHandle().contentFrame());
    assertThat(frame.getByText("찾는 페이지가 없어요").first()).isVisible();
    assertThat(frame.url()).startsWith(BlogWithChat.url("/room/"));
  }

  @Test
  void whateverOthersSendToThePageIsNotTakenForTheChat() {
    Page post = visit(NOTES + "<p>글" + script("") + "<iframe id=stranger srcdoc='<p>남'></iframe>");
    ChatPage chat = chat(post);
    chat.awaitOpen();
    awaitTrue(post, "heard.some(line => line.startsWith('ready'))");
    post.evaluate(
        "addEventListener('message', () => { window.messages = (window.messages ?? 0) + 1; })");
    String good = "{channel: 'realtime-chat', v: 1, type: 'unread', count: 99}";
    post.frameLocator("#stranger")
        .locator("p")
        .evaluate("() => parent.postMessage(" + good + ", '*')");
    post.evaluate("postMessage(" + good + ", '*')");
    for (String bad :
        List.of(
            "{channel: 'realtime-chat', v: 2, type: 'unread', count: 99}",
            "{channel: 'other', v: 1, type: 'unread', count: 99}",
            "{channel: 'realtime-chat', v: 1, type: 'toString', count: 99}",
            "'unread'",
            "null",
            "undefined")) {
      chat.evaluate("parent.postMessage(" + bad + ", '*')");
    }
    awaitTrue(post, "window.messages === 8");
    assertThat((Boolean) post.evaluate("heard.some(line => line.includes('\"count\":99'))"))
        .isFalse();

    chat.evaluate("parent.postMessage(" + good + ", '*')");
    awaitTrue(post, "heard.includes('unread " + room + " {\"count\":99}')");
  }

  @Test
  void ofFiftyMegabytesFromThePageHardlyAnyIsRead() {
    Page post = visit("<p>글" + script("data-theme=light"));
    ChatPage chat = chat(post);
    chat.awaitOpen();
    chat.evaluate(NOTE_WHAT_IS_READ);
    post.evaluate(
        """
        origin => {
          const big = 'f'.repeat(50e6);
          const frame = document.querySelector('realtime-chat').shadowRoot.querySelector('iframe');
          frame.contentWindow.postMessage(big, origin);
          for (const type of ['theme', big, '__proto__', 'constructor'])
            frame.contentWindow.postMessage({channel: 'realtime-chat', v: 1, type, theme: big}, origin);
          for (const type of ['title', 'accent', 'language'])
            frame.contentWindow.postMessage({channel: 'realtime-chat', v: 1, type, [type]: big}, origin);
        }\
        """,
        BlogWithChat.origin());
    post.locator("realtime-chat").evaluate("chat => { chat.dataset.theme = 'dark'; }");

    assertThat(chat.frame().locator("html")).hasAttribute("data-theme", "dark");
    assertThat(chat.frame().locator("h1")).hasText("f".repeat(120));
    assertThat(chat.frame().locator("link[data-accent]")).hasCount(0);
    assertThat(chat.frame().locator("html")).hasAttribute("lang", "ko");
    assertThat((Integer) chat.evaluate("longestRead")).isBetween(120, 1_000);
  }

  /// A chat's frame that somebody led elsewhere is no chat, though the page's script made it.
  @Test
  void whatAnotherSiteSaysInTheFrameOfTheChatIsNotTakenForTheChatNorIsItTold() {
    visitor.forgives("does not match the recipient window's origin");
    BlogWithChat.blog().publish("/stranger-in-the-frame", STRANGER);
    Page post = visit(NOTES + "<p>글" + script("data-theme=light"));
    chat(post).awaitOpen();
    awaitTrue(post, "heard.some(line => line.startsWith('ready'))");
    post.evaluate(
        "addEventListener('message', ({data}) => { if (data === 'said all') window.saidAll = true; })");
    post.evaluate("heard.length = 0");
    frames(post)
        .evaluate(
            "(frame, address) => { frame.src = address; }",
            BlogWithChat.blog().at("localhost", "/stranger-in-the-frame").toString());
    awaitTrue(post, "window.saidAll === true");
    post.locator("realtime-chat")
        .evaluate(
            """
            chat => {
              chat.dataset.theme = 'dark';
              chat.dataset.title = '남이 들을 말';
              chat.focus();
              const frame = chat.shadowRoot.querySelector('iframe');
              frame.contentWindow.postMessage('told all', '*');
            }\
            """);

    Frame stranger = Objects.requireNonNull(frames(post).elementHandle().contentFrame());
    Waiting.untilTrue(
        "all to be told", PATIENCE, () -> stranger.evaluate("told.at(-1)").equals("told all"));
    assertThat(stranger.evaluate("told")).isEqualTo(List.of("told all"));
    assertThat(post.evaluate("heard")).isEqualTo(List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "'',게시물 토론방",
    "data-lang=ko,게시물 토론방",
    "data-lang=en,Talk about this post",
    "data-lang=ja,この記事のチャット",
    "data-lang=xx,게시물 토론방"
  })
  void aFrameThatSaysNothingYetHasANameForScreenReadersInItsLanguage(
      String attributes, String title) {
    visitor.page().route("**/room/**", Route::abort);
    visitor.forgives("ERR_FAILED");
    Page post = visit("<p>글" + script(attributes));

    assertThat(frames(post)).hasAttribute("title", title);
  }

  @Test
  void whereThePageNamesNoLanguageTheNameIsInTheReaders() {
    try (Visitor reader = Visitor.atDesk(options -> options.setLocale("en-US"))) {
      reader.page().route("**/room/**", Route::abort);
      reader.forgives("ERR_FAILED");
      Page post = reader.visit(BlogWithChat.post("<p>A post" + script("")));

      assertThat(frames(post)).hasAttribute("title", "Talk about this post");
    }
  }

  private Page visit(String body) {
    return visitor.visit(BlogWithChat.post(body));
  }

  private String script(String attributes) {
    return BlogWithChat.script("data-post='" + room + "' " + attributes);
  }

  private static ChatPage chat(Page post) {
    return ChatPage.in(frames(post));
  }

  private static Locator frames(Page post) {
    return post.locator("realtime-chat iframe");
  }

  private static void awaitTrue(Page page, String condition) {
    Waiting.untilTrue(condition, PATIENCE, () -> (Boolean) page.evaluate(condition));
  }
}
