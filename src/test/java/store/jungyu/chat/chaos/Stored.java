package store.jungyu.chat.chaos;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// What the database holds of a room in the end.
final class Stored {
  private final Requests requests;
  private final List<Line> lines;
  private final Map<Long, Line> byNumber = new HashMap<>();
  private final Map<UUID, Line> byId = new HashMap<>();
  private final Map<Long, Changed> changes = new HashMap<>(); // the last of each message
  private final List<Changed> replaced = new ArrayList<>(); // by a later one of the same message
  private final SortedSet<Long> numbers = new TreeSet<>(); // of messages and changes

  Stored(Requests requests, List<Line> lines, List<Changed> changes) {
    this.requests = requests;
    this.lines = List.copyOf(lines);
    lines.forEach(line -> byNumber.putIfAbsent(line.seq(), line));
    changes.forEach(change -> this.changes.put(change.of(), change));
    for (Changed change : requests.told().values()) {
      Changed last = change(change.of());
      if (last != null && change.seq() < last.seq()) {
        replaced.add(change);
      }
    }
  }

  /// The message with a number; of a deleted one, what is left.
  @Nullable Line line(long seq) {
    return byNumber.get(seq);
  }

  boolean has(UUID id) {
    return byId.containsKey(id);
  }

  /// The last change of a message.
  @Nullable Changed change(long of) {
    return changes.get(of);
  }

  Collection<Changed> changes() {
    return changes.values();
  }

  /// Whether a change was made, though another may have taken its place.
  boolean made(History.Wanted wanted) {
    Changed last = change(wanted.of());
    return (last != null && last.wanted().equals(wanted))
        || replaced.stream().anyMatch(change -> change.wanted().equals(wanted));
  }

  /// Whether a number is that of a message which was not deleted.
  boolean isLeft(long seq) {
    Changed change = change(seq);
    return byNumber.containsKey(seq) && (change == null || change.text() != null);
  }

  /// The number of the last event.
  long head() {
    return numbers.isEmpty() ? 0 : numbers.getLast();
  }

  /// @param head what the room's own row says its last number is
  void check(long head, BiConsumer<Invariant, String> wrong) {
    for (Line line : lines) {
      Line before = byId.putIfAbsent(line.id(), line);
      if (before != null) {
        wrong.accept(
            Invariant.STORED_TWICE,
            "%s as %d and as %d".formatted(line.id(), before.seq(), line.seq()));
      }
      checkText(line, wrong);
      count(line.seq(), wrong);
    }
    Set<Changed> all = new HashSet<>(requests.told().values());
    all.addAll(changes.values());
    for (Changed change : all) {
      if (requests.times(change.wanted()) == 0) {
        wrong.accept(
            Invariant.CHANGED_BY_ANOTHER,
            "change %d of number %d".formatted(change.seq(), change.of()));
      }
    }
    changes.values().forEach(change -> count(change.seq(), wrong));
    replaced.forEach(change -> count(change.seq(), wrong));
    checkNumbers(head, wrong);
  }

  private void checkText(Line line, BiConsumer<Invariant, String> wrong) {
    Set<String> texts = requests.texts(line.id());
    Changed change = change(line.seq());
    if (texts.isEmpty()) {
      wrong.accept(Invariant.PHANTOM, "number %d was sent by nobody".formatted(line.seq()));
    } else if (change == null && !texts.contains(line.text())) {
      wrong.accept(Invariant.ALTERED, "number %d is not what was sent".formatted(line.seq()));
    }
    if (change != null && change.text() == null && !line.text().isEmpty()) {
      wrong.accept(
          Invariant.DELETED_SHOWN, "number %d is stored with its text".formatted(line.seq()));
    }
  }

  private void count(long number, BiConsumer<Invariant, String> wrong) {
    if (!numbers.add(number)) {
      wrong.accept(Invariant.NUMBERS_WITH_HOLES, "%d is given twice".formatted(number));
    }
  }

  private void checkNumbers(long head, BiConsumer<Invariant, String> wrong) {
    long before = 0;
    for (long number : numbers) {
      if (number != before + 1) {
        wrong.accept(Invariant.NUMBERS_WITH_HOLES, "after %d stands %d".formatted(before, number));
      }
      before = number;
    }
    if (head != before) {
      wrong.accept(
          Invariant.NUMBERS_WITH_HOLES,
          "the head is %d, the last number %d".formatted(head, before));
    }
  }
}
