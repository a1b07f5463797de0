package store.jungyu.chat.room;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The last messages of a room as they are now, and what was changed of older ones, without a hole
/// up to the last durable event. What was deleted is not here in any form but its number. Not
/// thread-safe: the [Room] guards it.
final class Recent {

  /// What became of an event given to [#add].
  enum Added {
    /// The next one; kept.
    NEW,
    /// It was there already.
    KNOWN,
    /// The room's past is not read yet; remembered until it is.
    TOO_EARLY,
    /// One before it is missing, which must never be skipped in silence.
    HOLE
  }

  /// @param complete whether `messages` and `changes` are all since the number asked for
  record Slice(boolean complete, List<Message> messages, List<RoomEvent.Numbered> changes) {}

  private final int history;
  private final int resume;
  private final int resumeChars;
  private final List<RoomEvent.Numbered> early = new ArrayList<>(0);
  private final ArrayDeque<Message> messages = new ArrayDeque<>();
  private final ArrayDeque<RoomEvent.Numbered> changes = new ArrayDeque<>(0);
  private boolean loaded;
  private long floor; // every event with a higher number is here
  private long head;
  private int chars; // of the messages' texts
  private int changedChars; // of the texts in changes

  /// Whether the next older text would be too much: to read it again would change nothing.
  private boolean full;

  Recent(Limits limits) {
    this.history = limits.history();
    this.resume = limits.resume();
    this.resumeChars = limits.resumeChars();
  }

  boolean loaded() {
    return loaded;
  }

  /// The number of the last durable event.
  long head() {
    return head;
  }

  Added add(RoomEvent.Numbered event) {
    if (!loaded) {
      early.add(event);
      return Added.TOO_EARLY;
    }
    if (event.seq() <= head) {
      return Added.KNOWN;
    }
    if (event.seq() != head + 1) {
      return Added.HOLE;
    }
    switch (event) {
      case RoomEvent.Said said -> {
        messages.add(said.message());
        chars += said.message().text().length();
      }
      case RoomEvent.Edited edited -> change(edited, edited.of());
      case RoomEvent.Deleted deleted -> change(deleted, deleted.of());
    }
    head = event.seq();
    trim();
    return Added.NEW;
  }

  private void change(RoomEvent.Numbered event, long of) {
    int held = chars + changedChars;
    changes.removeIf(before -> of(before) == of);
    changes.add(event);
    countChanged();
    replace(each -> each.seq() == of ? changed(each, event) : each);
    full &= chars + changedChars >= held;
  }

  /// Puts the room's past here, as it was read from the log. What was told too early, while the log
  /// was read, follows it.
  ///
  /// @param count how many messages were asked for
  void load(MessageLog.Tail tail, int count) {
    messages.addAll(tail.messages());
    changes.addAll(tail.changes());
    floor = tail.messages().size() < count ? 0 : tail.messages().getFirst().seq() - 1;
    head = tail.head();
    loaded = true;
    replace(each -> each); // counts their characters
    countChanged();
    trim();
    List.copyOf(early).forEach(this::add); // a hole cannot be; if it is, the next event tells
    early.clear();
  }

  /// Puts older messages than those in memory before them, unless what was read ends before them:
  /// the last ones in any case, more as far as their texts are not too long together.
  ///
  /// @param count how many messages were asked for
  void extend(MessageLog.Tail tail, int count) {
    if (tail.head() < floor) {
      return;
    }
    full = false;
    long known = floor;
    long first = messages.isEmpty() ? head + 1 : messages.getFirst().seq();
    List<Message> read = tail.messages();
    floor = read.size() < count ? 0 : Math.min(floor, read.getFirst().seq() - 1);
    for (Message message : read.reversed()) {
      if (message.seq() < first) {
        if (messages.size() >= history && chars + message.text().length() > resumeChars) {
          floor = Math.max(floor, Math.min(known, message.seq()));
          full = true;
          break;
        }
        messages.addFirst(message);
        chars += message.text().length();
      }
    }
    List<RoomEvent.Numbered> later = List.copyOf(changes);
    changes.clear();
    tail.changes().stream()
        .filter(each -> each.seq() > floor && each.seq() <= known)
        .filter(each -> later.stream().noneMatch(other -> of(other) == of(each)))
        .forEach(changes::add);
    changes.addAll(later);
    // It may have been read before what is known here happened.
    for (RoomEvent.Numbered change : later) {
      replace(each -> each.seq() == of(change) ? changed(each, change) : each);
    }
    countChanged();
    trim();
  }

