package store.jungyu.chat.room;

/// What the last messages of a room are read from the log for. The names are those of a metric.
public enum HistoryRead {
  /// The first to enter a room; all others who enter are answered from memory.
  ENTRANCE,
  /// Some who return to a room and missed more of it than memory holds.
  RETURN,
  /// A page of a room that nobody is in.
  PAGE
}
