package store.jungyu.chat.chaos;

/// How many people are there while something breaks, and how much they talk.
///
/// @param authors in the busy room
/// @param readers in the busy room, besides
/// @param quietRooms others, with one author and three readers each
/// @param perSecond messages in the busy room; in each quiet one two
record Load(int authors, int readers, int quietRooms, double perSecond) {
  /// What the promises are made for.
  static final Load FULL = new Load(20, 200, 2, 46);

  /// For the tests of every day.
  static final Load SHORT = new Load(6, 12, 1, 28);

  /// For an hour beside other work.
  static final Load MODERATE = new Load(10, 30, 2, 16);
}
