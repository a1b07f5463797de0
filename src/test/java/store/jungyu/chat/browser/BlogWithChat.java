package store.jungyu.chat.browser;

import java.net.URI;
import java.util.Map;
import java.util.UUID;
import store.jungyu.chat.testing.ChatServer;

/// A blog and a chat on two sites, and the chat knows the blog: one of each for the whole run.
final class BlogWithChat {
  /// The blog under the name that the chat knows. The chat itself is `localhost`: another site.
  static final String LISTED = "127.0.0.1";

  /// The same blog under another name that the chat knows: a third site.
  static final String ALSO_LISTED = "blog.localhost";

  private static final Blog BLOG = new Blog();
  private static final ChatServer CHAT =
      ChatServer.start(
          Map.of(
              "CHAT_EMBED_ORIGINS",
              BLOG.origin(LISTED) + "," + BLOG.origin(ALSO_LISTED),
              "CHAT_REST_AFTER",
              "PT2S",
              "CHAT_INDEXABLE",
              "true"));

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(CHAT::close, "stop the embedded server"));
  }

  private BlogWithChat() {}

  static ChatServer chat() {
    return CHAT;
  }

  static Blog blog() {
    return BLOG;
  }

  /// The address of `path` in the chat.
  static String url(String path) {
    return CHAT.url(path).toString();
  }

  /// The origin of the chat, as a browser writes it.
  static String origin() {
    return url("/").replaceFirst("/$", "");
  }

  /// Publishes a page with this body and returns its address.
  static URI post(String body) {
    return post(LISTED, body);
  }

  /// Publishes a page with this body and returns its address under `host`.
  static URI post(String host, String body) {
    String path = "/" + UUID.randomUUID();
    BLOG.publish(path, "<title>글</title>" + body);
    return BLOG.at(host, path);
  }

  /// The line that puts the chat into a post.
  ///
  /// @param attributes such as `data-post='post-1' data-theme=dark`
  static String script(String attributes) {
    return "<script src='" + url("/embed.js") + "' " + attributes + " async></script>";
  }
}
