package store.jungyu.chat.testing;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.BrowserType.LaunchPersistentContextOptions;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One person with a browser of their own: a real Chromium, in Korean, that nobody else's storage
/// reaches.
///
/// Whatever the browser complains of (an error in a script, a refusal by the content policy, a file
/// that is missing) fails the test at [#close()], unless the test [#forgives] it.
public final class Visitor implements AutoCloseable {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final Path PROFILES = Path.of("target", "profiles");

  private final BrowserContext context;
  private final Page page;
  private final List<String> complaints = new ArrayList<>();
  private Predicate<String> forgiven = _ -> false;

  private Visitor(Browser.NewContextOptions options) {
    this(Chromium.BROWSER.newContext(options));
  }

  private Visitor(BrowserContext context) {
    this.context = context;
    context.onConsoleMessage(this::listen);
    context.onWebError(error -> complaints.add(error.error()));
    // What the policy refuses inside of a frame is not always said aloud.
    context.addInitScript(
        """
        addEventListener('securitypolicyviolation', event =>
          console.error(`refused by policy: ${event.violatedDirective} ${event.blockedURI}`));
        """);
    page = context.pages().isEmpty() ? context.newPage() : context.pages().getFirst();
  }

  /// Somebody with a small phone: 360 × 640 points, fingers, a dense screen.
  public static Visitor onPhone() {
    return onPhone(_ -> {});
  }

  /// Somebody with a phone that is set up in a way of its own.
  public static Visitor onPhone(Consumer<Browser.NewContextOptions> setup) {
    Browser.NewContextOptions options =
        korean()
            .setViewportSize(360, 640)
            .setDeviceScaleFactor(2)
            .setHasTouch(true)
            .setIsMobile(true);
    setup.accept(options);
    return new Visitor(options);
  }

  /// Somebody at a desk.
  public static Visitor atDesk() {
    return atDesk(_ -> {});
  }

  /// Somebody at a desk whose browser is set up in a way of its own.
  public static Visitor atDesk(Consumer<Browser.NewContextOptions> setup) {
    Browser.NewContextOptions options = korean().setViewportSize(1280, 800);
    setup.accept(options);
    return new Visitor(options);
  }

  /// Somebody at a desk with a profile of their own, as browsers are used. The others here are as
  /// in a private window, where Chromium refuses storage to frames of other sites.
  ///
  /// @param preferences Chromium's, as JSON; apostrophes may stand for quotes
  public static Visitor withProfile(String preferences) {
    try {
      Path profile = Files.createTempDirectory(Files.createDirectories(PROFILES), "profile");
      Files.createDirectory(profile.resolve("Default"));
      Files.writeString(
          profile.resolve("Default").resolve("Preferences"), preferences.replace('\'', '"'));
      var options =
          new LaunchPersistentContextOptions()
              .setArgs(
                  Stream.concat(
                          Chromium.ARGUMENTS.stream(),
                          // Said last, it is the only one: Playwright's own turns the separation of
                          // storage by site off, which browsers have on.
                          Stream.of("--disable-features=Translate"))
                      .toList())
              .setLocale("ko-KR")
              .setTimezoneId("Asia/Seoul");
      Chromium.installed().ifPresent(options::setExecutablePath);
      return new Visitor(Chromium.BROWSER.browserType().launchPersistentContext(profile, options));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Browser.NewContextOptions korean() {
    return new Browser.NewContextOptions().setLocale("ko-KR").setTimezoneId("Asia/Seoul");
  }

  /// Goes to `address` and returns the page once it is loaded.
  public Page visit(URI address) {
    page.navigate(address.toString());
    return page;
  }

  public Page page() {
    return page;
  }

  /// Another tab of the same person.
  public Page newTab() {
    return context.newPage();
  }

  public BrowserContext context() {
    return context;
  }

  /// Complaints that `pattern` is found in are meant to happen in this test.
  public Visitor forgives(String pattern) {
    forgiven = forgiven.or(Pattern.compile(pattern).asPredicate());
    return this;
  }

  /// Leaves a picture for human eyes in `target/screenshots`.
  public void screenshot(String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
  }

  /// Closes the browser's window.
  ///
  /// @throws AssertionError if the browser complained of anything
  @Override
  public void close() {
    context.close();
    List<String> unforgiven = complaints.stream().filter(forgiven.negate()).toList();
    if (!unforgiven.isEmpty()) {
      throw new AssertionError("The browser complained:\n" + String.join("\n", unforgiven));
    }
  }

  private void listen(ConsoleMessage message) {
    if (message.type().equals("error") || message.type().equals("warning")) {
      complaints.add(message.type() + ": " + message.text() + " (" + message.location() + ")");
    }
  }

  /// The one Chromium of the run. Playwright ends it with this JVM.
  private static final class Chromium {
    private static final double PATIENCE_MS = 20_000;
    private static final List<String> ARGUMENTS = arguments();
    private static final Browser BROWSER = launch();

    static {
      PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS); // a busy machine is no fault
    }

    private static List<String> arguments() {
      var arguments =
          new ArrayList<>(List.of("--disable-background-networking", "--disable-component-update"));
      if ("root".equals(System.getProperty("user.name"))) {
        arguments.add("--no-sandbox"); // Chromium's own sandbox refuses to work for root
      }
      return arguments;
    }

    private static Browser launch() {
      var options = new LaunchOptions().setArgs(ARGUMENTS);
      installed().ifPresent(options::setExecutablePath);
      // Nothing is fetched here: script/test has seen to a browser before.
      var environment = Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
      return Playwright.create(new Playwright.CreateOptions().setEnv(environment))
          .chromium()
          .launch(options);
    }

    /// The system's browser; without one, Playwright looks for what it has fetched itself.
    private static Optional<Path> installed() {
      return Stream.of(System.getenv("PATH").split(File.pathSeparator))
          .flatMap(
              folder -> Stream.of("chromium", "chromium-browser").map(Path.of(folder)::resolve))
          .filter(Files::isExecutable)
          .findFirst();
    }
  }
}
