package store.jungyu.chat.room;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A [MemoryLog] that somebody may do otherwise than.
class ForwardingLog implements MessageLog {
  final MemoryLog memory;

  ForwardingLog(MemoryLog memory) {
    this.memory = memory;
  }

  /// What it makes of the messages that are stored, wherever they are read.
  List<Message> as(List<Message> stored) {
    return stored;
  }

  /// What it makes of a change, wherever it is told or read.
  RoomEvent.Numbered as(RoomEvent.Numbered change) {
    return change;
  }

  /// What it makes of the number of the last event.
  long head(long stored) {
    return stored;
  }

  @Override
  public List<Appended> append(List<Draft> drafts, BooleanSupplier mayCommit)
      throws Unavailable, OutcomeUnknown {
    return memory.append(drafts, mayCommit);
  }

  @Override
  public List<Optional<RoomEvent.Numbered>> change(List<Change> changes, BooleanSupplier mayCommit)
      throws Unavailable, OutcomeUnknown {
    return memory.change(changes, mayCommit).stream().map(change -> change.map(this::as)).toList();
  }

  @Override
  public Tail tail(RoomId room, int count) throws Unavailable {
    Tail tail = memory.tail(room, count);
    return new Tail(head(tail.head()), as(tail.messages()), changes(tail));
  }

  private List<RoomEvent.Numbered> changes(Tail tail) {
    return tail.changes().stream().map(this::as).toList();
  }

  @Override
  public List<Message> before(RoomId room, long seq, int count) {
    return as(memory.before(room, seq, count));
  }

  @Override
  public List<Own> said(String person, @Nullable RoomId after, long seq, int count) {
    return memory.said(person, after, seq, count);
  }

  @Override
  public Map<RoomId, Long> expire(Instant now, int keepDays) {
    return memory.expire(now, keepDays);
  }

  @Override
  public Map<RoomId, Long> counts(Collection<RoomId> rooms) {
    return memory.counts(rooms);
  }
}
