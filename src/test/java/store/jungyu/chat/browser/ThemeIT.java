package store.jungyu.chat.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.Visitor;

/// The theme as the address asks for it.
final class ThemeIT {
  private static final String LIGHT = "rgb(255, 255, 255)";
  private static final String DARK = "rgb(19, 24, 25)";
  private final ChatServer server = ChatServer.shared();
  private final String room = ChatPage.newRoom();

  @ParameterizedTest
  @CsvSource({
    "light, DARK, light",
    "dark, LIGHT, dark",
    "auto, DARK, dark",
    "auto, LIGHT, light",
    "<b>, LIGHT, light"
  })
  void ui202TheThemeIsThereBeforeAnyScript(String asked, ColorScheme system, String shown) {
    try (Visitor visitor =
        Visitor.atDesk(options -> options.setJavaScriptEnabled(false).setColorScheme(system))) {
      String theme = asked.equals("<b>") ? "%3Cb%3E" : asked;
      Page page = visitor.visit(server.url("/room/" + room + "?theme=" + theme));

      assertThat(page.locator("body"))
          .hasCSS("background-color", shown.equals("dark") ? DARK : LIGHT);
      assertThat(page.locator("html")).hasCSS("color-scheme", shown);
    }
  }

  @Test
  void ui202AutomaticFollowsTheSystemLive() {
    try (Visitor visitor = Visitor.onPhone()) {
      Page page = visitor.page();
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
      ChatPage.open(visitor, server, room);
      assertThat(page.locator("body")).hasCSS("background-color", LIGHT);

      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
      assertThat(page.locator("body")).hasCSS("background-color", DARK);
    }
  }
}