  /// Forgets the messages up to number `upTo`, and what was changed of them. That one was deleted
  /// stays known: whoever returns may still show it.
  void expire(long upTo) {
    full = false;
    while (!messages.isEmpty() && messages.getFirst().seq() <= upTo) {
      chars -= messages.removeFirst().text().length();
    }
    changes.removeIf(change -> of(change) <= upTo && !(change instanceof RoomEvent.Deleted));
    countChanged();
  }

  /// Whether [#since] can answer from memory, or would answer the same after another reading.
  boolean covers(@Nullable Long since) {
    if (!loaded) {
      return false;
    }
    if (since != null && since <= head && head - since <= resume) {
      return since >= floor || (full && messages.size() >= history);
    }
    return messages.size() >= history || floor == 0;
  }

  /// What happened after `since` and up to `until`; the last messages where `since` is null, from
  /// the future or too long ago.
  Slice since(@Nullable Long since, long until) {
    if (since != null && since <= until && until - since <= resume && since >= floor) {
      return new Slice(
          true,
          messages.stream().filter(each -> each.seq() > since && each.seq() <= until).toList(),
          changes.stream()
              .filter(each -> each.seq() > since && each.seq() <= until && of(each) <= since)
              .toList());
    }
    List<Message> all = messages.stream().filter(each -> each.seq() <= until).toList();
    List<Message> last = all.subList(Math.max(0, all.size() - history), all.size());
    return new Slice(since == null, List.copyOf(last), List.of());
  }

  /// All events of `tail` after the last one known, in their order.
  List<RoomEvent.Numbered> unknown(MessageLog.Tail tail) {
    return Stream.concat(tail.messages().stream().map(RoomEvent.Said::new), tail.changes().stream())
        .filter(each -> each.seq() > head)
        .sorted(Comparator.comparingLong(RoomEvent.Numbered::seq))
        .toList();
  }

  private static long of(RoomEvent.Numbered change) {
    return switch (change) {
      case RoomEvent.Said said -> said.seq();
      case RoomEvent.Edited edited -> edited.of();
      case RoomEvent.Deleted deleted -> deleted.of();
    };
  }

  private static @Nullable Message changed(Message message, RoomEvent.Numbered change) {
    return switch (change) {
      case RoomEvent.Said _ -> message;
      case RoomEvent.Edited edited -> message.with(edited.text());
      case RoomEvent.Deleted _ -> null;
    };
  }

  /// Puts what `by` makes of each message in its place; null: nothing.
  private void replace(Function<Message, @Nullable Message> by) {
    Collection<Message> before = List.copyOf(messages);
    messages.clear();
    chars = 0;
    for (Message message : before) {
      Message after = by.apply(message);
      if (after != null) {
        messages.add(after);
        chars += after.text().length();
      }
    }
  }

  private void countChanged() {
    changedChars = changes.stream().mapToInt(Recent::length).sum();
  }

  private static int length(RoomEvent.Numbered change) {
    return change instanceof RoomEvent.Edited edited ? edited.text().length() : 0;
  }

  /// Forgets the oldest events until the rest is within its bounds; the last messages stay.
  private void trim() {
    while (messages.size() > resume + history) {
      forgetMessage();
    }
    while (changes.size() > resume) {
      forgetChange();
    }
    while (chars + changedChars > resumeChars && forgetOldest()) {
      full = true;
    }
    while (!changes.isEmpty() && changes.getFirst().seq() <= floor) {
      forgetChange();
    }
  }

  /// @return whether there was a text that may be forgotten
  private boolean forgetOldest() {
    boolean message = messages.size() > history;
    boolean change = changedChars > 0;
    if (message && (!change || messages.getFirst().seq() < changes.getFirst().seq())) {
      forgetMessage();
    } else if (change) {
      forgetChange();
    }
    return message || change;
  }

  private void forgetChange() {
    RoomEvent.Numbered oldest = changes.removeFirst();
    floor = Math.max(floor, oldest.seq());
    changedChars -= length(oldest);
  }

  private void forgetMessage() {
    Message oldest = messages.removeFirst();
    floor = Math.max(floor, oldest.seq());
    chars -= oldest.text().length();
  }
}
