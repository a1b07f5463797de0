package store.jungyu.chat.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route.FulfillOptions;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.Visitor;

/// "What this chat knows about me": seen, taken along, taken back, from the page.
final class KnownIT {
  private static final String ID = "JSON.parse(localStorage['realtime-chat.identity']).anonymousId";

  private final ChatServer server = ChatServer.shared();
  private final String room = ChatPage.newRoom();

  @Test
  void aReaderSeesTakesAlongAndTakesBackAllThatWasSaid() throws Exception {
    try (Visitor visitor = Visitor.onPhone(options -> options.setViewportSize(320, 640));
        Visitor friend = Visitor.onPhone()) {
      ChatPage mine = ChatPage.join(visitor, server, room, "나나나");
      ChatPage theirs = ChatPage.join(friend, server, room, "벤벤벤");
      mine.sayAndAwait("처음 한 말");
      mine.sayAndAwait("다음에 한 말");
      theirs.sayAndAwait("친구의 말");
      Page page = visitor.page();

      open(page);
      page.getByRole(AriaRole.BUTTON, named("내 메시지 보기")).press("Enter");
      assertThat(page.locator(".known-note")).hasText("저장된 메시지 2개");
      Locator list = page.locator(".known-list li");
      assertThat(list).hasCount(2);
      assertThat(list.first()).containsText("처음 한 말");
      Look.assertAccessible(mine.frame(), "what is known");
      Look.assertFingersFit(mine.frame(), "what is known");
      assertNothingWider(page);

      Download file =
          page.waitForDownload(() -> page.getByRole(AriaRole.BUTTON, named("JSON 파일로 받기")).click());
      assertThat(Files.readString(file.path()))
          .contains("\"room\": \"" + room + "\"", "처음 한 말")
          .doesNotContain("친구의 말")
          .doesNotContain((String) page.evaluate(ID));

      Locator erase = page.getByRole(AriaRole.BUTTON, named("내 메시지 모두 삭제"));
      erase.press("Enter");
      assertThat(page.locator(".known-sure")).isVisible();
      assertThat(page.locator(".known-sure").getByText("취소")).isFocused();
      assertNothingWider(page);
      page.keyboard().press("Enter");
      assertThat(page.locator(".known-sure")).isHidden();
      assertThat(erase).isFocused();
      assertThat(theirs.line("처음 한 말")).isVisible(); // nothing was done

      erase.press("Enter");
      Look.assertAccessible(mine.frame(), "asked once more");
      page.locator(".known-yes").press("Enter");
      assertThat(page.locator(".known-note")).hasText("메시지 2개를 삭제했어요.");
      assertThat(theirs.line("처음 한 말")).hasCount(0);
      assertThat(mine.line("다음에 한 말")).hasCount(0);
      assertThat(mine.line("친구의 말")).isVisible();
    }
  }

  @Test
  void whoHasToWaitForTheNextPartGetsItThen() {
    try (Visitor visitor = Visitor.onPhone().forgives("429")) {
      ChatPage chat = ChatPage.join(visitor, server, room, "나나나");
      chat.sayAndAwait("처음 한 말");
      Page page = visitor.page();
      Map<String, String> later = Map.of("Retry-After", "1");
      page.route(
          "**/api/mine",
          route -> route.fulfill(new FulfillOptions().setStatus(429).setHeaders(later)),
          new Page.RouteOptions().setTimes(2));

      open(page);
      Locator see = page.getByRole(AriaRole.BUTTON, named("내 메시지 보기"));
      see.click();
      assertThat(page.locator(".known-note")).hasText("진행 중이에요… 0개");
      assertThat(page.locator(".known-button[aria-disabled=true]")).hasCount(4);
      Look.assertAccessible(chat.frame(), "what is known, waited for");
      see.press("Enter"); // is not asked twice
      assertThat(page.locator(".known-note")).hasText("저장된 메시지 1개");
      assertThat(page.locator(".known-button[aria-disabled=true]")).hasCount(0);
    }
  }

