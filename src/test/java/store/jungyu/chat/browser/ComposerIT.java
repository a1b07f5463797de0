package store.jungyu.chat.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.Visitor;

/// Writing a message.
final class ComposerIT {
  private final ChatServer server = ChatServer.shared();
  private final String room = ChatPage.newRoom();
  private Visitor visitor;
  private Page page;
  private ChatPage chat;

  @BeforeEach
  void join() {
    visitor = Visitor.atDesk();
    page = visitor.page();
    chat = ChatPage.join(visitor, server, room, "글쓴이");
  }

  @AfterEach
  void leave() {
    visitor.close();
  }

  @Test
  void fr301EnterSendsAndEmptiesTheField() {
    chat.text().pressSequentially("엔터로 보내요");
    chat.text().press("Enter");

    assertThat(chat.lines().locator(".text")).hasText("엔터로 보내요");
    assertThat(chat.text()).hasValue("");
    assertThat(chat.text()).isFocused();
  }

  @Test
  void fr301TheButtonSendsAndTheFieldKeepsTheFocus() {
    chat.text().fill("단추로 보내요");
    chat.button("전송").click();

    assertThat(chat.lines().locator(".text")).hasText("단추로 보내요");
    assertThat(chat.text()).hasValue("");
    assertThat(chat.text()).isFocused();
  }

  @Test
  void fr301ShiftAndEnterBreakTheLine() {
    chat.text().pressSequentially("첫 줄");
    chat.text().press("Shift+Enter");
    chat.text().pressSequentially("둘째 줄");
    assertThat(chat.lines()).hasCount(0);
    chat.text().press("Enter");

    assertThat(chat.lines()).hasCount(1);
    assertThat(chat.texts()).containsExactly("첫 줄\n둘째 줄");
    double height = chat.lines().locator(".text").boundingBox().height;
    assertThat(height).as("two lines of text").isGreaterThan(50);
  }

  @Test
  void fr301NothingButBlanksIsNoMessage() {
    assertThat(chat.button("전송")).isDisabled();
    chat.say("  \n  ");
    assertThat(chat.button("전송")).isDisabled();
    chat.sayAndAwait("글자가 있어야 해요");

    assertThat(chat.texts()).containsExactly("글자가 있어야 해요");
  }

  @Test
  void fr301TheEnterThatEndsAKoreanSyllableSendsNoHalfWord() {
    try (Keyboard keyboard = new Keyboard(page)) {
      chat.text().fill("반가워");
      chat.text().press("End");
      keyboard.compose("ㅇ", "요");
      keyboard.pressEnterOfTheComposition();
      assertThat(chat.unsent()).hasCount(0);
      assertThat(chat.text()).hasValue("반가워요");
      keyboard.commit("요");
      assertThat(chat.text()).hasValue("반가워요");

      chat.text().press("Enter");
      assertThat(chat.lines()).hasCount(1);
      assertThat(chat.text()).hasValue("");
      chat.sayAndAwait("다음");
      assertThat(chat.texts()).containsExactly("반가워요", "다음");
    }
  }

  @Test
  void fr301TheButtonInTheMiddleOfASyllableSendsTheWholeWordOnce() {
    try (Keyboard keyboard = new Keyboard(page)) {
      keyboard.compose("ㅇ", "아", "안");
      keyboard.commit("안");
      keyboard.compose("ㄴ", "녀", "녕");
      chat.button("전송").click();

      assertThat(chat.lines()).hasCount(1);
      assertThat(chat.text()).hasValue("");
      assertThat(chat.text()).isFocused();
      chat.sayAndAwait("다음");
      assertThat(chat.texts()).containsExactly("안녕", "다음");
    }
  }

  @Test
  void aSyllableBeingComposedIsNotTouchedByMessagesThatArrive() {
    try (Keyboard keyboard = new Keyboard(page);
        Visitor other = Visitor.onPhone()) {
      keyboard.compose("ㅎ", "하", "한");
      ChatPage.join(other, server, room, "다른이").sayAndAwait("끼어들기");
      assertThat(chat.line("끼어들기")).isVisible();
      assertThat(chat.text()).hasValue("한");
      keyboard.compose("한", "하나");
      keyboard.commit("하나");
      chat.text().press("Enter");

      assertThat(chat.line("하나")).isVisible();
    }
  }

  @Test
  void aMessageThatIsTooLongIsCountedAndStays() {
    chat.text().fill("가".repeat(1990));
    assertThat(chat.frame().getByText("10자 남음")).isVisible();
    chat.text().fill("가".repeat(2001));
    assertThat(chat.frame().getByText("1자 넘음")).isVisible();
    assertThat(chat.button("전송")).isDisabled();
    chat.text().press("Enter");
    assertThat(chat.text()).hasValue("가".repeat(2001));

    chat.say("🦦".repeat(2000));
    assertThat(chat.lines()).hasCount(1);
    assertThat(chat.texts()).containsExactly("🦦".repeat(2000));
  }

  @Test
  void aDraftSurvivesAReload() {
    chat.text().pressSequentially("아직 다 못 쓴 말");
    page.reload();

    assertThat(chat.text()).hasValue("아직 다 못 쓴 말");
    assertThat(chat.button("전송")).isEnabled();
    chat.text().press("Enter");
    assertThat(chat.line("아직 다 못 쓴 말")).isVisible();
    page.reload();
    assertThat(chat.text()).isVisible();
    assertThat(chat.text()).hasValue("");
  }

  @Test
  void aDraftBelongsToItsRoom() {
    chat.text().pressSequentially("이 방의 초안");
    ChatPage other = ChatPage.open(visitor, server, ChatPage.newRoom());
    assertThat(other.text()).isVisible();
    assertThat(other.text()).hasValue("");

    page.goBack();
    assertThat(chat.text()).hasValue("이 방의 초안");
  }

  @Test
  void theFieldGrowsWithTheTextUpToABoundAndTheListGivesWay() {
    double one = chat.text().boundingBox().height;
    chat.text().fill("줄\n".repeat(3));
    assertThat(chat.text().boundingBox().height).isGreaterThan(one);
    chat.text().fill("줄\n".repeat(60));

    assertThat(chat.text().boundingBox().height).isLessThan(200);
    assertThat(chat.button("전송")).isInViewport();
  }
}
