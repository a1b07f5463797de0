package store.jungyu.chat.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.Visitor;

/// A room's page as the one before it sees and uses it, in a frame or by itself.
final class ChatPage {
  /// How long a page may take, from when it could, until it shows all that it missed.
  static final long RESUMED_WITHIN_MS = 3_000;

  private final Frame frame;

  ChatPage(Frame frame) {
    this.frame = frame;
  }

  ChatPage(Page page) {
    this(page.mainFrame());
  }

  /// The chat in the frame of `post`.
  static ChatPage inFrameOf(Page post) {
    return in(post.locator("iframe#chat"));
  }

  /// The chat in `frame`.
  static ChatPage in(Locator frame) {
    return new ChatPage(Objects.requireNonNull(frame.elementHandle().contentFrame()));
  }

  /// The name of a room that no other test uses.
  static String newRoom() {
    return "browser-" + UUID.randomUUID();
  }

  /// Goes to `room` and waits until the room has answered.
  static ChatPage open(Visitor visitor, ChatServer server, String room) {
    ChatPage chat = new ChatPage(visitor.visit(server.url("/room/" + room)));
    chat.awaitOpen();
    return chat;
  }

  /// Goes to `room` and joins it under `nickname`.
  static ChatPage join(Visitor visitor, ChatServer server, String room, String nickname) {
    ChatPage chat = open(visitor, server, room);
    chat.join(nickname);
    return chat;
  }

  /// Waits until the room has answered: then it is known how many are in it.
  void awaitOpen() {
    assertThat(count()).isVisible();
  }

  void join(String nickname) {
    nickname().fill(nickname);
    button("참여").click();
    assertThat(text()).isVisible();
  }

  /// Joins as `animal`, chosen by its picture.
  void join(String nickname, String animal) {
    button("동물 고르기").click();
    frame.getByLabel(animal, new Frame.GetByLabelOptions().setExact(true)).check();
    join(nickname);
  }

  /// Writes `words` and presses Enter.
  void say(String words) {
    text().fill(words);
    text().press("Enter");
  }

  /// Says `words` and waits until the room has them.
  void sayAndAwait(String words) {
    say(words);
    assertThat(line(words)).isVisible();
  }

  Frame frame() {
    return frame;
  }

  /// The field for a name.
  Locator nickname() {
    return frame.getByLabel("사용할 닉네임을 입력하세요");
  }

  /// The field for a message.
  Locator text() {
    return frame.getByRole(
        AriaRole.TEXTBOX, new Frame.GetByRoleOptions().setName("메시지").setExact(true));
  }

  Locator button(String name) {
    return frame.getByRole(
        AriaRole.BUTTON, new Frame.GetByRoleOptions().setName(name).setExact(true));
  }

  /// The scrolling list.
  Locator log() {
    return frame.getByRole(AriaRole.LOG);
  }

  /// What the room has, oldest first.
  Locator lines() {
    return frame.locator("#lines > .line");
  }

  /// The lines of the room that hold `words`.
  Locator line(String words) {
    return lines().filter(new Locator.FilterOptions().setHasText(words));
  }

  /// What was said here and the room has not confirmed.
  Locator unsent() {
    return frame.locator("#unsent > .line");
  }

  /// The texts of the room's lines, as they are now.
  List<String> texts() {
    return frame.locator("#lines .text").allTextContents();
  }

  /// The number of people in the header.
  Locator count() {
    return frame.locator("#people-count");
  }

  /// The line that speaks of the connection.
  Locator status() {
    return frame.locator("#status");
  }

  /// The button that tells of new messages further down.
  Locator pill() {
    return frame.locator("#pill");
  }

  /// The promise for who comes back.
  static IsVisibleOptions withinThreeSeconds() {
    return new IsVisibleOptions().setTimeout(RESUMED_WITHIN_MS);
  }

  boolean atBottom() {
    return (Boolean)
        log().evaluate("log => log.scrollHeight - log.clientHeight - log.scrollTop <= 1");
  }

  void scrollTo(int top) {
    log().evaluate("(log, top) => { log.scrollTop = top; }", top);
  }

  /// The result of `script` in the page.
  Object evaluate(String script) {
    return frame.evaluate(script);
  }
}
