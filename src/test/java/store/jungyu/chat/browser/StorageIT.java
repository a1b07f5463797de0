package store.jungyu.chat.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import store.jungyu.chat.testing.ChatClient;
import store.jungyu.chat.testing.Visitor;

/// Names in the frame of a blog on another site, where browsers separate storage, or refuse it.
final class StorageIT {
  private static final String READS = "localStorage.getItem('realtime-chat.identity')";

  /// Frames of other sites may keep something, each blog's apart, as in most readers' browsers.
  private static final String PARTITIONED =
      "{'profile': {'block_third_party_cookies': false, 'cookie_controls_mode': 0}}";

  /// The same for readers who block the cookies of other sites.
  private static final String PARTITIONED_AND_WITHOUT_COOKIES =
      "{'profile': {'block_third_party_cookies': true, 'cookie_controls_mode': 1}}";

  private final String room = ChatPage.newRoom();

  @ParameterizedTest
  @ValueSource(strings = {PARTITIONED, PARTITIONED_AND_WITHOUT_COOKIES})
  void separatedStorageKeepsOneNameForEachBlog(String preferences) {
    try (Visitor visitor = Visitor.withProfile(preferences)) {
      Page here = visitor.visit(BlogWithChat.post(script()));
      ChatPage chat = chat(here);
      chat.join("여기사람");
      assertThat(hint(chat)).isHidden();
      here.reload();
      chat(here).sayAndAwait("이름이 남았어요");

      ChatPage there = chat(visitor.visit(BlogWithChat.post(BlogWithChat.ALSO_LISTED, script())));
      assertThat(there.nickname()).isVisible();
      there.join("저기사람");
      there.sayAndAwait("다른 블로그에서는 다른 사람");
      assertThat(there.frame().locator("#lines .mine")).hasCount(1);
    }
  }

  @Test
  void storageThatIsRefusedToFramesOfOtherSitesKeepsTheNameForTheVisitAndSaysSo() {
    try (Visitor visitor = Visitor.inPrivateWindow()) {
      assertTheNameLastsForTheVisit(visitor);
    }
  }

  @Test
  void storageThatIsBlockedForAllSitesKeepsTheNameForTheVisitAndSaysSo() {
    try (Visitor visitor =
        Visitor.withProfile("{'profile': {'default_content_setting_values': {'cookies': 2}}}")) {
      assertTheNameLastsForTheVisit(visitor);
    }
  }

  private void assertTheNameLastsForTheVisit(Visitor visitor) {
    Page post = visitor.visit(BlogWithChat.post(script()));
    ChatPage chat = chat(post);
    assertThat(
            (String)
                chat.evaluate(
                    "(() => { try { return "
                        + READS
                        + " ?? 'kept'; } catch (e) { return e.name; } })()"))
        .isEqualTo("SecurityError");
    assertThat(hint(chat)).isVisible();
    assertThat(hint(chat)).hasText("이번에 방문한 동안만 이름이 유지돼요.");
    chat.join("잠깐손님");
    chat.sayAndAwait("그래도 말은 할 수 있어요");
    assertThat(hint(chat)).isVisible();
    post.reload();
    assertThat(chat(post).nickname()).isVisible();
    assertThat(chat(post).line("그래도 말은 할 수 있어요")).isVisible();
  }

  @Test
  void storageThatHasGrownFullKeepsTheNameThatIsThereAndTheNextOneForTheVisit() {
    try (Visitor visitor = Visitor.withProfile(PARTITIONED)) {
      Page page = visitor.visit(BlogWithChat.chat().url("/room/" + room));
      ChatPage chat = new ChatPage(page);
      chat.join("먼저온이");
      page.evaluate(
          """
          () => {
            for (let size = 1 << 22; size >= 1; size >>= 1)
              try { for (let i = 0; ; i++) localStorage.setItem(`fill ${size} ${i}`, 'x'.repeat(size)); }
              catch { }
          }\
          """);
      page.reload();

      chat.sayAndAwait("아직 나예요");
      assertThat(chat.line("아직 나예요").locator(".who")).hasText("먼저온이");
      assertThat(hint(chat)).isVisible();
    }
  }

  @Test
  void whatAnotherTabSpoilsIsRepairedAndWhatItChangesIsTakenOver() {
    try (Visitor visitor = Visitor.withProfile(PARTITIONED)) {
      Page post = visitor.visit(BlogWithChat.post(script()));
      ChatPage chat = chat(post);
      chat.join("첫이름이");
      Page tab = visitor.newTab();
      tab.navigate(BlogWithChat.post(script()).toString());
      ChatPage other = chat(tab);
      other.awaitOpen();
      other.evaluate("localStorage.setItem('realtime-chat.identity', '{garbage')");
      chat.sayAndAwait("그대로예요");
      assertThat(chat.line("그대로예요").locator(".who")).hasText("첫이름이");

      other.frame().locator("#me").click();
      other.nickname().fill("새이름이");
      other.button("저장").click();
      chat.sayAndAwait("바뀌었어요");
      assertThat(chat.line("바뀌었어요").locator(".who").last()).hasText("새이름이");
    }
  }

  @Test
  void inASandboxWithoutAnOriginTheTalkIsReadAndTheRestExplained() {
    try (Visitor visitor = Visitor.atDesk();
        ChatClient other = ChatClient.enter(BlogWithChat.chat(), room, "다른이")) {
      other.sayAndAwait("모래밭에서도 읽혀요");
      Page post =
          visitor.visit(
              BlogWithChat.post(
                  "<iframe id=chat sandbox=allow-scripts width=400 height=500 src='"
                      + BlogWithChat.url("/room/" + room)
                      + "'></iframe>"));
      ChatPage chat = ChatPage.inFrameOf(post);

      assertThat(chat.line("모래밭에서도 읽혀요")).isInViewport();
      assertThat(chat.status()).containsText("샌드박스");
      assertThat(chat.text()).isHidden();
      assertThat(chat.nickname()).isHidden();
      visitor.screenshot("sandboxed");
    }
  }

  private String script() {
    return "<p>글" + BlogWithChat.script("data-post=" + room);
  }

  private static ChatPage chat(Page post) {
    return ChatPage.in(post.locator("realtime-chat iframe"));
  }

  private static Locator hint(ChatPage chat) {
    return chat.frame().locator("#hint");
  }
}
