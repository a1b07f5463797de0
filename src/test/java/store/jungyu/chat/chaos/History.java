package store.jungyu.chat.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What one browser did and heard in one room, in the order in which it happened. The [Checker]
/// reads it. That a message of one's own is heard is its acknowledgement.
public final class History {
  private final String name;
  private final List<Event> events = new ArrayList<>();

  /// @param name tells it from the others where something is wrong
  public History(String name) {
    this.name = name;
  }

  public sealed interface Event {}

  /// It said something, for the first time or again.
  public record Said(UUID id, String text) implements Event {}

  /// It was told that what it said is not stored.
  ///
  /// @param again whether it does not leave it at that, and sends it again
  public record Refused(UUID id, String reason, boolean again) implements Event {}

  /// It was let in.
  ///
  /// @param since the number it said it has; null: it came for the first time
  /// @param head the number of the last message
  public record Welcomed(@Nullable Long since, long head, boolean complete, List<Line> lines)
      implements Event {
    public Welcomed {
      lines = List.copyOf(lines);
    }
  }

  public record Heard(Line line) implements Event {}

  /// Its connection ended; with 1006, without a word. It comes back.
  public record Closed(int code) implements Event {}

  /// It left for good.
  public record Left() implements Event {}

  public String name() {
    return name;
  }

  public synchronized void add(Event event) {
    events.add(event);
  }

  public synchronized List<Event> events() {
    return List.copyOf(events);
  }
}
