package store.jungyu.chat.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import java.util.HashMap;
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
    Browser.NewContextOptions options = desk();
    setup.accept(options);
    return new Visitor(options);
  }

  /// Somebody at a desk, in a private window: there Chromium refuses storage to frames of other
  /// sites.
  public static Visitor inPrivateWindow() {
    return new Visitor(Chromium.Whole.BROWSER.newContext(desk()));
  }

  /// Somebody at a desk with a profile of their own, as browsers are used.
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

  /// Somebody at a desk with Firefox, as the system has it.
  ///
  /// @param preferences Firefox's own (`about:config`)
  /// @throws org.opentest4j.TestAbortedException where there is none
  public static Visitor withFirefox(Map<String, Object> preferences) {
    assumeTrue(Firefox.installed().isPresent(), "skipped: no Firefox is installed here");
    return new Visitor(Firefox.launch(preferences).newContext(korean()));
  }

  private static Browser.NewContextOptions desk() {
    return korean().setViewportSize(1280, 800);
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

  /// The system's Chromium, if it has one.
  public static Optional<Path> chromium() {
    return Chromium.installed();
  }

  /// What a Chromium has to be started with here.
  public static String chromiumArguments() {
    return String.join(" ", Chromium.ARGUMENTS);
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

  private static Optional<Path> onPath(String... names) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .flatMap(folder -> Stream.of(names).map(Path.of(folder)::resolve))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// A Firefox nobody has changed, driven by WebDriver BiDi: the one that Playwright brings along
  /// is a build of its own.
  private static final class Firefox {
    private static final String UNCHANGED = "moz-firefox";
    // One process for all sites: into the frames of another, clicks and keys of BiDi do not get.
    private static final Map<String, Object> ALWAYS =
        Map.of("fission.webContentIsolationStrategy", 0);

    private static Optional<Path> installed() {
      return onPath("firefox-esr", "firefox");
    }

    private static Browser launch(Map<String, Object> preferences) {
      Map<String, Object> all = new HashMap<>(ALWAYS);
      all.putAll(preferences);
      return Chromium.PLAYWRIGHT
          .firefox()
          .launch(
              new LaunchOptions()
                  .setChannel(UNCHANGED)
                  .setExecutablePath(installed().orElseThrow())
                  .setFirefoxUserPrefs(all));
    }
  }

  /// The one Chromium of the run. Playwright ends it with this JVM.
  private static final class Chromium {
    private static final double PATIENCE_MS = 20_000;
    private static final List<String> ARGUMENTS = arguments();
    // Nothing is fetched here: script/test has seen to a browser before.
    private static final Playwright PLAYWRIGHT =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));

    /// Without the window's own controls, where the system has such a one: it does the same tests
    /// with less than half the work.
    private static final Browser BROWSER =
        launch(onPath("chromium-headless-shell").or(Chromium::installed));

    /// The one that people have.
    private static final class Whole {
      private static final Browser BROWSER = launch(installed());
    }

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

    private static Browser launch(Optional<Path> executable) {
      var options = new LaunchOptions().setArgs(ARGUMENTS);
      executable.ifPresent(options::setExecutablePath);
      return PLAYWRIGHT.chromium().launch(options);
    }

    /// The system's browser; without one, Playwright looks for what it has fetched itself.
    private static Optional<Path> installed() {
      return onPath("chromium", "chromium-browser");
    }
  }
}
