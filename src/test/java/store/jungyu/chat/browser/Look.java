package store.jungyu.chat.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ViewportSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import store.jungyu.chat.testing.Visitor;

/// A state of a page under everybody's eyes: judged by axe-core on a phone in both themes and at a
/// desk, measured for fingers and, where `chat.screenshots` names a folder, left there as pictures
/// for humans, light and dark, on a phone and at a desk.
final class Look {
  private static final Optional<Path> PICTURES =
      Optional.ofNullable(System.getProperty("chat.screenshots")).map(Path::of);
  private static final List<ColorScheme> THEMES = List.of(ColorScheme.LIGHT, ColorScheme.DARK);
  private static final ViewportSize DESK = new ViewportSize(1280, 800);
  private static final int QUALITY = 75;
  private static final String AXE = axe();

  /// Two frames: in the first one the page hears of its new size.
  private static final String DRAWN =
      "() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))";

  private Look() {}

  /// @param visitor one whose page follows the system's theme
  /// @param state what the pictures are called
  static void at(Visitor visitor, String state) {
    Page page = visitor.page();
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    for (Frame frame : page.frames()) {
      assertAccessible(frame, state);
      assertFingersFit(frame, state);
    }
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    for (Frame frame : page.frames()) {
      assertLegible(frame, state + ", dark");
    }
    ViewportSize phone = page.viewportSize();
    page.setViewportSize(DESK.width, DESK.height);
    page.evaluate(DRAWN);
    for (Frame frame : page.frames()) {
      assertAccessible(frame, state + ", desk");
    }
    page.setViewportSize(phone.width, phone.height);
    page.evaluate(DRAWN);
    pictures(visitor, state, () -> page.evaluate(DRAWN));
  }

  /// The pictures alone: where there is no script there is no axe.
  static void pictures(Visitor visitor, String state) {
    pictures(visitor, state, () -> {});
  }

  private static void pictures(Visitor visitor, String state, Runnable settle) {
    if (PICTURES.isEmpty()) {
      return;
    }
    Page page = visitor.page();
    ViewportSize phone = page.viewportSize();
    for (ColorScheme scheme : THEMES) {
      String theme = scheme.name().toLowerCase(Locale.ROOT);
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      settle.run();
      picture(page, state + "-phone-" + theme);
      page.setViewportSize(DESK.width, DESK.height);
      settle.run();
      picture(page, state + "-desk-" + theme);
      page.setViewportSize(phone.width, phone.height);
    }
  }

  /// By the rules of WCAG 2.2, levels A and AA, and by axe's own of good practice.
  static void assertAccessible(Frame frame, String state) {
    assertNothingFound(
        frame, state, "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']");
  }

  /// Another theme is other colours, and nothing else.
  private static void assertLegible(Frame frame, String state) {
    assertNothingFound(
        frame, state, "{ type: 'rule', values: ['color-contrast', 'link-in-text-block'] }");
  }

  private static void assertNothingFound(Frame frame, String state, String rules) {
    if (!(Boolean) frame.evaluate("'axe' in window")) {
      frame.evaluate(AXE);
    }
    Object faults =
        frame.evaluate(
            """
            async () => {
              const options = { runOnly: RULES, iframes: false, resultTypes: ['violations'] };
              const { violations } = await axe.run(document, options);
              return violations.flatMap(({ id, help, nodes }) =>
                nodes.map(({ html, any }) => `${id}: ${help}: ${html} ${any[0]?.message ?? ''}`));
            }
            """
                .replace("RULES", rules));
    assertThat((List<?>) faults).as(state).isEmpty();
  }

  /// UI-201: 44 points each way for whatever is pressed; only a link within a sentence may be
  /// smaller.
  static void assertFingersFit(Frame frame, String state) {
    Object small =
        frame.evaluate(
            """
            [...document.querySelectorAll('a, button, input, textarea, select, summary')]
              .filter(part => part.checkVisibility() && getComputedStyle(part).display !== 'inline')
              .map(part => [part.id || part.className || part.value, part.getBoundingClientRect()])
              .filter(([, box]) => box.width < 44 || box.height < 44)
              .map(([name, box]) => `${name} ${box.width} x ${box.height}`)\
            """);
    assertThat((List<?>) small).as(state).isEmpty();
  }

  /// The page as it is now, as `name`.webp.
  static void picture(Page page, String name) {
    PICTURES.ifPresent(folder -> picture(page, folder, name));
  }

  private static void picture(Page page, Path folder, String name) {
    Object density = page.evaluate("devicePixelRatio");
    ViewportSize size = page.viewportSize();
    JsonObject clip = new JsonObject();
    clip.addProperty("x", 0);
    clip.addProperty("y", ((Number) page.evaluate("scrollY")).doubleValue());
    clip.addProperty("width", size.width);
    clip.addProperty("height", size.height);
    clip.addProperty("scale", (size.width > 600 ? 1 : 1.5) / ((Number) density).doubleValue());
    JsonObject wanted = new JsonObject();
    wanted.addProperty("format", "webp");
    wanted.addProperty("quality", QUALITY);
    wanted.add("clip", clip);
    CDPSession browser = page.context().newCDPSession(page);
    try {
      String data = browser.send("Page.captureScreenshot", wanted).get("data").getAsString();
      Files.createDirectories(folder);
      Files.write(folder.resolve(name + ".webp"), Base64.getDecoder().decode(data));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      browser.detach();
    }
  }

  private static String axe() {
    try (InputStream script = Look.class.getResourceAsStream("/axe.min.js")) {
      return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
