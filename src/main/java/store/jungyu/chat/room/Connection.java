package store.jungyu.chat.room;

import java.io.IOException;

/// One browser's connection, as a room sees it. Only an [Outbox] calls it, one call at a time.
public interface Connection {

  /// Where it comes from, as limits count it: a keyed hash, which is shown and stored nowhere.
  String address();

  /// Sends one frame and returns when the network has taken it, however long that is.
  ///
  /// @throws IOException if the connection is gone
  void send(Frame frame) throws IOException;

  /// Asks the other end for a sign of life (RFC 6455 section 5.5.2). May block like [#send].
  ///
  /// @throws IOException if the connection is gone
  void ping() throws IOException;

  /// Ends the connection. Returns at once; may be called from any thread, at any time, repeatedly.
  void close(Disconnect reason);
}
