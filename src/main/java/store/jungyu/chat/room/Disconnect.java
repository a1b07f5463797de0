package store.jungyu.chat.room;

/// Every reason for which the server ends a connection: its WebSocket close code (but for one of
/// the private range of RFC 6455 section 7.4.2), its text, and what the browser does next.
/// 4000–4007 and 4014–4016 mean: do not come back by yourself.
public enum Disconnect {
  NOT_TEXT(1003, "text only"),
  BAD_FRAME(4000, "bad frame"),
  NO_HELLO(4001, "no hello"),
  NOT_ALLOWED(4003, "not allowed here"),
  TOO_SLOW(4008, "too slow"),
  NO_PONG(4009, "no pong"),
  GOING_AWAY(4012, "going away"),
  TOO_FAST(4013, "too fast"),
  BLOCKED(4014, "blocked"),
  TOO_MANY_SOCKETS(4015, "too many sockets"),
  UNKNOWN_VERSION(4016, "unknown version"),
  BUSY(4029, "busy");

  private final int code;
  private final String text;

  Disconnect(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /// The close code on the wire.
  public int code() {
    return code;
  }

  /// The reason on the wire, English, at most 123 bytes.
  public String text() {
    return text;
  }
}
