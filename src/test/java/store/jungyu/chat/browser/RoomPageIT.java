package store.jungyu.chat.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.Visitor;

/// The page of a room: there at once, whole, quiet, on every width.
final class RoomPageIT {
  private final ChatServer server = ChatServer.shared();
  private final String room = ChatPage.newRoom();

  @Test
  void fr101TwoPostsHaveTwoRooms() {
    String korean = "글-" + room;
    String encoded = URLEncoder.encode(korean, StandardCharsets.UTF_8);
    try (Visitor ana = Visitor.atDesk();
        Visitor ben = Visitor.atDesk()) {
      ChatPage.join(ana, server, room, "아나").sayAndAwait("첫째 글에서");
      ChatPage.join(ben, server, encoded, "벤벤").sayAndAwait("둘째 글에서");

      assertThat(ChatPage.open(ana, server, room).texts()).containsExactly("첫째 글에서");
      assertThat(ChatPage.open(ana, server, encoded).texts()).containsExactly("둘째 글에서");
    }
  }

  @Test
  void fr102TheHeaderNamesThePostOrSaysThatThisIsItsTalk() {
    try (Visitor visitor = Visitor.atDesk()) {
      Page page = visitor.visit(server.url("/room/" + room));
      assertThat(page.getByRole(AriaRole.HEADING).first()).hasText("게시물 토론방");

      page = visitor.visit(server.url("/room/" + room + "?title=%EC%A0%9C%EB%AA%A9%20%3Cb%3E"));
      assertThat(page.getByRole(AriaRole.HEADING).first()).hasText("제목 <b>");
      assertThat(page).hasTitle("제목 <b>");
    }
  }

  @Test
  void fr401TheLastFiftyAreReadableWithoutAnyScript() {
    Past.of(60).in(server, room);
    try (Visitor visitor = Visitor.atDesk(options -> options.setJavaScriptEnabled(false))) {
      ChatPage chat = new ChatPage(visitor.visit(server.url("/room/" + room)));

      assertThat(chat.lines()).hasCount(50);
      assertThat(chat.lines().first()).containsText("말 11");
      assertThat(chat.lines().last()).containsText("말 60");
      assertThat(chat.lines().last()).containsText("이야기꾼");
      assertThat(chat.lines().last().locator("time").last()).hasText("오전 11:00");
      assertThat(chat.lines().last()).isInViewport();
      assertThat(chat.text()).isHidden(); // nobody could send anything
      assertThat(chat.frame().locator("noscript > p")).isVisible();
    }
  }

  @Test
  void ui101HeaderListAndInputFillThePageFromTopToBottom() {
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat = ChatPage.open(visitor, server, room);
      BoundingBox header = chat.frame().getByRole(AriaRole.BANNER).boundingBox();
      BoundingBox list = chat.log().boundingBox();
      BoundingBox footer = chat.frame().getByRole(AriaRole.CONTENTINFO).boundingBox();

      assertThat(header.y).isZero();
      assertThat(list.y).isEqualTo(header.y + header.height);
      assertThat(footer.y).isEqualTo(list.y + list.height);
      assertThat(footer.y + footer.height).isEqualTo(640);
    }
  }

  @Test
  void anEmptyRoomInvitesToSaySomething() {
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat = ChatPage.join(visitor, server, room, "아나");
      assertThat(chat.frame().getByText("첫 메시지를 남겨 보세요")).isVisible();

      chat.sayAndAwait("안녕하세요");
      assertThat(chat.frame().getByText("첫 메시지를 남겨 보세요")).isHidden();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nothingIsWiderThanThePage(boolean phone) {
    try (Visitor visitor = phone ? Visitor.onPhone() : Visitor.atDesk()) {
      ChatPage chat = ChatPage.join(visitor, server, room, "가나다라마바사아자차카타파하끝");
      chat.say("https://example.com/" + "a".repeat(300));
      chat.say("가".repeat(400));
      chat.sayAndAwait("짧은 말");

      for (String part : List.of("document.documentElement", "document.getElementById('log')")) {
        assertThat(chat.evaluate(part + ".scrollWidth - " + part + ".clientWidth"))
            .as(part)
            .isEqualTo(0);
      }
    }
  }

  @Test
  void onAPhoneFingersFindEveryButtonAndNoFieldMakesThePageZoom() {
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat = ChatPage.open(visitor, server, room);
      assertFingersFit(chat);
      chat.join("아나");
      assertFingersFit(chat);
      assertThat(chat.text()).hasCSS("font-size", "16px");
    }
  }

  private static void assertFingersFit(ChatPage chat) {
    Object small =
        chat.evaluate(
            """
            [...document.querySelectorAll('button, input, textarea')]
              .filter(part => part.checkVisibility())
              .map(part => [part.id, part.getBoundingClientRect()])
              .filter(([, box]) => box.width < 44 || box.height < 44)
              .map(([id, box]) => `${id} ${box.width} x ${box.height}`)\
            """);
    assertThat((List<?>) small).isEmpty();
  }

  @Test
  void nothingTakesTheFocusByItself() {
    Past.of(60).in(server, room);
    try (Visitor visitor = Visitor.atDesk()) {
      ChatPage chat = ChatPage.open(visitor, server, room);
      assertThat(chat.nickname()).isVisible();
      assertThat(chat.evaluate("document.activeElement.tagName")).isEqualTo("BODY");

      ChatPage.join(visitor, server, room, "아나");
      chat = ChatPage.open(visitor, server, room);
      assertThat(chat.text()).isEnabled();
      assertThat(chat.evaluate("document.activeElement.tagName")).isEqualTo("BODY");
    }
  }

  @Test
  void noAnswerSetsACookie() {
    try (Visitor visitor = Visitor.atDesk()) {
      List<Response> answers = new ArrayList<>();
      visitor.context().onResponse(answers::add);
      visitor.visit(server.url("/"));
      ChatPage.join(visitor, server, room, "아나").sayAndAwait("안녕하세요");

      assertThat(answers).hasSizeGreaterThan(30);
      for (Response answer : answers) {
        assertThat(answer.headers()).as(answer.url()).doesNotContainKey("set-cookie");
      }
      assertThat(visitor.context().cookies()).isEmpty();
    }
  }

  @Test
  void nothingIsLoadedFromAnywhereElse() {
    try (Visitor visitor = Visitor.atDesk()) {
      List<URI> asked = new ArrayList<>();
      visitor.context().onRequest(request -> asked.add(URI.create(request.url())));
      ChatPage.join(visitor, server, room, "아나").sayAndAwait("안녕하세요");

      String own = server.url("/").getAuthority();
      assertThat(asked).isNotEmpty().allMatch(url -> url.getAuthority().equals(own));
    }
  }
}
