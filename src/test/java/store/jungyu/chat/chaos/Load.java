package store.jungyu.chat.chaos;

import java.time.Duration;

/// How many people are there while something breaks, and how much they talk.
///
/// @param authors in the busy room
/// @param readers in the busy room, besides
/// @param quietRooms others, with one author and three readers each
/// @param perSecond messages in the busy room; in each quiet one two
/// @param back how long after PostgreSQL's return messages have to be stored again (S7)
record Load(int authors, int readers, int quietRooms, double perSecond, Duration back) {
  private static final Duration PROMISED = Duration.ofSeconds(5);

  /// Beside the rest of a test run five seconds say more about the machine than about the chat.
  private static final Duration BESIDE_OTHER_WORK = Duration.ofSeconds(20);

  /// What the promises are made for.
  static final Load FULL = new Load(20, 200, 2, 46, PROMISED);

  /// For the tests of every day.
  static final Load SHORT = new Load(6, 12, 1, 28, BESIDE_OTHER_WORK);

  /// For an hour beside other work.
  static final Load MODERATE = new Load(10, 30, 2, 16, PROMISED);
}