  @Test
  void aBrowserThatForgetsIsSomebodyNewInAllItsTabs() {
    try (Visitor visitor = Visitor.onPhone();
        Visitor friend = Visitor.onPhone()) {
      ChatPage chat = ChatPage.join(visitor, server, room, "나나나");
      chat.sayAndAwait("전에 한 말");
      Page page = visitor.page();
      Page tab = visitor.newTab();
      tab.navigate(page.url());
      ChatPage other = new ChatPage(tab);
      other.awaitOpen();
      assertThat(tab.locator(".own-button")).hasCount(1);
      other.text().fill("쓰다 만 말");
      ChatPage seenBy = ChatPage.open(friend, server, room);
      assertThat(seenBy.count()).hasText("2");
      Object before = page.evaluate(ID);
      open(page);
      page.getByRole(AriaRole.BUTTON, named("이 브라우저에서 내 정보 지우기")).click();
      page.locator(".known-yes").click();

      assertThat(page.locator("#entrance")).isVisible();
      assertThat(chat.line("전에 한 말")).isVisible();
      assertThat(page.locator(".own-button")).hasCount(0);
      assertThat(page.evaluate(ID)).isNotEqualTo(before);

      assertThat(tab.locator("#entrance")).isVisible();
      assertThat(other.line("전에 한 말")).isVisible();
      assertThat(tab.locator(".own-button")).hasCount(0);
      assertThat(seenBy.count()).hasText("2"); // both tabs are one new person
      other.join("다른이");
      assertThat(other.text()).hasValue("");
      assertThat(chat.text()).isVisible(); // and known by its name in both
      assertThat(chat.evaluate("localStorage['realtime-chat.mine'] ?? null")).isNull();
    }
  }

  /// What another tab leaves behind that made the browser forget: nothing, or somebody new.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "localStorage.clear()",
        "localStorage['realtime-chat.identity'] = JSON.stringify({ v: 1, nickname: null,"
            + " avatar: null, anonymousId: '4d1c0f5e-7a53-4c1e-9d0b-6f1f1f6f3a10' })"
      })
  void aPageThatIsGoneBackToIsSomebodyNewsWhereTheBrowserForgotMeanwhile(String meanwhile) {
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat = ChatPage.join(visitor, server, room, "나나나");
      chat.sayAndAwait("전에 한 말");
      Page page = visitor.page();
      Object before = page.evaluate(ID);
      page.evaluate("window.old = true");
      goBack(page, meanwhile);

      page.waitForFunction("window.old === undefined");
      assertThat(page.locator("#entrance")).isVisible();
      assertThat(chat.line("전에 한 말")).isVisible();
      assertThat(page.locator(".own-button")).hasCount(0);
      assertThat(page.evaluate(ID)).isNotEqualTo(before);
    }
  }

  @Test
  void aPageThatIsGoneBackToTakesOverTheNameThatWasChosenMeanwhile() {
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat = ChatPage.join(visitor, server, room, "나나나");
      Page page = visitor.page();
      page.evaluate("window.old = true");
      goBack(
          page,
          "localStorage['realtime-chat.identity'] ="
              + " localStorage['realtime-chat.identity'].replace('나나나', '다른나')");

      chat.sayAndAwait("바뀌었어요");
      assertThat(chat.line("바뀌었어요").locator(".who")).hasText("다른나");
      assertThat(page.evaluate("window.old")).isEqualTo(true);
    }
  }

  /// As from the browser's cache, where the page heard nothing of what happened `meanwhile`.
  /// Chromium keeps no page there that is `no-store`, other browsers do: so the event is made here.
  private static void goBack(Page page, String meanwhile) {
    page.evaluate(
        "setTimeout(() => { "
            + meanwhile
            + "; dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })); })");
  }

  private static void open(Page page) {
    page.locator("#people-button").click();
    page.getByRole(AriaRole.BUTTON, named("이 채팅이 나에 대해 아는 것")).press("Enter");
    assertThat(page.locator("#known")).isVisible();
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }

  private static void assertNothingWider(Page page) {
    Object wider =
        page.evaluate(
            """
            [...document.querySelectorAll('.people *')]
              .filter(part => part.checkVisibility() && part.getBoundingClientRect().right > innerWidth + .5)
              .map(part => part.outerHTML.slice(0, 120))\
            """);
    assertThat((List<?>) wider).isEmpty();
  }
}
