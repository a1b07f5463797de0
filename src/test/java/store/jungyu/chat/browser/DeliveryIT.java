package store.jungyu.chat.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import store.jungyu.chat.testing.ChatClient;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.Visitor;

/// What becomes of a message when the wire is bad: its author sees it, and it arrives once.
final class DeliveryIT {
  private static final int ANSWER_MS = 8_000;
  private static final int PONG_MS = 3_000;
  private final ChatServer server = ChatServer.shared();
  private final String room = ChatPage.newRoom();
  private Visitor visitor;
  private Page page;
  private Wire wire;
  private ChatPage chat;

  @BeforeEach
  void join() {
    visitor = Visitor.atDesk();
    page = visitor.page();
    page.clock().install();
    wire = Wire.of(page);
    chat = ChatPage.join(visitor, server, room, "글쓴이");
  }

  @AfterEach
  void leave() {
    visitor.close();
  }

  @Test
  void aMessageTheRoomHasIsMarkedAsSent() {
    chat.sayAndAwait("도착했어요");

    assertThat(chat.unsent()).hasCount(0);
    assertThat(
            (String)
                chat.line("도착했어요")
                    .locator(".meta")
                    .evaluate("meta => getComputedStyle(meta, '::after').content"))
        .contains("✓");
  }

  @Test
  void aMessageUnderWayIsShownAsBeingSent() {
    wire.loseUp("say");
    chat.say("가는 중");

    assertThat(chat.unsent()).containsText("가는 중");
    assertThat(chat.unsent().getByText("보내는 중…")).isVisible();
    assertThat(chat.unsent()).isInViewport();
    assertThat(chat.lines()).hasCount(0);
  }

  @Test
  void aMessageWithoutAnAnswerHasFailedAndCanBeSentAgain() {
    wire.loseUp("say");
    chat.say("길을 잃은 말");
    awaitFailed();

    wire.loseNothing();
    chat.button("다시 보내기").press("Enter");
    assertThat(chat.line("길을 잃은 말")).isVisible();
    assertThat(chat.unsent()).hasCount(0);
    assertThat(chat.log()).isFocused(); // and not the top of the page
  }

  @Test
  void aMessageWhoseAnswerWasLostIsStoredOnceThoughItIsSentAgain() {
    wire.loseDown("답을 못 들은 말");
    chat.say("답을 못 들은 말");
    wire.awaitLoss();
    awaitFailed();
    wire.loseNothing();
    chat.button("다시 보내기").click();

    assertThat(chat.unsent()).hasCount(0);
    page.clock().resume();
    page.reload();
    chat.awaitOpen();
    assertThat(chat.texts()).containsExactly("답을 못 들은 말");
  }

  @Test
  void aMessageThatFailedGoesOutByItselfWhereADeadLineIsReplaced() {
    wire.silence();
    chat.say("길을 잃은 말");
    awaitFailed();
    page.clock().resume();
    page.clock().fastForward(PONG_MS);

    assertThat(chat.line("길을 잃은 말")).isVisible();
    assertThat(chat.unsent()).hasCount(0);
  }

  @Test
  void aPressThatBeganBeforeTheLineWasLostCounts() {
    wire.loseUp("say");
    chat.say("길을 잃은 말");
    awaitFailed();
    chat.button("다시 보내기").hover();
    page.mouse().down();
    wire.close(4000);
    assertThat(chat.status()).isVisible();
    page.mouse().up();

    assertThat(chat.unsent().getByText("연결되면 보낼게요")).isVisible();
  }

  @Test
  void aMessageThatFailedCanBeDropped() {
    wire.loseUp("say");
    chat.say("그만둘 말");
    awaitFailed();
    chat.button("지우기").click();
    wire.loseNothing();
    page.clock().resume();
    page.reload();
    chat.awaitOpen();

    chat.sayAndAwait("다른 말");
    assertThat(chat.texts()).containsExactly("다른 말");
  }

  @Test
  void aMessageUnderWaySurvivesAReload() {
    wire.loseUp("say");
    chat.say("새로고침 전의 말");
    awaitSending();
    wire.loseNothing();
    page.reload();

    assertThat(chat.line("새로고침 전의 말")).isVisible();
    assertThat(chat.unsent()).hasCount(0);
    assertThat(chat.texts()).containsExactly("새로고침 전의 말");
  }

