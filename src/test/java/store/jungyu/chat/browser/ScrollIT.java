package store.jungyu.chat.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Route.FulfillOptions;
import com.microsoft.playwright.options.BoundingBox;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import store.jungyu.chat.testing.ChatClient;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.Visitor;
import store.jungyu.chat.testing.Waiting;

/// Where the reader is in the list, and what moves it.
final class ScrollIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private final ChatServer server = ChatServer.shared();
  private final String room = ChatPage.newRoom();

  @Test
  void fr305TheListOpensAtItsEndAndFollowsWhatIsNew() {
    Past.of(30).in(server, room);
    try (Visitor visitor = Visitor.onPhone();
        ChatClient other = ChatClient.enter(server, room, "다른이")) {
      ChatPage chat = ChatPage.join(visitor, server, room, "나나나");
      assertThat(chat.atBottom()).isTrue();
      other.say("길고 긴 새 말 ".repeat(30) + "끝");

      assertThat(chat.line("길고 긴 새 말")).isVisible();
      awaitBottom(chat);
      chat.sayAndAwait("내 말");
      awaitBottom(chat);
      assertThat(chat.pill()).isHidden();
    }
  }

  @Test
  void fr305WhoReadsFurtherUpStaysThereAndIsToldHowMuchIsNew() {
    Past.of(40).in(server, room);
    try (Visitor visitor = Visitor.onPhone();
        ChatClient other = ChatClient.enter(server, room, "다른이")) {
      ChatPage chat = ChatPage.open(visitor, server, room);
      chat.line("말 20").evaluate("line => { line.closest('#log').scrollTop = line.offsetTop; }");
      double before = chat.line("말 20").boundingBox().y;
      for (int i = 1; i <= 3; i++) {
        other.sayAndAwait("새 말 " + i);
      }

      assertThat(chat.pill()).hasText("새 메시지 3개 ↓");
      assertThat(chat.line("말 20").boundingBox().y).isCloseTo(before, within(1.0));
      chat.pill().click();
      assertThat(chat.line("새 말 3")).isInViewport();
      assertThat(chat.pill()).isHidden();
      awaitBottom(chat);
    }
  }

  @Test
  void fr305WhatISayTakesMeToTheEnd() {
    Past.of(40).in(server, room);
    try (Visitor visitor = Visitor.atDesk()) {
      ChatPage chat = ChatPage.join(visitor, server, room, "나나나");
      chat.scrollTo(0);
      chat.sayAndAwait("내 말");

      assertThat(chat.line("내 말")).isInViewport();
      awaitBottom(chat);
    }
  }

  @Test
  void fr305TheEndStaysInSightWhenThePageShrinksAsUnderAPhonesKeyboard() {
    Past.of(40).in(server, room);
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat = ChatPage.join(visitor, server, room, "나나나");
      visitor.page().setViewportSize(360, 340);
      awaitBottom(chat);
      chat.text().fill("줄\n줄\n줄\n줄");

      awaitBottom(chat);
      assertThat(chat.line("말 40")).isInViewport();
    }
  }

  @Test
  void fr401OlderMessagesComeAsOneScrollsUpWithoutAJump() {
    Past.of(120).in(server, room);
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat = ChatPage.open(visitor, server, room);
      assertThat(chat.lines()).hasCount(50);
      Object before =
          chat.log().evaluate("log => { log.scrollTop = 60; return " + topOf(71) + "; }");
      assertThat(chat.lines()).hasCount(100);
      assertThat(toDouble(chat.evaluate(topOf(71)))).isCloseTo(toDouble(before), within(1.0));

      chat.scrollTo(0);
      assertThat(chat.lines()).hasCount(120);
      assertThat(chat.texts())
          .containsExactlyElementsOf(
              IntStream.rangeClosed(1, 120).mapToObj(i -> "말 " + i).toList());
      assertThat(chat.frame().getByText("여기서 대화가 시작됐어요")).hasCount(1);
    }
  }

  @Test
  void fr401OlderMessagesThatCannotBeReadAreOfferedAgain() {
    Past.of(60).in(server, room);
    try (Visitor visitor = Visitor.onPhone().forgives("503")) {
      String past = "**/api/rooms/*/messages**";
      visitor.page().route(past, route -> route.fulfill(new FulfillOptions().setStatus(503)));
      ChatPage chat = ChatPage.open(visitor, server, room);
      chat.scrollTo(0);
      assertThat(chat.frame().getByText("이전 대화를 불러오지 못했어요")).isVisible();

      visitor.page().unroute(past);
      chat.button("다시 시도").click();
      assertThat(chat.lines()).hasCount(60);
    }
  }

  /// A browser tells of a scroll with its next frame, and a message may come before that.
  @Test
  void whoHasJustScrolledUpIsNotPulledBackByAMessage() {
    Past.of(40).in(server, room);
    try (Visitor visitor = Visitor.onPhone();
        ChatClient other = ChatClient.enter(server, room, "다른이")) {
      ChatPage chat = ChatPage.open(visitor, server, room);
      chat.evaluate("addEventListener('scroll', event => event.stopPropagation(), true)");
      chat.scrollTo(0);
      other.sayAndAwait("말 41");

      assertThat(chat.line("말 41")).isAttached();
      assertThat(chat.pill()).hasText("새 메시지 1개 ↓");
      assertThat(chat.atBottom()).isFalse();
    }
  }

  @Test
  void newMessagesAndOlderOnesMeetWithoutHoleOrRepeat() {
    Past.of(70).in(server, room);
    try (Visitor visitor = Visitor.onPhone();
        ChatClient other = ChatClient.enter(server, room, "다른이")) {
      ChatPage chat = ChatPage.open(visitor, server, room);
      chat.scrollTo(0);
      other.sayAndAwait("말 71");
      other.sayAndAwait("말 72");

      assertThat(chat.lines()).hasCount(72);
      assertThat(chat.texts())
          .containsExactlyElementsOf(IntStream.rangeClosed(1, 72).mapToObj(i -> "말 " + i).toList());
    }
  }

  @Test
  void scrollingInTheListMovesNothingAroundIt() {
    Past.of(40).in(server, room);
    try (Visitor visitor = Visitor.atDesk()) {
      visitor.page().setViewportSize(800, 500);
      ChatPage chat = ChatPage.open(visitor, server, room);
      BoundingBox list = chat.log().boundingBox();
      visitor.page().mouse().move(list.x + 100, list.y + 100);
      visitor.page().mouse().wheel(0, -300);
      Waiting.untilTrue("the list to be scrolled", PATIENCE, () -> !chat.atBottom());
      visitor.page().mouse().wheel(0, 5000);
      awaitBottom(chat);

      assertThat(chat.evaluate("scrollY")).isEqualTo(0);
    }
  }

  private static String topOf(int seq) {
    return "document.querySelector('#m" + seq + " .bubble').getBoundingClientRect().top";
  }

  private static double toDouble(Object number) {
    return ((Number) number).doubleValue();
  }

  private static void awaitBottom(ChatPage chat) {
    Waiting.untilTrue("the list to be at its end", PATIENCE, chat::atBottom);
  }
}
