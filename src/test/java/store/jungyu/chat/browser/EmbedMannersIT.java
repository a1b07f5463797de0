package store.jungyu.chat.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.ColorScheme;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import store.jungyu.chat.testing.ChatClient;
import store.jungyu.chat.testing.Visitor;

/// What the chat does not do to the page it is a guest of (UI-201, UI-202).
final class EmbedMannersIT {
  private static final double PATIENCE_MS = 3_000;
  private static final int LIGHT = 128; // of 255

  /// Notes every shift of the layout from the first on.
  private static final String SHIFTS =
      """
      <script>
        let shifted = 0;
        new PerformanceObserver(list => list.getEntries().forEach(({value}) => { shifted += value; }))
          .observe({type: 'layout-shift', buffered: true});
      </script>
      """;

  private static final String BELOW = "<p id=below>" + "아래의 글. ".repeat(40) + "</p>";
  private final String room = ChatPage.newRoom();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SCRIPT_KEEPS",
        "<div id=talk style='height:520px'></div> TARGET",
        "<realtime-chat data-post=ROOM style='display:block;height:520px'></realtime-chat> ALONE",
        "<realtime-chat data-post=ROOM style='display:block;height:520px' data-loading=lazy></realtime-chat> ALONE",
        "BARE"
      })
  void nothingBelowTheChatMoves(String body) {
    try (Visitor visitor = Visitor.atDesk()) {
      // The script comes late: all of the post is painted by then.
      visitor
          .page()
          .route(
              "**/embed.js",
              route -> {
                visitor.page().waitForTimeout(400);
                route.resume();
              });
      Page post =
          visitor.visit(
              BlogWithChat.post(
                  SHIFTS
                      + "<p>글"
                      + body.replace("SCRIPT_KEEPS", script("style='display:block;height:520px'"))
                          .replace("TARGET", script("data-target='#talk'"))
                          .replace("ALONE", BlogWithChat.script(""))
                          .replace("BARE", bare(""))
                          .replace("ROOM", room)
                      + BELOW));
      chat(post).awaitOpen();
      try (ChatClient other = ChatClient.enter(BlogWithChat.chat(), room, "다른이")) {
        other.sayAndAwait("새 말이 와도");
        assertThat(chat(post).line("새 말이 와도")).isVisible();
      }

      assertThat(((Number) post.evaluate("shifted")).doubleValue()).isZero();
      assertThat(post.locator("iframe")).hasCSS("height", "520px");
    }
  }

  /// The measure itself: a script that keeps no place moves what is below it.
  @Test
  void aShiftWouldBeSeen() {
    try (Visitor visitor = Visitor.atDesk()) {
      visitor
          .page()
          .route(
              "**/embed.js",
              route -> {
                visitor.page().waitForTimeout(400);
                route.resume();
              });
      Page post = visitor.visit(BlogWithChat.post(SHIFTS + "<p>글" + script("") + BELOW));
      chat(post).awaitOpen();

      assertThat(((Number) post.evaluate("shifted")).doubleValue()).isPositive();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', LIGHT, dark",
    "data-theme=dark, LIGHT, light",
    "'', DARK, auto",
    "bare, DARK, auto"
  })
  void ui202InADarkPageNothingLightIsEverPainted(String how, ColorScheme system, String page)
      throws Exception {
    try (Visitor visitor = Visitor.atDesk(options -> options.setColorScheme(system))) {
      String html =
          page.equals("light")
              ? "<style>html { background: #111; color: #eee; }</style>"
              : "<style>html { color-scheme: "
                  + (page.equals("dark") ? "dark" : "light dark")
                  + "; background: #111; color: #eee; }</style>";
      String chat = how.equals("bare") ? bare("?theme=auto") : script(how);
      Page post = visitor.page();
      // Slow on purpose: what a reader would see for a moment is then seen for long.
      post.route(
          "**/room/**",
          route -> {
            post.waitForTimeout(400);
            route.resume();
          });
      post.route(
          "**/*.css",
          route -> {
            post.waitForTimeout(300);
            route.resume();
          });
      post.navigate(BlogWithChat.post(html + "<p>어두운 글").toString());
      List<BufferedImage> frames =
          record(
              post,
              () -> {
                post.navigate(BlogWithChat.post(html + "<p>어두운 글" + chat).toString());
                chat(post).awaitOpen();
                post.waitForTimeout(200);
              });

      assertThat(frames).hasSizeGreaterThan(2);
      for (BufferedImage frame : frames) {
        assertThat(shareOfLight(frame)).as("share of light pixels").isLessThan(0.05);
      }
    }
  }

  /// The measure itself: a light chat in a dark page is light.
  @Test
  void aFlashWouldBeSeen() throws Exception {
    try (Visitor visitor = Visitor.atDesk()) {
      String html = "<style>html { background: #111 }</style><p>글";
      Page post = visitor.page();
      List<BufferedImage> frames =
          record(
              post,
              () -> {
                post.navigate(BlogWithChat.post(html + script("data-theme=light")).toString());
                chat(post).awaitOpen();
                post.waitForTimeout(200);
              });
      assertThat(frames).anyMatch(frame -> shareOfLight(frame) > 0.3);
    }
  }

  /// Every picture that the browser paints meanwhile.
  private static List<BufferedImage> record(Page page, Runnable meanwhile) throws IOException {
    List<String> pictures = new ArrayList<>();
    CDPSession session = page.context().newCDPSession(page);
    session.on(
        "Page.screencastFrame",
        frame -> {
          pictures.add(frame.get("data").getAsString());
          JsonObject seen = new JsonObject();
          seen.add("sessionId", frame.get("sessionId"));
          session.send("Page.screencastFrameAck", seen);
        });
    JsonObject how = new JsonObject();
    how.addProperty("format", "png");
    session.send("Page.startScreencast", how);
    meanwhile.run();
    session.send("Page.stopScreencast");
    List<BufferedImage> images = new ArrayList<>();
    for (String picture : pictures) {
      images.add(ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(picture))));
    }
    return images;
  }

  private static double shareOfLight(BufferedImage image) {
    int light = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int pixel = image.getRGB(x, y);
        int brightness = ((pixel >> 16 & 255) + (pixel >> 8 & 255) + (pixel & 255)) / 3;
        light += brightness > LIGHT ? 1 : 0;
      }
    }
    return (double) light / image.getWidth() / image.getHeight();
  }

  @Test
  void neitherFocusNorScrollIsTakenAndNothingIsHeard() {
    try (Visitor visitor = Visitor.onPhone();
        ChatClient other = ChatClient.enter(BlogWithChat.chat(), room, "다른이")) {
      Page post =
          visitor.visit(
              BlogWithChat.post(
                  "<meta name=viewport content='width=device-width'><input id=mine><div style='height:900px'>글</div>"
                      + script("")
                      + BELOW));
      post.locator("#mine").focus();
      post.evaluate("scrollTo(0, 400)");
      ChatPage chat = chat(post);
      chat.awaitOpen();
      for (int i = 1; i <= 3; i++) {
        other.sayAndAwait("말 " + i);
      }
      assertThat(chat.line("말 3")).isVisible();

      assertThat(post.evaluate("scrollY")).isEqualTo(400);
      assertThat(post.evaluate("document.activeElement.id")).isEqualTo("mine");
      assertThat(chat.evaluate("document.querySelectorAll('audio, video').length")).isEqualTo(0);
    }
  }

  @Test
  void noCookieIsSetAndNoThirdHostIsAsked() {
    try (Visitor visitor = Visitor.atDesk()) {
      Set<String> hosts = new TreeSet<>();
      visitor.context().onRequest(request -> hosts.add(host(request)));
      Page post =
          visitor.visit(
              BlogWithChat.post("<p>글 <span data-chat-count=" + room + "></span>" + script("")));
      chat(post).join("손님손님");
      chat(post).sayAndAwait("안녕하세요");

      assertThat(hosts).containsExactly(BlogWithChat.LISTED, "localhost");
      assertThat(visitor.context().cookies()).isEmpty();
    }
  }

  private static String host(Request request) {
    return URI.create(request.url()).getHost();
  }

  @Test
  void whatIsNotReadyIsNotShownForThreeSecondsAndThenAsItIs() {
    try (Visitor visitor = Visitor.atDesk().forgives("ERR_FAILED")) {
      Page post = visitor.page();
      post.clock().install();
      post.route("**/chat/main.js", route -> route.abort());
      visitor.visit(BlogWithChat.post("<p>글" + script("")));
      Locator frame = post.locator("realtime-chat iframe");
      assertThat(frame).hasCSS("visibility", "hidden");
      post.clock().runFor((long) PATIENCE_MS + 100);

      assertThat(frame).hasCSS("visibility", "visible");
      assertThat(chat(post).frame().locator("h1")).isVisible();
    }
  }

  @Test
  void aLazyChatCostsNothingUntilItIsNear() {
    try (Visitor visitor = Visitor.atDesk()) {
      List<String> asked = new ArrayList<>();
      visitor.context().onRequest(request -> asked.add(request.url()));
      Page post =
          visitor.visit(
              BlogWithChat.post(
                  "<div style='height:5000px'>글</div>" + script("data-loading=lazy")));
      assertThat(post.locator("realtime-chat")).hasCSS("height", "520px");
      assertThat(post.locator("realtime-chat iframe")).hasCount(0);
      assertThat(asked).noneMatch(url -> url.contains("/room/"));

      post.evaluate("scrollTo(0, 1e6)");
      chat(post).awaitOpen();
    }
  }

  @Test
  void aStrictContentPolicyOfTheBlogIsEnough() {
    try (Visitor visitor = Visitor.atDesk()) {
      String chat = BlogWithChat.origin();
      Page post =
          visitor.visit(
              BlogWithChat.post(
                  "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; script-src CHAT;"
                          .replace("CHAT", chat)
                      + (" frame-src " + chat + "; connect-src " + chat + "\">")
                      + "<p>글 <span data-chat-count="
                      + room
                      + ">-</span>"
                      + script("data-height=300")));
      chat(post).awaitOpen();

      assertThat(post.locator("span")).hasText("0");
      assertThat(post.locator("realtime-chat")).hasCSS("height", "300px");
      assertThat(post.locator("realtime-chat iframe")).hasCSS("border-width", "0px");
    }
  }

  @Test
  void theStylesOfTheBlogDoNotSpoilTheFrame() {
    try (Visitor visitor = Visitor.atDesk()) {
      Page post =
          visitor.visit(
              BlogWithChat.post(
                  "<style>iframe { height: auto; width: 50%; border: 9px solid red; display: none }"
                      + "</style><p>글"
                      + script("")));
      chat(post).awaitOpen();

      assertThat(post.locator("realtime-chat iframe")).hasCSS("height", "520px");
      assertThat(post.locator("realtime-chat iframe")).hasCSS("border-width", "0px");
    }
  }

  @Test
  void allNumbersOfAnIndexPageComeWithOneQuestionForFifty() {
    try (Visitor visitor = Visitor.atDesk();
        ChatClient other = ChatClient.enter(BlogWithChat.chat(), room, "다른이")) {
      other.sayAndAwait("하나");
      other.sayAndAwait("둘");
      List<String> asked = new ArrayList<>();
      visitor.context().onRequest(request -> asked.add(request.url()));
      StringBuilder index = new StringBuilder();
      for (int i = 0; i < 49; i++) {
        index.append("<span data-chat-count=quiet-" + i + ">-</span>");
      }
      index.append("<b data-chat-count=" + room + ">-</b><i data-chat-count=" + room + ">-</i>");
      Page post =
          visitor.visit(
              BlogWithChat.post(
                  BlogWithChat.script("") + index + "<u data-chat-count='a/b'>?</u>"));

      assertThat(post.locator("b")).hasText("2");
      assertThat(post.locator("i")).hasText("2");
      assertThat(post.locator("span").last()).hasText("0");
      assertThat(post.locator("u")).hasText("?");
      assertThat(asked.stream().filter(url -> url.contains("/counts"))).hasSize(2); // 51 rooms
      assertThat(post.locator("realtime-chat")).hasCount(0);

      post.evaluate(
          "room => { document.body.innerHTML = `<em data-chat-count='${room}'></em>`; }", room);
      post.evaluate("realtimeChat.counts()");
      assertThat(post.locator("em")).hasText("2");
    }
  }

  @Test
  void longHangulIdsAreAskedAfterInSeveralQuestions() {
    try (Visitor visitor = Visitor.atDesk()) {
      StringBuilder index = new StringBuilder();
      for (int i = 0; i < 50; i++) {
        index.append("<span data-chat-count='" + "가".repeat(30) + i + "'>-</span>");
      }
      Page post = visitor.visit(BlogWithChat.post(index + BlogWithChat.script("")));

      assertThat(post.locator("span").first()).hasText("0");
      assertThat(post.locator("span").last()).hasText("0");
    }
  }

  private String script(String attributes) {
    return BlogWithChat.script("data-post='" + room + "' " + attributes);
  }

  private String bare(String query) {
    return "<iframe title=채팅 style='width:100%;height:520px;border:0;color-scheme:light dark' src='"
        + BlogWithChat.url("/room/" + room + query)
        + "'></iframe>";
  }

  private static ChatPage chat(Page post) {
    return ChatPage.in(post.locator("iframe"));
  }
}
