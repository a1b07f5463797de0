package store.jungyu.chat.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What one browser did and heard in one room, in the order in which it happened. The [Checker]
/// reads it. That a message of one's own is heard, or a change that one wanted, is its
/// acknowledgement.
public final class History {
  private final String name;
  private final List<Event> events = new ArrayList<>();

  /// @param name tells it from the others where something is wrong
  public History(String name) {
    this.name = name;
  }

  public sealed interface Event {}

  /// It asked for something, for the first time or again.
  public sealed interface Request extends Event {}

  public record Said(UUID id, String text) implements Request {}

  /// It wanted a message to say something else, or to be deleted (null); maybe another's, which
  /// must not do.
  public record Wanted(long of, @Nullable String text) implements Request {}

  /// It was told that what it said is not stored.
  ///
  /// @param again whether it does not leave it at that, and sends it again
  public record Refused(UUID id, String reason, boolean again) implements Event {}

  /// It was told that a change it wanted of message `of` is not made; by the protocol, not which.
  ///
  /// @param again as in [Refused]
  public record Denied(long of, String reason, boolean again) implements Event {}

  /// It was let in.
  ///
  /// @param since the number it said it has; null: it came for the first time
  /// @param head the number of the last event
  /// @param lines as they are now, without deleted ones
  /// @param changes what became of messages that it has
  public record Welcomed(
      @Nullable Long since, long head, boolean complete, List<Line> lines, List<Changed> changes)
      implements Event {
    public Welcomed {
      lines = List.copyOf(lines);
      changes = List.copyOf(changes);
    }

    public Welcomed(@Nullable Long since, long head, boolean complete, List<Line> lines) {
      this(since, head, complete, lines, List.of());
    }
  }

  public record Heard(Line line) implements Event {}

  /// It heard that a message is changed.
  ///
  /// @param answers the message that it sent again and that is deleted since, or null
  public record Told(Changed change, @Nullable UUID answers) implements Event {
    public Told(Changed change) {
      this(change, null);
    }
  }

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
