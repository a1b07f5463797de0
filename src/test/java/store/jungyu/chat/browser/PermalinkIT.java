package store.jungyu.chat.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.Visitor;

/// The addresses of messages and of the pages of older ones, with a script and without.
final class PermalinkIT {
  private static final Pattern POINTED = Pattern.compile("\\bpointed\\b");
  private final ChatServer server = ChatServer.shared();
  private final String room = ChatPage.newRoom();

  @Test
  void withoutAScriptOnePagesThroughAllThatWasSaidAndBack() {
    Past.of(120).in(server, room);
    try (Visitor visitor = Visitor.atDesk(options -> options.setJavaScriptEnabled(false))) {
      Page page = visitor.visit(server.url("/room/" + room + "?theme=dark&lang=en&title=A%26B"));
      ChatPage chat = new ChatPage(page);
      List<String> read = new ArrayList<>();
      assertRange(chat, 71, 120);
      read.addAll(0, chat.texts());
      for (int first : new int[] {21, 1}) {
        page.locator("a[rel=prev]").click();
        assertRange(chat, first, first == 1 ? 20 : 70);
        read.addAll(0, chat.texts());
        assertThat(page).hasTitle("A&B");
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        assertThat(page.locator("html")).hasAttribute("lang", "en");
      }
      assertThat(read).hasSize(120).doesNotHaveDuplicates();
      assertThat(page.locator("[rel=prev]")).hasCount(0);
      assertThat(page.locator("head > link[rel=next]")).hasCount(1);

      page.locator("a[rel=next]").click();
      assertRange(chat, 21, 70);
      page.locator("a[rel=next]").click();
      assertRange(chat, 71, 120);
      assertThat(page.locator("[rel=next]")).hasCount(0);
    }
  }

  @Test
  void withoutAScriptAMessageIsFoundByTheAddressOnItsTime() {
    Past.of(120).in(server, room);
    try (Visitor visitor = Visitor.onPhone(options -> options.setJavaScriptEnabled(false))) {
      Page page = visitor.visit(server.url("/room/" + room + "?before=60"));
      page.locator("#m30 .at").click();

      assertThat(page).hasURL(Pattern.compile("/room/" + room + "\\?before=55#m30$"));
      assertThat(page.locator("#m30")).isInViewport();
      assertThat(page.locator("#m30 .text")).hasCSS("outline-style", "solid");
    }
  }

  @Test
  void aPageOfOlderMessagesGoesOnToTheLatestWhereThereIsAScript() {
    Past.of(120).in(server, room);
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat = new ChatPage(visitor.visit(server.url("/room/" + room + "?before=41")));
      chat.awaitOpen();
      assertThat(chat.line("말 40")).isVisible();
      assertThat(chat.pill()).hasText("최신 메시지로 ↓");

      chat.pill().click();
      assertThat(chat.line("말 120")).isInViewport();
      assertThat(chat.pill()).isHidden();
    }
  }

  @Test
  void aMessageFarBackIsReadAndShownInTheListAlone() {
    Past.of(200).in(server, room);
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat = new ChatPage(visitor.visit(server.url("/room/" + room + "#m44")));
      Locator line = chat.frame().locator("#m44");
      assertThat(line).isInViewport();
      assertThat(line).hasClass(POINTED);
      assertThat(chat.frame().getByRole(AriaRole.BANNER)).isInViewport();
      assertThat(chat.nickname()).isInViewport();
      assertThat(chat.evaluate("scrollY + document.getElementById('room').scrollTop")).isEqualTo(0);

      chat.evaluate("location.hash = '#m199'");
      assertThat(chat.frame().locator("#m199")).isInViewport();
      assertThat(chat.frame().locator("#m199")).hasClass(POINTED);
      assertThat(chat.frame().locator(".pointed")).hasCount(1);
    }
  }

  @Test
  void anAddressOfNoMessageChangesNothingAndIsSaid() {
    Past.of(60).in(server, room);
    try (Visitor visitor = Visitor.onPhone()) {
      for (String hash :
          new String[] {"#m61", "#m0", "#m-1", "#m1e3", "#<b>", "#m99999999999999999"}) {
        visitor.page().navigate("about:blank");
        ChatPage chat =
            new ChatPage(
                visitor.visit(server.url("/room/" + room + hash.replace("<b>", "%3Cb%3E"))));
        chat.awaitOpen();
        assertThat(chat.line("말 60")).isInViewport();
        assertThat(chat.frame().locator(".pointed")).hasCount(0);
      }
      ChatPage chat = new ChatPage(visitor.page());
      chat.evaluate("location.hash = '#m61'");
      assertThat(chat.frame().locator("#announcer")).hasText("그 메시지를 찾지 못했어요");
    }
  }

  @Test
  void aTimeCopiesTheAddressOfItsMessage() {
    Past.of(60).in(server, room);
    try (Visitor visitor = Visitor.onPhone()) {
      visitor.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
      ChatPage chat = ChatPage.open(visitor, server, room);
      chat.frame().locator("#m60 .at").click();

      assertThat(chat.frame().locator("#announcer")).hasText("주소를 복사했어요");
      assertThat(chat.frame().locator("#m60")).hasClass(POINTED);
      assertThat(visitor.page()).hasURL(Pattern.compile("/room/" + room + "#m60$"));
      String address = (String) chat.evaluate("navigator.clipboard.readText()");
      assertThat(address).isEqualTo(server.url("/room/" + room + "?before=85#m60").toString());
    }
  }

  @Test
  void inAFrameOfAnotherSiteTheListAloneScrollsAndATimeCopiesAsWell() {
    Past.of(200).in(BlogWithChat.chat(), room);
    try (Visitor visitor = Visitor.atDesk()) {
      Page post =
          visitor.visit(
              BlogWithChat.post(
                  """
                  <div style="height:3000px">글</div>
                  <iframe id="chat" style="width:600px;height:480px" src="%s"></iframe>
                  """
                      .formatted(BlogWithChat.url("/room/" + room + "#m44"))));
      ChatPage chat = ChatPage.inFrameOf(post);
      assertThat(chat.frame().locator("#m44")).hasClass(POINTED);
      assertThat(post.evaluate("scrollY")).isEqualTo(0);

      chat.frame().locator("#m44 .at").click();
      assertThat(chat.frame().locator("#announcer")).hasText("주소를 복사했어요");
      Locator whole = chat.frame().getByRole(AriaRole.LINK).and(chat.frame().getByTitle("크게 보기"));
      assertThat(whole).isVisible();
      Page page = visitor.context().waitForPage(whole::click);
      new ChatPage(page).awaitOpen();
      assertThat(page.locator("#m200")).isInViewport();
      assertThat(page.locator("#expand")).isHidden();
      assertThat(page.evaluate("opener")).isNull();
      assertThat(page.locator("meta[name=robots]")).hasCount(0); // as this server is set
    }
  }

  private static void assertRange(ChatPage chat, int first, int last) {
    assertThat(chat.lines()).hasCount(last - first + 1);
    assertThat(chat.lines().first().locator(".text")).hasText("말 " + first);
    assertThat(chat.lines().last().locator(".text")).hasText("말 " + last);
  }
}
