package store.jungyu.chat.chaos;

import java.util.List;

/// How often a server has read the history of rooms from its database since it was started. It
/// shall do so once a room, not once a reader.
///
/// @param entrances for the first to enter a room
/// @param returns for those who had missed more than memory held
/// @param pages for pages of rooms that nobody was in
record HistoryReads(long entrances, long returns, long pages) {
  /// Of one room: for who comes first, for who missed more than that, and each once more where it
  /// failed.
  private static final int AT_MOST = 4;

  static HistoryReads of(Bench bench) {
    return new HistoryReads(count(bench, "ENTRANCE"), count(bench, "RETURN"), count(bench, "PAGE"));
  }

  private static long count(Bench bench, String cause) {
    return (long) Crowds.metric(bench, "chat_history_reads_total", "cause=\"" + cause + "\"");
  }

  /// What is wrong, in words, where all are in one room.
  List<String> broken() {
    if (entrances == 0) {
      return List.of("nobody's entrance was counted: nothing was put to the test");
    }
    return entrances + returns + pages > AT_MOST
        ? List.of("the history of one room was read too often: " + this)
        : List.of();
  }

  @Override
  public String toString() {
    return "%d for who came first, %d for who had missed more, %d for pages"
        .formatted(entrances, returns, pages);
  }
}
