package store.jungyu.chat.browser;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketFrame;
import com.microsoft.playwright.WebSocketRoute;
import com.microsoft.playwright.WebSocketRoute.CloseOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// The wire between a page and the server, in a hand that can lose frames, repeat them, go silent
/// or cut.
final class Wire {
  private static final Pattern SOCKET = Pattern.compile(".*/socket/.*");

  private final Page page;
  private final List<WebSocketRoute> sockets = new ArrayList<>();
  private Predicate<String> lostUp = _ -> false;
  private Predicate<String> lostDown = _ -> false;
  private boolean blocked;
  private boolean twice;
  private int silentBefore;
  private int lost;

  private Wire(Page page) {
    this.page = page;
  }

  /// Takes the wire of every socket that `page` opens from now on.
  static Wire of(Page page) {
    Wire wire = new Wire(page);
    page.routeWebSocket(SOCKET, wire::connect);
    return wire;
  }

  /// What the page sends of this type gets lost.
  void loseUp(String type) {
    lostUp = ofType(type);
  }

  /// What the server sends that holds `words` gets lost.
  void loseDown(String words) {
    lostDown = frame -> frame.contains(words);
  }

  /// Waits until something that was to get lost has got lost: only then did the other end send it.
  void awaitLoss() {
    page.waitForCondition(() -> lost > 0);
  }

  void loseNothing() {
    lostUp = _ -> false;
    lostDown = _ -> false;
  }

  /// What the server sends arrives twice.
  void repeat() {
    twice = true;
  }

  /// The sockets that are open now carry nothing any more, in either direction, and nobody says so.
  void silence() {
    silentBefore = sockets.size();
  }

  /// Whether no socket comes through, as behind a proxy that knows none.
  void block(boolean blocked) {
    this.blocked = blocked;
  }

  /// Closes the newest socket as the server would.
  void close(int code) {
    close(code, "");
  }

  /// Closes the newest socket as the server would, for this reason.
  void close(int code, String reason) {
    sockets.getLast().close(new CloseOptions().setCode(code).setReason(reason));
  }

  /// How many sockets the page has opened.
  int opened() {
    return sockets.size();
  }

  private void connect(WebSocketRoute page) {
    sockets.add(page);
    int number = sockets.size();
    if (blocked) {
      page.close(new CloseOptions().setCode(1011));
      return;
    }
    WebSocketRoute server = page.connectToServer();
    page.onMessage(frame -> {
      if (number > silentBefore && !loses(lostUp, frame.text())) {
        server.send(frame.text());
      }
    });
    server.onMessage(frame -> {
      if (number > silentBefore && !loses(lostDown, text(frame))) {
        pass(frame, page);
        if (twice) {
          pass(frame, page);
        }
      }
    });
  }

  private boolean loses(Predicate<String> which, String frame) {
    boolean loses = which.test(frame);
    if (loses) {
      lost++;
    }
    return loses;
  }

  /// What the server sends is binary where the page asked for that.
  private static String text(WebSocketFrame frame) {
    return frame.text() == null ? new String(frame.binary(), StandardCharsets.UTF_8) : frame.text();
  }

  private static void pass(WebSocketFrame frame, WebSocketRoute page) {
    if (frame.text() == null) {
      page.send(frame.binary());
    } else {
      page.send(frame.text());
    }
  }

  private static Predicate<String> ofType(String type) {
    return frame -> frame.contains("\"type\":\"" + type + "\"");
  }
}
