package store.jungyu.chat.testing;

/// The packaged chat.
public final class ChatServer {
  static final String MARK = "-Dstore.jungyu.chat.testing=true";

  private ChatServer() {}
}
