package store.jungyu.chat.browser;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;

/// A keyboard with a Korean input method, as the browser itself hears it: what is being composed
/// stands underlined in the field until it is committed.
final class Keyboard implements AutoCloseable {
  private static final int IN_COMPOSITION =
      229; // the key code of every key that an input method takes

  private final CDPSession browser;

  Keyboard(Page page) {
    browser = page.context().newCDPSession(page);
  }

  /// Goes through the states of one composition and leaves the last one open.
  void compose(String... states) {
    for (String state : states) {
      key("rawKeyDown", "Process");
      var composition = new JsonObject();
      composition.addProperty("text", state);
      composition.addProperty("selectionStart", state.length());
      composition.addProperty("selectionEnd", state.length());
      browser.send("Input.imeSetComposition", composition);
      key("keyUp", "Process");
    }
  }

  /// The Enter with which a writer ends a composition: the input method has it, the page hears of
  /// it.
  void pressEnterOfTheComposition() {
    key("rawKeyDown", "Enter");
  }

  /// Ends the composition with `text`.
  void commit(String text) {
    var committed = new JsonObject();
    committed.addProperty("text", text);
    browser.send("Input.insertText", committed);
  }

  private void key(String type, String key) {
    var event = new JsonObject();
    event.addProperty("type", type);
    event.addProperty("key", key);
    event.addProperty("code", key.equals("Enter") ? "Enter" : "KeyR");
    event.addProperty("windowsVirtualKeyCode", IN_COMPOSITION);
    browser.send("Input.dispatchKeyEvent", event);
  }

  @Override
  public void close() {
    browser.detach();
  }
}
