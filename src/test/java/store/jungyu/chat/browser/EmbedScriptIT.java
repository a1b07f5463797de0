package store.jungyu.chat.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.time.Duration;
import java.util.List;
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

/// `embed.js` in the pages of a blog on another site (UI-201, UI-202).
final class EmbedScriptIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String DARK = "rgb(19, 24, 25)";
  private static final String LIGHT = "rgb(255, 255, 255)";

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

  private final String room = ChatPage.newRoom();
  private Visitor visitor;

  @BeforeEach
  void comeIn() {
    visitor = Visitor.atDesk(options -> options.setColorScheme(ColorScheme.LIGHT));
  }

  @AfterEach
  void goAway() {
    visitor.close();
  }

  @Test
  void ui201OneLineShowsTheRoomOfThePostWhereItStands() {
    Page post =
        visit(
            "<p id=before>글</p>"
                + script("data-title='글 <b> 제목' data-height=400")
                + "<p id=after>끝</p>");
    ChatPage chat = chat(post);
    chat.join("손님손님");
    chat.sayAndAwait("한 줄로 왔어요");

    assertThat(chat.frame().locator("h1")).hasText("글 <b> 제목");
    assertThat(frames(post)).hasAttribute("title", "글 <b> 제목");
    assertThat(post.locator("realtime-chat")).hasCSS("height", "400px");
    assertThat(post.evaluate("document.querySelector('realtime-chat').nextElementSibling.id"))
        .isEqualTo("after");
    assertThat(frames(post)).hasCount(1);
  }

  @Test
  void ui201ATargetIsFilledEvenWhereItComesLaterInThePage() {
    Page post = visit(script("data-target='#talk'") + "<p>글</p><div id=talk></div>");

    assertThat(post.locator("#talk > realtime-chat iframe")).hasCount(1);
    chat(post).awaitOpen();
  }

  @ParameterizedTest
  @CsvSource({
    "data-target='#talk', nothing in this page matches data-target=\"#talk\"",
    "data-theme=dark, a script in <head> needs a data-target"
  })
  void aPlaceThatIsMissingIsNamedInTheConsole(String attributes, String complaint) {
    visitor.forgives(complaint);
    ConsoleMessage said =
        visitor
            .page()
            .waitForConsoleMessage(() -> visit("<head>" + script(attributes) + "</head><p>글"));

    assertThat(said.text()).isEqualTo("realtime-chat: " + complaint);
    assertThat(frames(visitor.page())).hasCount(0);
  }

  @Test
  void thePageHearsThatTheChatIsReadyAndHowManyAreThere() {
    Page post = visit(NOTES + "<p>글" + script("data-theme=dark"));
    awaitTrue(post, "heard.some(line => line.startsWith('ready " + room + "'))");
    awaitTrue(post, "heard.includes('participants " + room + " {\"count\":1}')");
    try (ChatClient other = ChatClient.enter(BlogWithChat.chat(), room, "다른이")) {
      awaitTrue(post, "heard.includes('participants " + room + " {\"count\":2}')");
    }
    assertThat(post.evaluate("Object.keys(window).filter(name => /chat/i.test(name))"))
        .isEqualTo(List.of("realtimeChat"));
  }

  @ParameterizedTest
  @CsvSource({
    "<html data-theme=dark>, LIGHT, dark",
    "<html data-theme=light>, DARK, light",
    "<html class='no-js dark'>, LIGHT, dark",
    "<html class=theme-light>, DARK, light",
    "<html><body class=dark-mode>, LIGHT, dark",
    "<html style='color-scheme: dark'>, LIGHT, dark",
    "<html style='color-scheme: light'>, DARK, light",
    "<html style='color-scheme: light dark'>, DARK, dark",
    "<html><meta name=color-scheme content=dark>, LIGHT, dark",
    "<html class=darkroom>, LIGHT, light",
    "<html data-theme=sepia>, DARK, dark",
    "<html>, DARK, dark",
    "<html>, LIGHT, light"
  })
  void ui202AutomaticIsWhatThePageLooksLike(String html, ColorScheme system, String theme) {
    visitor.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(system));
    Page post = visit(html + "<p>글" + script("data-theme=auto"));

    assertThat(frames(post)).hasAttribute("src", Pattern.compile("[?&]theme=" + theme + "(&|$)"));
    assertThat(chat(post).frame().locator("html")).hasAttribute("data-theme", theme);
    assertThat(frames(post)).hasCSS("color-scheme", theme);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "document.documentElement.dataset.theme = 'dark'",
        "document.documentElement.classList.add('dark')",
        "document.body.classList.add('dark')",
        "document.documentElement.style.colorScheme = 'dark'",
        "document.head.insertAdjacentHTML('beforeend', '<meta name=color-scheme content=dark>')",
        "document.querySelector('realtime-chat').dataset.theme = 'dark'"
      })
  void ui202AutomaticFollowsThePageLive(String change) {
    Page post = visit(NOTES + "<p>글" + script("data-theme=auto"));
    ChatPage chat = chat(post);
    chat.awaitOpen();
    chat.evaluate("window.sameDocument = true");
    assertThat(chat.frame().locator("body")).hasCSS("background-color", LIGHT);
    post.evaluate(change);

    assertThat(chat.frame().locator("body")).hasCSS("background-color", DARK);
    awaitTrue(post, "heard.includes('theme " + room + " {\"theme\":\"dark\"}')");
    assertThat(chat.evaluate("window.sameDocument")).isEqualTo(true);
  }

  @Test
  void ui202AutomaticFollowsTheSystemLive() {
    Page post = visit("<p>글" + script("data-theme=auto"));
    ChatPage chat = chat(post);
    assertThat(chat.frame().locator("body")).hasCSS("background-color", LIGHT);
    post.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));

    assertThat(chat.frame().locator("html")).hasAttribute("data-theme", "dark");
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
