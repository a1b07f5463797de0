package store.jungyu.chat.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Frame;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import store.jungyu.chat.testing.ChatClient;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.Visitor;
import store.jungyu.chat.testing.Waiting;

/// The chat in the frame of a blog on another site.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EmbedIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final String ALLOWED = BlogWithChat.LISTED;

  private static final String DARK =
      "{channel: 'realtime-chat', v: 1, type: 'theme', theme: 'dark'}";

  /// Notes what the frame says, and can say anything to it.
  private static final String TALKATIVE =
      """
      <title>글</title><h1>글</h1>
      <script>
        const heard = [];
        addEventListener('message', ({origin, data}) => heard.push(origin + ' ' + data.type));
        const tell = message =>
          document.getElementById('chat').contentWindow.postMessage(message, '*');
      </script>
      """;

  private final String room = ChatPage.newRoom();
  private final Blog blog = BlogWithChat.blog();
  private final ChatServer server = BlogWithChat.chat();

  @BeforeAll
  void publish() throws IOException {
    String chat = "<iframe id=chat src='" + server.url("/room/" + room + "?theme=light") + "'";
    blog.publish(
        "/unlisted-parent",
        "<meta name=referrer content=no-referrer>"
            + TALKATIVE
            + chat.replace("theme=light", "theme=light&origin=" + blog.origin(ALLOWED))
            + " width=400 height=500></iframe>");
    blog.publish(
        "/post",
        TALKATIVE
            + (chat + " width=400 height=500></iframe>")
            + "<iframe id=neighbour src='"
            + blog.at(ALLOWED, "/neighbour")
            + "'></iframe>"
            + "<iframe id=stranger src='"
            + blog.at("localhost", "/neighbour")
            + "'></iframe>");
    blog.publish("/neighbour", "<p>이웃</p>");
    blog.publish("/secretive", "<meta name=referrer content=no-referrer>" + chat + "></iframe>");
    blog.publish("/same-site", chat.replace("//localhost", "//" + ALLOWED) + "></iframe>");
    blog.publish(
        "/documented-sandbox",
        chat + " sandbox='" + documentedSandbox() + "' width=400 height=500></iframe>");
    blog.publish("/sandbox", chat + " sandbox='allow-scripts' width=400 height=500></iframe>");
  }

  /// Only the chat's own page may: a script of the blog's could else speak for its readers.
  @Test
  void aPageOfTheBlogCannotOpenASocketItself() {
    String opens =
        """
        address => new Promise(done => {
          const socket = new WebSocket(address);
          socket.onopen = () => done('opened');
          socket.onerror = () => done('refused');
        })
        """;
    String socket = server.url("/socket/" + room).toString().replaceFirst("http", "ws");
    try (Visitor visitor = Visitor.atDesk().forgives("WebSocket")) {
      Page page = visitor.visit(BlogWithChat.post("<p>글"));
      assertThat(page.evaluate(opens, socket)).isEqualTo("refused");
      page = visitor.visit(server.url("/room/" + room));
      assertThat(page.evaluate(opens, socket)).isEqualTo("opened");
    }
  }

  @Test
  void ui201InABlogOnAnotherSiteEverythingWorks() {
    try (Visitor visitor = Visitor.onPhone();
        ChatClient other = ChatClient.enter(server, room, "다른이")) {
      Page post = visitor.visit(blog.at(ALLOWED, "/post"));
      ChatPage chat = ChatPage.inFrameOf(post);
      chat.awaitOpen();
      assertThat(post.evaluate("document.activeElement.tagName")).isEqualTo("BODY");
      chat.join("손님손님");
      chat.sayAndAwait("다른 집에서");
      other.await("message", event -> event.getString("text").equals("다른 집에서"));
      other.sayAndAwait("어서 오세요");
      assertThat(chat.line("어서 오세요")).isInViewport();
      assertThat(chat.count()).hasText("2");
      // Some browsers keep nothing for a frame of another site; then the page has said so.
      boolean lasting = chat.frame().locator("#hint").isHidden();
      post.reload();
      ChatPage again = ChatPage.inFrameOf(post);
      again.awaitOpen();
      assertThat(lasting ? again.text() : again.nickname()).isVisible();
    }
  }

  @Test
  void fr203InABlogOfTheSameSiteTheNameStays() {
    try (Visitor visitor = Visitor.atDesk()) {
      Page post = visitor.visit(blog.at(ALLOWED, "/same-site"));
      ChatPage chat = ChatPage.inFrameOf(post);
      chat.join("단골단골");
      chat.sayAndAwait("같은 집에서");
      post.reload();
      ChatPage again = ChatPage.inFrameOf(post);

      again.sayAndAwait("이름이 남았어요");
      assertThat(again.line("이름이 남았어요").locator(".who")).hasText("단골단골");
      assertThat(again.frame().locator("#hint")).isHidden();
    }
  }

  @Test
  void ui202TheEmbeddingPageIsToldWhenTheFrameIsReadyAndChangesTheThemeLive() {
    try (Visitor visitor = Visitor.atDesk()) {
      Page post = visitor.visit(blog.at(ALLOWED, "/post"));
      ChatPage chat = ChatPage.inFrameOf(post);
      String origin = server.url("").toString();
      awaitTrue(post, "heard.includes('" + origin + " ready')");
      post.evaluate("tell(" + DARK + ")");

      assertThat(theme(chat)).hasAttribute("data-theme", "dark");
      assertThat(chat.frame().locator("body")).hasCSS("background-color", "rgb(19, 24, 25)");
      assertThat(chat.frame().locator("meta[name=color-scheme]")).hasAttribute("content", "dark");
      awaitTrue(post, "heard.includes('" + origin + " theme')");
    }
  }

  @Test
  void ui202AMessageOfAnotherKindOrVersionIsIgnored() {
    try (Visitor visitor = Visitor.atDesk()) {
      ChatPage chat = listening(visitor);
      for (String message :
          List.of(
              "{channel: 'realtime-chat', v: 2, type: 'theme', theme: 'dark'}",
              "{channel: 'another', v: 1, type: 'theme', theme: 'dark'}",
              "{channel: 'realtime-chat', v: 1, type: 'theme', theme: '\"><script>'}",
              "{channel: 'realtime-chat', v: 1, type: 'theme', theme: {}}",
              "{channel: 'realtime-chat', v: 1}",
              "'dark'",
              "null")) {
        chat.evaluate("seen.length = 0");
        visitor.page().evaluate("tell(" + message + ")");
        awaitTrue(chat.frame(), "seen.length > 0");
        assertThat((String) chat.evaluate("document.documentElement.dataset.theme"))
            .as(message)
            .isEqualTo("light");
      }
      visitor.page().evaluate("tell(" + DARK + ")");
      assertThat(theme(chat)).hasAttribute("data-theme", "dark");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"neighbour", "stranger"})
  void ui202AnotherFrameIsIgnoredWhateverItsOrigin(String sender) {
    try (Visitor visitor = Visitor.atDesk()) {
      ChatPage chat = listening(visitor);
      Frame frame =
          Objects.requireNonNull(
              visitor.page().locator("#" + sender).elementHandle().contentFrame());
      frame.evaluate("parent.frames[0].postMessage(" + DARK + ", '*')");

      awaitTrue(chat.frame(), "seen.length > 0");
      assertThat(theme(chat)).hasAttribute("data-theme", "light");
    }
  }

  @Test
  void ui202AWindowThatIsNotTheParentIsIgnored() {
    try (Visitor visitor = Visitor.atDesk()) {
      Page opener = visitor.visit(blog.at("localhost", "/neighbour"));
      listenIn(visitor);
      Page post =
          visitor
              .context()
              .waitForPage(() ->
                  opener.evaluate(
                      "url => { window.post = open(url); }", blog.at(ALLOWED, "/post").toString()));
      ChatPage chat = ChatPage.inFrameOf(post);
      awaitListening(chat);
      opener.evaluate("window.post.frames[0].postMessage(" + DARK + ", '*')");

      awaitTrue(chat.frame(), "seen.length > 0");
      assertThat(theme(chat)).hasAttribute("data-theme", "light");
    }
  }

  @Test
  void ui201ABlogThatIsNotOnTheListIsToldWhatToSetAndShowsNoChat() {
    try (Visitor visitor = Visitor.atDesk().forgives("status of 403")) {
      Page post = visitor.visit(blog.at("localhost", "/post"));
      FrameLocator frame = post.frameLocator("#chat");

      assertThat(frame.locator("code")).hasText("CHAT_EMBED_ORIGINS=" + blog.origin("localhost"));
      assertThat(frame.locator("#room")).hasCount(0);
      assertThat(frame.locator("a, button, input, form, script, iframe")).hasCount(0);
      visitor.screenshot("unlisted-blog");
    }
  }

  @Test
  void ui201ABlogThatHidesItsAddressIsRefusedByTheBrowserAsEver() {
    try (Visitor visitor = Visitor.atDesk().forgives("frame-ancestors")) {
      Page post = visitor.visit(blog.at("localhost", "/secretive"));

      assertThat(post.frameLocator("#chat").locator("#room")).hasCount(0);
      assertThat(post.frameLocator("#chat").locator("code")).hasCount(0);
    }
  }

  @Test
  void ui201InASandboxThatHidesTheOriginTheTalkIsStillReadable() {
    try (Visitor visitor = Visitor.atDesk().forgives(".*");
        ChatClient other = ChatClient.enter(server, room, "다른이")) {
      other.sayAndAwait("모래밭에서도 읽혀요");
      Page post = visitor.visit(blog.at(ALLOWED, "/sandbox"));

      assertThat(ChatPage.inFrameOf(post).line("모래밭에서도 읽혀요")).isVisible();
    }
  }

  @Test
  void ui201InASandboxOfTheDocumentedFlagsEverythingWorks() throws IOException {
    try (Visitor visitor = Visitor.atDesk().forgives("can escape its sandboxing")) {
      Page post = visitor.visit(blog.at(ALLOWED, "/documented-sandbox"));
      ChatPage chat = ChatPage.inFrameOf(post);
      chat.join("손님손님");
      chat.sayAndAwait("https://www.rfc-editor.org/ 모래밭에서");
      visitor.context().route("https://www.rfc-editor.org/**", route -> route.fulfill());
      Page link = post.waitForPopup(() -> chat.line("모래밭에서").locator(".text a").click());
      assertThat(link.url()).startsWith("https://www.rfc-editor.org/");
      link.close();

      chat.frame().locator("#people-button").click();
      chat.button("이 채팅이 나에 대해 아는 것").click();
      Download file = post.waitForDownload(() -> chat.button("JSON 파일로 받기").click());
      assertThat(Files.readString(file.path())).contains("모래밭에서");
    }
  }

  private static String documentedSandbox() throws IOException {
    var flags =
        Pattern.compile("A `sandbox` needs `([a-z -]+)`")
            .matcher(Files.readString(Path.of("docs/embedding.md")));
    assertThat(flags.find()).isTrue();
    return flags.group(1);
  }

  /// The content policy keeps such a page from having the frame at all; a browser without it would
  /// still find the frame deaf, and silent.
  @Test
  void ui202AParentThatIsNotOnTheListIsNeitherHeardNorTold() {
    // What did not come over the network may open no socket to this machine.
    try (Visitor visitor = Visitor.atDesk().forgives("ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS")) {
      listenIn(visitor);
      visitor
          .page()
          .route(
              "**/room/**",
              route -> {
                APIResponse answer = route.fetch();
                Map<String, String> headers = new HashMap<>(answer.headers());
                headers.keySet().removeIf("content-security-policy"::equalsIgnoreCase);
                route.fulfill(new Route.FulfillOptions().setResponse(answer).setHeaders(headers));
              });
      Page post = visitor.visit(blog.at("localhost", "/unlisted-parent"));
      ChatPage chat = ChatPage.inFrameOf(post);
      assertThat(chat.nickname()).isVisible(); // then all of it runs
      chat.evaluate("seen.length = 0");
      String title = (String) chat.evaluate("document.title");
      for (String command :
          List.of(
              DARK,
              "{channel: 'realtime-chat', v: 1, type: 'title', title: '남의 제목'}",
              "{channel: 'realtime-chat', v: 1, type: 'accent', accent: 'e11d48'}",
              "{channel: 'realtime-chat', v: 1, type: 'language', language: 'en'}",
              "{channel: 'realtime-chat', v: 1, type: 'focus'}")) {
        post.evaluate("tell(" + command + ")");
      }
      awaitTrue(chat.frame(), "seen.length === 5");

      assertThat(theme(chat)).hasAttribute("data-theme", "light");
      assertThat(theme(chat)).hasAttribute("lang", "ko");
      assertThat(chat.evaluate("document.title")).isEqualTo(title);
      assertThat(chat.frame().locator("link[data-accent]")).hasCount(0);
      assertThat(chat.nickname()).not().isFocused();
      assertThat(post.evaluate("heard")).isEqualTo(List.of());
    }
  }

  /// The blog's post with the chat in it, whose frame notes every message it gets.
  private ChatPage listening(Visitor visitor) {
    listenIn(visitor);
    ChatPage chat = ChatPage.inFrameOf(visitor.visit(blog.at(ALLOWED, "/post")));
    awaitListening(chat);
    return chat;
  }

  /// The note is taken before the page's own script sees the message, in the same turn.
  private static void listenIn(Visitor visitor) {
    visitor
        .context()
        .addInitScript("window.seen = []; addEventListener('message', event => seen.push(event));");
  }

  private static void awaitListening(ChatPage chat) {
    chat.awaitOpen();
    assertThat(theme(chat)).hasAttribute("data-theme", "light");
    chat.evaluate("seen.length = 0");
  }

  private static Locator theme(ChatPage chat) {
    return chat.frame().locator("html");
  }

  private static void awaitTrue(Page page, String condition) {
    awaitTrue(page.mainFrame(), condition);
  }

  private static void awaitTrue(Frame frame, String condition) {
    Waiting.untilTrue(condition, PATIENCE, () -> (Boolean) frame.evaluate(condition));
  }
}
