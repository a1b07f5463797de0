package store.jungyu.chat.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.BoundingBox;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import store.jungyu.chat.testing.ChatClient;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.Visitor;

/// How messages look: who, what, when, and whose.
final class MessagesIT {
  private static final Pattern CONTINUES = Pattern.compile("\\bcontinues\\b");
  private static final Pattern MINE = Pattern.compile("\\bmine\\b");
  private static final String NOTE_WHAT_IS_READ_OUT =
      """
      window.readOut = [];
      new MutationObserver(changes =>
        readOut.push(...changes.flatMap(({ addedNodes }) => [...addedNodes].map(node => node.textContent))))
          .observe(document.getElementById('announcer'), { childList: true, subtree: true })\
      """;

  private final ChatServer server = ChatServer.shared();
  private final String room = ChatPage.newRoom();

  @Test
  void fr302AMessageShowsPictureNameTextAndTime() {
    new Past()
        .says("익명의 여우", "fox", "안녕하세요", Instant.parse("2026-11-20T05:07:00Z"))
        .in(server, room);
    try (Visitor visitor = Visitor.onPhone()) {
      Locator line = ChatPage.open(visitor, server, room).lines();

      assertThat(line.locator(".who")).hasText("익명의 여우");
      assertThat(line.locator(".text")).hasText("안녕하세요");
      assertThat(line.locator(".meta time")).hasText("오후 2:07");
      assertThat(line.locator(".avatar")).hasAttribute("src", Pattern.compile("/fox\\.svg$"));
      assertThat(line.locator(".avatar")).hasJSProperty("complete", true);
      assertThat((Integer) line.locator(".avatar").evaluate("image => image.naturalWidth"))
          .isPositive();
    }
  }

  @Test
  void fr302TimesAndDaysAreThoseOfTheReadersClock() {
    new Past()
        .says("아나", "자정 앞", "2026-11-20T14:58:00Z")
        .says("아나", "자정 뒤", "2026-11-20T15:01:00Z")
        .in(server, room);
    try (Visitor seoul = Visitor.atDesk();
        Visitor newYork = Visitor.atDesk(options -> options.setTimezoneId("America/New_York"))) {
      ChatPage there = ChatPage.open(seoul, server, room);
      assertThat(there.line("자정 앞").locator(".meta time")).hasText("오후 11:58");
      assertThat(there.line("자정 뒤").locator(".meta time")).hasText("오전 12:01");
      assertThat(there.frame().locator(".day"))
          .hasText(new String[] {"2026년 11월 20일 금요일", "2026년 11월 21일 토요일"});

      ChatPage here = ChatPage.open(newYork, server, room);
      assertThat(here.line("자정 앞").locator(".meta time")).hasText("오전 9:58");
      assertThat(here.frame().locator(".day")).hasText("2026년 11월 20일 금요일");
      assertThat(here.line("자정 뒤")).hasClass(CONTINUES);
    }
  }

  @Test
  void fr303MyMessagesStandOnTheRightInAnotherColour() {
    try (Visitor me = Visitor.onPhone();
        ChatClient other = ChatClient.enter(server, room, "다른이")) {
      ChatPage chat = ChatPage.join(me, server, room, "나나나");
      other.sayAndAwait("남의 말");
      chat.sayAndAwait("내 말");
      Locator mine = chat.line("내 말").locator(".text");
      Locator theirs = chat.line("남의 말").locator(".text");

      BoundingBox right = mine.boundingBox();
      BoundingBox left = theirs.boundingBox();
      assertThat(right.x + right.width).isGreaterThan(330);
      assertThat(left.x).isLessThan(70);
      assertThat(background(mine)).isNotEqualTo(background(theirs));
      assertThat(chat.line("남의 말")).not().hasClass(MINE);
    }
  }

  @Test
  void fr303MyMessagesAreMineAlsoAfterAReloadAndForNobodyElse() {
    try (Visitor me = Visitor.atDesk();
        Visitor other = Visitor.atDesk()) {
      ChatPage chat = ChatPage.join(me, server, room, "같은이름");
      chat.sayAndAwait("내 말");
      me.page().reload();
      assertThat(chat.line("내 말")).hasClass(MINE);

      ChatPage others = ChatPage.join(other, server, room, "같은이름");
      assertThat(others.line("내 말")).not().hasClass(MINE);
    }
  }

  @Test
  void fr304WhatOthersSayAppearsAtTheBottomAtOnceWithoutAReload() {
    Past.of(5).in(server, room);
    try (Visitor visitor = Visitor.onPhone();
        ChatClient other = ChatClient.enter(server, room, "다른이")) {
      ChatPage chat = ChatPage.open(visitor, server, room);
      chat.evaluate("window.sameDocument = true");
      other.say("지금 막 한 말");

      assertThat(chat.lines().last()).containsText("지금 막 한 말");
      assertThat(chat.lines().last()).isInViewport();
      assertThat(chat.evaluate("window.sameDocument")).isEqualTo(true);
    }
  }

  @Test
  void fr304TwoBrowsersReadTheSameTalkInTheSameOrder() {
    try (Visitor ana = Visitor.onPhone();
        Visitor ben = Visitor.atDesk()) {
      ChatPage phone = ChatPage.join(ana, server, room, "아나");
      ChatPage desk = ChatPage.join(ben, server, room, "벤벤");
      for (int i = 1; i <= 3; i++) {
        phone.say("아나 " + i);
        desk.say("벤벤 " + i);
      }

      assertThat(phone.lines()).hasCount(6);
      assertThat(desk.lines()).hasCount(6);
      assertThat(phone.texts()).isEqualTo(desk.texts());
    }
  }

