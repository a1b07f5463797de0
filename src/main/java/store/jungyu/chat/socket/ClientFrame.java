package store.jungyu.chat.socket;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a browser may send, one JSON object a frame. [Frames#read] makes them.
sealed interface ClientFrame {

  /// The first frame. Nickname and avatar may be missing: such a person reads.
  ///
  /// @param anonymousId the browser's secret
  /// @param since the number of the last event the browser has
  /// @param binary whether it wants what it is sent as binary frames
  record Hello(
      UUID anonymousId,
      @Nullable String nickname,
      @Nullable String avatar,
      @Nullable Long since,
      boolean binary)
      implements ClientFrame {
    @Override
    public String toString() {
      return "Hello"; // the secret belongs in no log
    }
  }

  /// A name, or another one.
  record Rename(String nickname, @Nullable String avatar) implements ClientFrame {}

  /// A message.
  ///
  /// @param id given by the browser, the same each time it sends the message
  record Say(UUID id, String text) implements ClientFrame {}

  /// Another text for a message of one's own.
  ///
  /// @param of the message's number
  record Edit(long of, String text) implements ClientFrame {}

  /// Takes back a message of one's own.
  ///
  /// @param of the message's number
  record Delete(long of) implements ClientFrame {}

  record Ping() implements ClientFrame {}

  /// A type that another version of the page may know.
  record Unknown() implements ClientFrame {}

  /// A `hello` in another version of the protocol.
  record OtherVersion() implements ClientFrame {}

  /// Not a frame of this protocol.
  record Malformed() implements ClientFrame {}
}
