package store.jungyu.chat.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.Visitor;

/// How a reader becomes somebody, and stays it.
final class NicknameIT {
  private static final String KEY = "realtime-chat.identity";
  private final ChatServer server = ChatServer.shared();
  private final String room = ChatPage.newRoom();

  @Test
  void fr201ANewcomerIsAskedForANameWhereMessagesWillBeWrittenAndCanReadMeanwhile() {
    Past.of(3).in(server, room);
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat = ChatPage.open(visitor, server, room);

      assertThat(chat.nickname()).isVisible();
      assertThat(chat.text()).isHidden();
      assertThat(chat.line("말 3")).isInViewport();
      assertThat(chat.frame().getByRole(AriaRole.DIALOG)).hasCount(0);
      double below = chat.log().boundingBox().y + chat.log().boundingBox().height;
      assertThat(chat.nickname().boundingBox().y).isGreaterThan(below);
    }
  }

  @Test
  void fr201OneKeyIsEnoughToJoin() {
    try (Visitor visitor = Visitor.atDesk()) {
      ChatPage chat = ChatPage.open(visitor, server, room);
      String drawn = chat.nickname().inputValue();
      chat.nickname().press("Enter");

      assertThat(chat.text()).isFocused();
      chat.sayAndAwait("들어왔어요");
      assertThat(chat.lines().last()).containsText(drawn);
    }
  }

  @Test
  void fr204TheDrawnNameIsTheAnimalInThePicture() {
    try (Visitor visitor = Visitor.atDesk()) {
      ChatPage chat = ChatPage.open(visitor, server, room);
      Map<?, ?> names =
          (Map<?, ?>)
              chat.evaluate(
                  """
                  Object.fromEntries([...document.getElementById('animals').content
                    .querySelectorAll('.animal')]
                    .map(each => [each.querySelector('input').value, each.textContent.trim()]))\
                  """);

      assertThat(names.size()).isGreaterThanOrEqualTo(40);
      assertThat(chat.nickname()).hasValue("익명의 " + names.get(animalOf(face(chat))));
    }
  }

  @Test
  void fr204AnotherDrawIsAClickAway() {
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat = ChatPage.open(visitor, server, room);
      String before = chat.nickname().inputValue();
      String animal = animalOf(face(chat));
      chat.button("다른 동물 뽑기").click();

      assertThat(chat.nickname()).not().hasValue(before);
      assertThat(chat.nickname()).hasValue(Pattern.compile("^익명의 .+"));
      assertThat(animalOf(face(chat))).isNotEqualTo(animal);
    }
  }

  @Test
  void fr204AnyAnimalCanBeChosenByItsPicture() {
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat = ChatPage.open(visitor, server, room);
      chat.button("동물 고르기").click();
      Locator choices = chat.frame().getByRole(AriaRole.RADIO);
      assertThat(choices.count()).isGreaterThanOrEqualTo(40);
      visitor.screenshot("phone-animals");
      chat.frame().getByLabel("카피바라").check();

      assertThat(chat.nickname()).hasValue("익명의 카피바라");
      assertThat(animalOf(face(chat))).isEqualTo("capybara");
      chat.button("참여").click();
      chat.sayAndAwait("물이 따뜻해요");
      assertThat(animalOf(chat.lines().last().locator(".avatar"))).isEqualTo("capybara");
    }
  }

  @Test
  void everyAnimalHasItsPicture() {
    try (Visitor visitor = Visitor.atDesk()) {
      ChatPage chat = ChatPage.open(visitor, server, room);
      Object missing =
          chat.evaluate(
              """
              Promise.all([...document.getElementById('animals').content.querySelectorAll('img')]
                .map(image => fetch(image.getAttribute('src'))
                  .then(answer => answer.ok ? '' : image.getAttribute('src'))))
                .then(all => all.filter(each => each !== ''))\
              """);
      assertThat((List<?>) missing).isEmpty();
    }
  }

  @Test
  void fr202AnOwnNameStaysWhenAnotherAnimalIsDrawn() {
    try (Visitor visitor = Visitor.atDesk()) {
      ChatPage chat = ChatPage.open(visitor, server, room);
      chat.nickname().fill("고래고래");
      chat.button("다른 동물 뽑기").click();
      assertThat(chat.nickname()).hasValue("고래고래");

      chat.button("참여").click();
      chat.sayAndAwait("제 이름이에요");
      assertThat(chat.lines().last()).containsText("고래고래");
    }
  }

  @Test
  void fr202ANameHasTwoToFifteenCharactersOfAnyScript() {
    String otters = "🦦".repeat(15);
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat = ChatPage.join(visitor, server, room, "아나");
      for (String name :
          List.of("가나다라마바사아자차카타파하끝", otters, "José 李小龍 عمر", "ก็ดี", "Δοκιμή_1.2-3")) {
        chat.button("닉네임과 동물 바꾸기").click();
        chat.nickname().fill(name);
        chat.button("저장").click();
        chat.sayAndAwait("나는 " + name);
        assertThat(chat.lines().last().locator(".who")).hasText(name);
      }
    }
  }

  @Test
  void fr202ANameThatIsTooShortOrTooLongOrNoNameIsRefusedInWords() {
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat = ChatPage.open(visitor, server, room);
      for (String name :
          List.of("", "가", "   가   ", "가\u200b", "가".repeat(16), "🦦".repeat(16), "<b>굵게</b>")) {
        chat.nickname().fill(name);
        assertThat(chat.frame().getByRole(AriaRole.ALERT)).isHidden();
        chat.button("참여").click();
        assertThat(chat.frame().getByRole(AriaRole.ALERT)).isVisible();
        assertThat(chat.nickname()).isFocused();
        assertThat(chat.text()).isHidden();
      }
    }
  }

  @Test
  void fr202TheSyllableThatIsStillBeingComposedIsNoShortName() {
    try (Visitor visitor = Visitor.atDesk();
        Keyboard keyboard = new Keyboard(visitor.page())) {
      ChatPage chat = ChatPage.open(visitor, server, room);
      chat.nickname().fill("");
      keyboard.compose("ㄱ", "고", "곩", "고래");
      keyboard.pressEnterOfTheComposition();
      assertThat(chat.text()).isHidden();

      keyboard.commit("고래");
      chat.nickname().press("Enter");
      chat.sayAndAwait("안녕하세요");
      assertThat(chat.lines().last().locator(".who")).hasText("고래");
    }
  }

  @Test
  void fr203WhoComesBackIsAskedNothingAndIsTheSamePerson() {
    try (Visitor visitor = Visitor.atDesk()) {
      ChatPage chat = ChatPage.open(visitor, server, room);
      chat.button("참여").click();
      chat.sayAndAwait("처음이에요");
      String name = chat.lines().last().locator(".who").textContent();
      String animal = animalOf(chat.lines().last().locator(".avatar"));
      visitor.page().close();

      Page tomorrow = visitor.newTab();
      tomorrow.navigate(server.url("/room/" + room).toString());
      ChatPage again = new ChatPage(tomorrow);
      assertThat(again.text()).isVisible();
      assertThat(again.nickname()).isHidden();
      assertThat(again.line("처음이에요")).hasClass(Pattern.compile("\\bmine\\b"));
      again.sayAndAwait("다시 왔어요");
      assertThat(again.lines().last().locator(".who")).hasText(name);
      assertThat(animalOf(again.lines().last().locator(".avatar"))).isEqualTo(animal);
    }
  }

  @Test
  void fr203TheProfileIsKeptWithARandomSecretOfVersionFour() {
    try (Visitor visitor = Visitor.atDesk()) {
      ChatPage chat = ChatPage.join(visitor, server, room, "고래고래");
      Map<?, ?> kept = (Map<?, ?>) chat.evaluate("JSON.parse(localStorage.getItem('" + KEY + "'))");

      assertThat(kept.get("nickname")).isEqualTo("고래고래");
      assertThat(kept.get("avatar")).isEqualTo(animalOf(chat.frame().locator("#my-face")));
      assertThat((String) kept.get("anonymousId"))
          .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    }
  }

  @Test
  void fr203OneProfileServesAllRooms() {
    try (Visitor visitor = Visitor.atDesk()) {
      ChatPage.join(visitor, server, room, "고래고래");
      ChatPage other = ChatPage.open(visitor, server, ChatPage.newRoom());

      other.sayAndAwait("여기서도 나");
      assertThat(other.lines().last().locator(".who")).hasText("고래고래");
    }
  }

  @Test
  void aNameCanBeChangedLaterAndWhatWasSaidKeepsTheOldOne() {
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat = ChatPage.join(visitor, server, room, "옛이름");
      chat.sayAndAwait("앞");
      chat.button("닉네임과 동물 바꾸기").click();
      assertThat(chat.nickname()).hasValue("옛이름");
      assertThat(chat.nickname()).isFocused();
      chat.nickname().fill("새이름");
      chat.button("저장").click();
      chat.sayAndAwait("뒤");

      assertThat(chat.line("앞").locator(".who")).hasText("옛이름");
      assertThat(chat.line("뒤").locator(".who")).hasText("새이름");
      visitor.page().reload();
      chat.awaitOpen();
      chat.sayAndAwait("끝");
      assertThat(chat.line("끝").locator(".who")).hasText("새이름");
    }
  }

  @Test
  void aChangeOfNameCanBeLeftWithEscape() {
    try (Visitor visitor = Visitor.atDesk()) {
      ChatPage chat = ChatPage.join(visitor, server, room, "옛이름");
      chat.button("닉네임과 동물 바꾸기").click();
      chat.nickname().fill("새이름");
      chat.nickname().press("Escape");

      chat.sayAndAwait("그대로");
      assertThat(chat.line("그대로").locator(".who")).hasText("옛이름");
    }
  }

  @Test
  void aNameChosenInOneTabIsTheNameInTheOther() {
    try (Visitor visitor = Visitor.atDesk()) {
      ChatPage first = ChatPage.join(visitor, server, room, "옛이름");
      Page tab = visitor.newTab();
      tab.navigate(server.url("/room/" + room).toString());
      ChatPage second = new ChatPage(tab);
      second.awaitOpen();
      second.button("닉네임과 동물 바꾸기").click();
      second.nickname().fill("새이름");
      second.button("저장").click();
      second.sayAndAwait("둘째 창에서");

      assertThat(first.line("둘째 창에서")).isVisible();
      first.sayAndAwait("첫째 창에서");
      assertThat(first.line("첫째 창에서").locator(".who")).hasText("새이름");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"localStorage", "localStorage,sessionStorage"})
  void whereTheBrowserRefusesStorageTheChatWorksAndSaysHowLongTheNameIsKept(String refused) {
    try (Visitor visitor = Visitor.atDesk()) {
      for (String area : refused.split(",")) {
        visitor
            .context()
            .addInitScript(
                "Object.defineProperty(window, '"
                    + area
                    + "', { get() { throw new DOMException('no', 'SecurityError'); } });");
      }
      ChatPage chat = ChatPage.join(visitor, server, room, "아나아나");
      chat.sayAndAwait("그래도 말해요");

      assertThat(chat.frame().getByText("이번에 방문한 동안만 이름이 유지돼요.")).isVisible();
      assertThat(chat.line("그래도 말해요")).hasClass(Pattern.compile("\\bmine\\b"));
    }
  }

  @Test
  void whereStorageIsFullTheChatWorksAndSaysHowLongTheNameIsKept() {
    try (Visitor visitor = Visitor.atDesk()) {
      visitor
          .context()
          .addInitScript(
              "Storage.prototype.setItem = () => {"
                  + " throw new DOMException('full', 'QuotaExceededError'); };");
      ChatPage chat = ChatPage.join(visitor, server, room, "아나아나");
      chat.sayAndAwait("그래도 말해요");

      assertThat(chat.frame().getByText("이번에 방문한 동안만 이름이 유지돼요.")).isVisible();
    }
  }

  @Test
  void garbageInStorageIsRepaired() {
    try (Visitor visitor = Visitor.atDesk()) {
      ChatPage chat = ChatPage.open(visitor, server, room);
      for (String garbage :
          List.of(
              "",
              "{",
              "null",
              "[]",
              "42",
              "{\"v\":2,\"nickname\":\"옛날\"}",
              "{\"v\":1,\"nickname\":\"고래\",\"avatar\":\"../../etc/passwd\"}",
              "{\"v\":1,\"anonymousId\":{},\"nickname\":\"<img src=x>\",\"avatar\":\"otter\"}")) {
        for (String key : List.of(KEY, "realtime-chat.mine")) {
          visitor
              .page()
              .evaluate("it => localStorage.setItem(it[0], it[1])", List.of(key, garbage));
        }
        visitor.page().reload();
        chat.awaitOpen();
        assertThat(chat.nickname()).isVisible();
      }
      chat.join("아나아나");
      chat.sayAndAwait("고쳐졌어요");
      visitor.page().reload();

      assertThat(chat.text()).isVisible();
      assertThat(chat.line("고쳐졌어요")).hasClass(Pattern.compile("\\bmine\\b"));
    }
  }

  @Test
  void aWholeProfileSurvivesASpoiledSecret() {
    try (Visitor visitor = Visitor.atDesk()) {
      ChatPage chat = ChatPage.open(visitor, server, room);
      chat.evaluate(
          "localStorage.setItem('"
              + KEY
              + "', JSON.stringify({v: 1, anonymousId: 'x', nickname: '고래고래', avatar: 'whale'}))");
      visitor.page().reload();
      chat.awaitOpen();

      chat.sayAndAwait("이름은 남았어요");
      assertThat(chat.lines().last().locator(".who")).hasText("고래고래");
    }
  }

  private static Locator face(ChatPage chat) {
    return chat.frame().locator("#entrance-face");
  }

  private static String animalOf(Locator picture) {
    return picture.getAttribute("src").replaceAll(".*/([a-z-]+)\\.svg$", "$1");
  }
}