  @Test
  void linesOfOneAuthorShortlyAfterEachOtherAreGrouped() {
    new Past()
        .says("아나", "하나", "2026-11-20T01:00:00Z")
        .says("아나", "둘", "2026-11-20T01:04:00Z")
        .says("벤벤", "셋", "2026-11-20T01:05:00Z")
        .says("아나", "넷", "2026-11-20T01:06:00Z")
        .says("아나", "다섯", "2026-11-20T01:12:00Z")
        .in(server, room);
    try (Visitor plain = Visitor.atDesk(options -> options.setJavaScriptEnabled(false));
        Visitor visitor = Visitor.atDesk()) {
      visitor.visit(server.url("/room/" + room));
      plain.visit(server.url("/room/" + room));
      for (Visitor each : List.of(visitor, plain)) {
        ChatPage chat = new ChatPage(each.page());
        assertThat(chat.line("둘")).hasClass(CONTINUES);
        for (String alone : List.of("하나", "셋", "넷", "다섯")) {
          assertThat(chat.line(alone)).not().hasClass(CONTINUES);
        }
        assertThat(chat.line("둘").locator(".avatar")).isHidden();
        assertThat(chat.line("넷").locator(".avatar")).isVisible();
      }
    }
  }

  @Test
  void linksLeadOnlyToTheWebAndCarryNothingAlong() {
    new Past()
        .says(
            "아나",
            "보세요 https://example.com/글?a=1&b=(2), http://localhost:1/x.",
            "2026-11-20T01:00:00Z")
        .in(server, room);
    try (Visitor visitor = Visitor.atDesk()) {
      Locator links = ChatPage.open(visitor, server, room).lines().locator(".text a");

      assertThat(links).hasCount(2);
      assertThat(links.first()).hasText("https://example.com/글?a=1&b=(2)");
      assertThat(links.last()).hasText("http://localhost:1/x");
      for (Locator link : links.all()) {
        assertThat(link).hasAttribute("rel", "noopener noreferrer nofollow ugc");
        assertThat(link).hasAttribute("target", "_blank");
        assertThat(link).hasAttribute("href", Pattern.compile("^https?://"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatLooksLikeMarkupOrAScriptStaysText(boolean live) {
    List<String> texts =
        List.of(
            "<script>document.title='no'</script>",
            "<img src=x onerror=\"document.title='no'\">",
            "javascript:alert(1) data:text/html,<b>x</b> vbscript:x file:///etc/passwd",
            "</li></ol><h1>제목</h1>{{7*7}} #{facesContext} ${7*7} &lt;b&gt;",
            "https://\"onmouseover=alert(1)//");
    Past past = new Past();
    if (!live) {
      texts.forEach(text -> past.says("<b>아나</b>", text, Instant.now()));
    }
    past.in(server, room);
    try (Visitor visitor = Visitor.atDesk();
        ChatClient other = ChatClient.enter(server, room, "아나")) {
      ChatPage chat = ChatPage.open(visitor, server, room);
      if (live) {
        texts.forEach(other::say);
      }
      assertThat(chat.lines()).hasCount(texts.size());

      assertThat(chat.texts()).isEqualTo(texts);
      assertThat(chat.lines().locator("script, b, h1, .text a, .text img")).hasCount(0);
      assertThat(visitor.page()).hasTitle("게시물 토론방");
      if (!live) {
        assertThat(chat.lines().first().locator(".who")).hasText("<b>아나</b>");
      }
    }
  }

  @Test
  void directionMarksAndPilesOfAccentsStayInTheirBubble() {
    new Past()
        .says("아나", "\u202Eabc\u202Edef", "2026-11-20T01:00:00Z")
        .says("벤벤", "a" + "\u0301".repeat(500), "2026-11-20T01:01:00Z")
        .says("카이", "보통 말", "2026-11-20T01:02:00Z")
        .in(server, room);
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat = ChatPage.open(visitor, server, room);

      assertThat(chat.lines().nth(1).locator(".text").boundingBox().height).isLessThan(80);
      assertThat(chat.line("보통 말").locator(".text").boundingBox().x).isLessThan(70);
      assertThat(chat.line("보통 말").locator(".meta time")).hasText("오전 10:02");
    }
  }

  @Test
  void aScreenReaderHearsOthersAndNeitherTheHistoryNorOneself() {
    Past.of(3).in(server, room);
    try (Visitor visitor = Visitor.atDesk();
        ChatClient other = ChatClient.enter(server, room, "다른이")) {
      ChatPage chat = ChatPage.join(visitor, server, room, "나나나");
      Locator announcer = chat.frame().locator("#announcer");
      assertThat(announcer).isEmpty();
      chat.evaluate(NOTE_WHAT_IS_READ_OUT); // also what is overwritten at once
      chat.sayAndAwait("내 말");
      other.say("남의 말");

      assertThat(announcer).hasText("다른이: 남의 말");
      assertThat(chat.evaluate("readOut")).isEqualTo(List.of("다른이: 남의 말"));
    }
  }

  private static Object background(Locator element) {
    return element.evaluate("element => getComputedStyle(element).backgroundColor");
  }
}
