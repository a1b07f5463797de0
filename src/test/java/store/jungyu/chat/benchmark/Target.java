package store.jungyu.chat.benchmark;

import java.time.Duration;

/// A server that is measured: the chat, or a peer.
interface Target {
  /// As in the table.
  String name();

  /// Whether it keeps what is said, so that who returns gets what it missed.
  default boolean keepsHistory() {
    return false;
  }

  /// Whether the scene of that name is played with it.
  default boolean plays(String scene) {
    return true;
  }

  /// A fresh process.
  ///
  /// @return from its beginning to its first answered socket
  Duration start();

  /// Ends the process at once.
  void stop();

  int port();

  long pid();

  /// Processor time of the database so far; 0 where there is none.
  default long databaseCpuMicros() {
    return 0;
  }

  /// How many messages are stored of the rooms whose id is like `pattern`.
  default long storedLike(String pattern) {
    return 0;
  }

  /// Records with JFR what it does from now on, where that is wanted and it can.
  default void beginProfile() {}

  /// @param name of the file the recording goes to
  default void endProfile(String name) {}

  /// Makes it give back what memory it can.
  void collectGarbage();
}