  @Test
  void whoIsTooFastWaitsAndLosesNothing() {
    for (int i = 1; i <= 8; i++) {
      chat.say("빠른 말 " + i);
    }

    assertThat(chat.lines()).hasCount(8);
    assertThat(chat.texts())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 8).mapToObj(i -> "빠른 말 " + i).toList());
    assertThat(chat.unsent()).hasCount(0);
  }

  @Test
  void aMessageThatGotLostOnTheWayToTheReaderIsFetched() {
    try (ChatClient other = ChatClient.enter(server, room, "다른이")) {
      wire.loseDown("둘째");
      other.sayAndAwait("첫째");
      other.sayAndAwait("둘째");
      assertThat(chat.line("첫째")).isVisible();
      wire.awaitLoss();
      wire.loseNothing();
      other.sayAndAwait("셋째");

      assertThat(chat.line("셋째")).isVisible();
      assertThat(chat.texts()).containsExactly("첫째", "둘째", "셋째");
    }
  }

  @Test
  void whatArrivesTwiceIsShownOnce() {
    try (ChatClient other = ChatClient.enter(server, room, "다른이")) {
      wire.repeat();
      other.sayAndAwait("첫째");
      chat.sayAndAwait("둘째");
      other.sayAndAwait("셋째");

      assertThat(chat.line("셋째")).isVisible();
      assertThat(chat.texts()).containsExactly("첫째", "둘째", "셋째");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dispatchEvent(new Event('online'))",
        "document.dispatchEvent(new Event('visibilitychange'))",
        "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
      })
  void aLineThatDiedInSleepIsReplacedOnReturnWithoutLossOrRepeat(String awake) {
    try (ChatClient other = ChatClient.enter(server, room, "다른이")) {
      other.sayAndAwait("잠들기 전");
      assertThat(chat.line("잠들기 전")).isVisible();
      wire.silence();
      other.sayAndAwait("자는 동안");
      chat.evaluate(awake);
      page.clock().fastForward(PONG_MS);

      assertThat(chat.line("자는 동안")).isVisible();
      assertThat(chat.texts()).containsExactly("잠들기 전", "자는 동안");
      assertThat(wire.opened()).isEqualTo(2);
    }
  }

  @Test
  void withoutANetworkTheTalkStaysAndAfterwardsNothingIsMissing() {
    visitor.forgives("ERR_INTERNET_DISCONNECTED");
    try (ChatClient other = ChatClient.enter(server, room, "다른이")) {
      other.sayAndAwait("그물 앞");
      assertThat(chat.line("그물 앞")).isVisible();
      visitor.context().setOffline(true);
      wire.block(true); // of sockets on this wire the browser's own switch knows nothing
      wire.close(1001);
      other.sayAndAwait("그물 밖");
      chat.say("그동안 내가 쓴 말");
      assertThat(chat.status()).isVisible();
      wire.block(false);
      visitor.context().setOffline(false);

      assertThat(chat.line("그물 밖")).isVisible(ChatPage.withinThreeSeconds());
      assertThat(chat.line("그동안 내가 쓴 말")).isVisible();
      assertThat(chat.texts()).containsExactly("그물 앞", "그물 밖", "그동안 내가 쓴 말");
    }
  }

  @Test
  void aSocketThatIsBlockedIsToldInALineAndTheTalkStaysReadable() {
    chat.sayAndAwait("막히기 전의 말");
    wire.block(true);
    page.reload();

    assertThat(chat.status()).isVisible();
    assertThat(chat.line("막히기 전의 말")).isInViewport();
    wire.block(false);
    assertThat(chat.status()).isHidden();
    chat.sayAndAwait("뚫린 뒤의 말");
  }

  @Test
  void theNextTryCanBeHadAtOnce() {
    page.clock().pauseAt(System.currentTimeMillis() + 5_000L);
    wire.close(4013);
    page.clock().runFor(2_000);
    assertThat(chat.status()).containsText(Pattern.compile("\\d초 뒤에 다시 연결해요"));
    chat.button("지금 연결").click();

    assertThat(chat.status()).isHidden();
    assertThat(wire.opened()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "4000, 연결에 문제가 생겼어요, 새로고침",
    "4003, 이 페이지에서는 채팅에 참여할 수 없어요, ''",
    "4014, 지금은 이 채팅에 참여할 수 없어요, ''",
    "4015, 다른 탭을 닫고 다시 연결해 주세요, 지금 연결",
    "4016, 채팅이 업데이트됐어요, 새로고침"
  })
  void anEndThatIsMeantIsExplainedAndNotFoughtAgainst(int code, String words, String offer) {
    wire.close(code);

    assertThat(chat.status()).containsText(words);
    page.clock().fastForward(60_000);
    assertThat(chat.status()).containsText(words);
    assertThat(wire.opened()).isEqualTo(1);
    if (offer.isEmpty()) {
      assertThat(chat.frame().locator("#status-button")).isHidden();
    } else {
      chat.button(offer).click();
      assertThat(chat.status()).isHidden();
      chat.awaitOpen();
    }
  }

  private void awaitSending() {
    assertThat(chat.unsent()).hasAttribute("data-state", "sending");
  }

  /// Lets the time for an answer pass, and then stand still: the page asks whether its line is
  /// alive, and one that does not answer in time is replaced, over which the message goes out by
  /// itself. On a busy machine that was sooner than a click.
  private void awaitFailed() {
    awaitSending();
    page.clock().pauseAt(((Number) chat.evaluate("Date.now()")).longValue() + ANSWER_MS);
    assertThat(chat.unsent().getByText("보내지 못했어요")).isVisible();
  }
}
