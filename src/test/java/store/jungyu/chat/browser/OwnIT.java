package store.jungyu.chat.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;
import store.jungyu.chat.testing.ChatClient;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.Visitor;

/// Changing and taking back one's own messages in the page (specification 4.1).
final class OwnIT {
  private final ChatServer server = ChatServer.shared();
  private final String room = ChatPage.newRoom();

  private static Locator button(Locator line, String name) {
    return line.getByRole(
        AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
  }

  private static void open(Locator line) {
    button(line, "내 메시지 수정·삭제").click();
  }

  @Test
  void whatOneSaidCanBeGivenAnotherTextAndEverybodySeesIt() {
    try (Visitor phone = Visitor.onPhone();
        Visitor desk = Visitor.atDesk()) {
      ChatPage mine = ChatPage.join(phone, server, room, "나나나");
      ChatPage theirs = ChatPage.join(desk, server, room, "다른이");
      mine.sayAndAwait("오타가 있는 말");
      theirs.sayAndAwait("남의 말");
      assertThat(button(mine.line("남의 말"), "내 메시지 수정·삭제")).hasCount(0);
      Locator line = mine.line("오타가 있는 말");
      open(line);
      phone.screenshot("phone-own-menu");
      button(line, "수정").click();
      Locator field = mine.frame().getByRole(AriaRole.TEXTBOX).and(mine.frame().getByLabel("수정"));
      assertThat(field).isFocused();
      assertThat(field).hasValue("오타가 있는 말");
      field.fill("오타가 없는 말 https://example.com");
      phone.screenshot("phone-own-edit");
      field.press("Enter");

      for (ChatPage page : new ChatPage[] {mine, theirs}) {
        assertThat(page.line("오타가 없는 말")).isVisible();
        assertThat(page.line("오타가 없는 말").getByText("수정됨")).isVisible();
        assertThat(page.line("오타가 있는 말")).hasCount(0);
        assertThat(page.line("오타가 없는 말").locator(".text a")).hasCount(1);
      }
      desk.screenshot("desk-edited");
      theirs.frame().page().reload();
      theirs.awaitOpen();
      assertThat(theirs.line("오타가 없는 말").getByText("수정됨")).isVisible();
    }
  }

  @Test
  void aTextThatIsTooLongIsRefusedInThePageAndTheLineStaysOpen() {
    try (Visitor phone = Visitor.onPhone()) {
      ChatPage mine = ChatPage.join(phone, server, room, "나나나");
      mine.sayAndAwait("짧은 말");
      Locator line = mine.line("짧은 말");
      open(line);
      button(line, "수정").click();
      Locator field = mine.frame().getByRole(AriaRole.TEXTBOX).and(mine.frame().getByLabel("수정"));
      for (String tooLong : new String[] {"가".repeat(2_800), "\u0001".repeat(1_900)}) {
        field.fill(tooLong);
        field.press("Enter");
        assertThat(line.getByText("메시지가 너무 길어요")).isVisible();
      }
      field.fill("다른 짧은 말");
      field.press("Enter");

      assertThat(mine.line("다른 짧은 말")).isVisible();
    }
  }

  @Test
  void whatOneTakesBackIsGoneEverywhere() {
    try (Visitor phone = Visitor.onPhone();
        ChatClient other = ChatClient.enter(server, room, "다른이")) {
      ChatPage mine = ChatPage.join(phone, server, room, "나나나");
      mine.sayAndAwait("첫째 말");
      mine.sayAndAwait("지울 말");
      mine.sayAndAwait("셋째 말");
      Locator line = mine.line("지울 말");
      open(line);
      button(line, "삭제").click();
      assertThat(line.getByText("이 메시지를 삭제할까요?")).isVisible();
      phone.screenshot("phone-own-delete");
      button(line, "취소").click();
      assertThat(button(line, "내 메시지 수정·삭제")).isFocused();
      open(line);
      button(line, "삭제").press("Enter"); // by keyboard alone
      button(line, "삭제").press("Enter");

      assertThat(mine.line("지울 말")).hasCount(0);
      assertThat(mine.log()).isFocused(); // and not the top of the page
      other.await("deleted");
      assertThat(mine.texts()).containsExactly("첫째 말", "셋째 말");
      assertThat(mine.frame().getByText("메시지를 삭제했어요.")).hasCount(1);
      mine.frame().page().reload();
      mine.awaitOpen();
      assertThat(mine.texts()).containsExactly("첫째 말", "셋째 말");
      mine.sayAndAwait("그 뒤의 말");
    }
  }

  @Test
  void whatWasChangedWhileOneWasAwayIsSeenOnReturn() {
    try (Visitor desk = Visitor.atDesk();
        ChatClient ana = ChatClient.enter(server, room, "아나")) {
      int first = ana.sayAndAwait("고칠 말").getInt("seq");
      int second = ana.sayAndAwait("지울 말").getInt("seq");
      ChatPage chat = ChatPage.open(desk, server, room);
      desk.context().setOffline(true);
      chat.evaluate("() => dispatchEvent(new Event('offline'))");
      ana.send("{\"type\":\"edit\",\"seq\":%d,\"text\":\"고친 말\"}".formatted(first));
      ana.send("{\"type\":\"delete\",\"seq\":%d}".formatted(second));
      ana.await("deleted");
      desk.context().setOffline(false);
      assertThat(chat.line("고친 말")).isVisible();
      assertThat(chat.line("지울 말")).hasCount(0);
    }
  }
}
