package store.jungyu.chat.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import store.jungyu.chat.testing.ChatClient;
import store.jungyu.chat.testing.Visitor;

/// The examples of `docs/embedding.md`, as they lie in `examples/`, with the address of the chat
/// filled in.
final class ExamplesIT {
  private static final Path EXAMPLES = Path.of("examples");
  private final String room = ChatPage.newRoom();

  @Test
  void thePlainPostTalksFollowsItsButtonAndCountsWhatIsNew() {
    try (Visitor visitor = Visitor.onPhone();
        ChatClient other = ChatClient.enter(BlogWithChat.chat(), room, "다른이")) {
      Page post = visitor.visit(BlogWithChat.post(example("plain/post.html")));
      post.locator("realtime-chat").scrollIntoViewIfNeeded();
      ChatPage chat = ChatPage.in(post.locator("iframe"));
      chat.join("손님손님");
      chat.sayAndAwait("예제에서");
      assertThat(chat.frame().locator("h1")).hasText("첫 번째 글");

      post.locator("#theme").click();
      assertThat(chat.frame().locator("html")).hasAttribute("data-theme", "dark");
      post.evaluate("document.querySelector('realtime-chat').style.marginTop = '3000px'");
      post.evaluate("scrollTo(0, 0)");
      Page pages = visitor.page();
      assertThat(pages.locator("#unread")).isEmpty();
      chat.evaluate(
          "new Promise(gone => new IntersectionObserver(([{isIntersecting}]) => isIntersecting || gone())"
              + ".observe(document.documentElement))");
      other.sayAndAwait("새 말");
      assertThat(pages.locator("#unread")).hasText("새 메시지 1개");
    }
  }

  @Test
  void theIndexShowsHowMuchIsSaid() {
    try (Visitor visitor = Visitor.atDesk();
        ChatClient other = ChatClient.enter(BlogWithChat.chat(), room, "다른이")) {
      other.sayAndAwait("하나");
      Page index = visitor.visit(BlogWithChat.post(example("plain/index.html")));

      assertThat(index.locator("span").first()).hasText("1");
      assertThat(index.locator("span").last()).hasText("0");
    }
  }

  @Test
  void theBareFrameTalksWithoutAnyScriptOfTheBlog() {
    try (Visitor visitor = Visitor.atDesk()) {
      Page post = visitor.visit(BlogWithChat.post(example("plain/frame.html")));
      ChatPage chat = ChatPage.in(post.locator("iframe"));
      chat.join("손님손님");
      chat.sayAndAwait("스크립트 없이");
      assertThat(chat.frame().locator("h1")).hasText("스크립트 없이");
    }
  }

  /// What the generators make of their templates is written here by hand.
  @ParameterizedTest
  @ValueSource(strings = {"hugo/layouts/partials/chat.html", "jekyll/_includes/chat.html"})
  void whatAGeneratorMakesOfItsTemplateTalks(String template) {
    String made =
        example(template)
            .replaceAll("(?s)\\{\\{- /\\*.*?\\*/ -}}|\\{%- comment -%}.*?endcomment -%}", "")
            .replaceAll("\\{\\{ (\\.File\\.UniqueID|page\\.id)[^}]*}}", room)
            .replaceAll("\\{\\{ (\\.Title|page\\.title)[^}]*}}", "글의 제목");
    assertThat(made).doesNotContain("{{", "{%");
    try (Visitor visitor = Visitor.atDesk()) {
      Page post = visitor.visit(BlogWithChat.post("<p>글" + made));
      ChatPage chat = ChatPage.in(post.locator("iframe"));
      chat.join("손님손님");
      chat.sayAndAwait("만들어진 글에서");
      assertThat(chat.frame().locator("h1")).hasText("글의 제목");
      assertThat(post.locator("iframe")).hasAttribute("src", Pattern.compile("/room/" + room));
    }
  }

  /// All on one page, which is more than any blog does.
  @Test
  void everySnippetOfTheGuideWorksAsItIsWritten() {
    List<String> snippets =
        Pattern.compile("(?s)```html\n(.*?)```")
            .matcher(read(Path.of("docs/embedding.md")))
            .results()
            .map(ExamplesIT::first)
            .toList();
    assertThat(snippets).hasSizeGreaterThanOrEqualTo(5);
    StringBuilder body = new StringBuilder();
    for (String snippet : snippets) {
      String own = room + "-" + body.length();
      body.append(filledIn(snippet, own));
      if (snippet.contains("data-chat-count")) {
        Past.of(3).in(BlogWithChat.chat(), own);
      }
    }
    try (Visitor visitor = Visitor.atDesk()) {
      Page post = visitor.visit(BlogWithChat.post(body.toString()));
      assertThat(post.locator("[data-chat-count]")).hasText("3");
      assertThat(post.locator("iframe")).hasCount(snippets.size() - 1);
      for (int i = 0; i < snippets.size() - 1; i++) {
        post.locator("iframe").nth(i).scrollIntoViewIfNeeded();
        ChatPage.in(post.locator("iframe").nth(i)).awaitOpen();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ko", "en", "ja"})
  void whatTheStartPageOffersToPasteTalks(String language) {
    try (Visitor visitor = Visitor.inPrivateWindow()) {
      Page start = visitor.visit(BlogWithChat.chat().url("/?lang=" + language));
      assertThat(start.locator("pre").first()).containsText(BlogWithChat.origin());
      List<String> offered = start.locator("pre").allTextContents();
      assertThat(offered).hasSize(2);
      assertThat(offered.getFirst()).startsWith("<script ").doesNotContain("\n");
      assertThat(offered.getLast())
          .startsWith("<iframe ")
          .contains("border:0;color-scheme:light dark");
      for (String snippet : offered) {
        String own = ChatPage.newRoom();
        Page post = visitor.visit(BlogWithChat.post("<p>글" + filledIn(snippet, own)));
        ChatPage chat = ChatPage.in(post.locator("iframe"));
        chat.join("손님손님");
        chat.sayAndAwait("붙여 넣었어요");
        assertThat(post.locator("iframe")).hasCSS("border-width", "0px");
      }
    }
  }

  @Test
  void everyExampleSaysOnlyWhatTheScriptKnows() throws IOException {
    String script = Files.readString(Path.of("src/main/webapp/embed.js"));
    Map<String, String> examples = new TreeMap<>();
    try (Stream<Path> files = Files.walk(EXAMPLES)) {
      files.filter(Files::isRegularFile).forEach(file -> examples.put(file.toString(), read(file)));
    }
    assertThat(examples).hasSizeGreaterThanOrEqualTo(8);
    examples.forEach((file, example) -> {
      for (String name : found(example, "data-([a-z]+)[=}\"]")) {
        assertThat(script).as(file + " data-" + name).containsPattern("\\b" + name + "\\b");
      }
      for (String event : found(example, "chat-(unread|ready|theme|participants)")) {
        assertThat(script).as(file + " chat-" + event).contains('"' + event + '"');
      }
      assertThat(found(example, "https://chat\\.example(/[a-z.]+)")).as(file).isNotEmpty();
    });
  }

  private static List<String> found(String text, String pattern) {
    return List.copyOf(
        new TreeSet<>(
            Pattern.compile(pattern).matcher(text).results().map(ExamplesIT::first).toList()));
  }

  private static String first(MatchResult result) {
    return result.group(1);
  }

  private String example(String file) {
    return filledIn(read(EXAMPLES.resolve(file)), room);
  }

  private static String filledIn(String example, String room) {
    return example.replace("https://chat.example", BlogWithChat.origin()).replace("post-1", room);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
