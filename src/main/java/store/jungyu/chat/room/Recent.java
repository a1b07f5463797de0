package store.jungyu.chat.room;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The last messages of a room, without a hole up to the last durable one. Not thread-safe: the
/// [Room] guards it.
final class Recent {

  /// What became of a message given to [#add].
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

  /// @param complete whether `messages` are all since the number asked for
  record Slice(boolean complete, List<Message> messages) {}

  private final int history;
  private final int resume;
  private final int resumeChars;
  private final ArrayDeque<Message> messages = new ArrayDeque<>();
  private boolean loaded;
  private long floor; // every message with a higher number is here
  private long head;
  private int chars; // of all texts here

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

  Added add(Message message) {
    if (!loaded) {
      messages.add(message);
      return Added.TOO_EARLY;
    }
    if (message.seq() <= head) {
      return Added.KNOWN;
    }
    if (message.seq() != head + 1) {
      return Added.HOLE;
    }
    messages.add(message);
    chars += message.text().length();
    head = message.seq();
    trim();
    return Added.NEW;
  }

  /// Puts the room's past here, as it was read from the log. What was told too early, while the log
  /// was read, follows it.
  ///
  /// @param count how many messages were asked for
  void load(MessageLog.Tail tail, int count) {
    List<Message> early = List.copyOf(messages);
    messages.clear();
    messages.addAll(tail.messages());
    tail.messages().forEach(message -> chars += message.text().length());
    floor = tail.messages().size() < count ? 0 : tail.messages().getFirst().seq() - 1;
    head = tail.head();
    loaded = true;
    early.forEach(this::add); // a hole cannot be; if it is, the next message tells
  }

  /// Puts older messages than those in memory before them, unless what was read ends before them,
  /// and as far as their texts are not too long together.
  ///
  /// @param count how many messages were asked for
  void extend(MessageLog.Tail tail, int count) {
    if (tail.head() < floor) {
      return;
    }
    List<Message> read = tail.messages();
    for (Message message : read.reversed()) {
      if (message.seq() <= floor) {
        if (chars + message.text().length() > resumeChars) {
          return;
        }
        messages.addFirst(message);
        chars += message.text().length();
        floor = message.seq() - 1;
      }
    }
    floor = read.size() < count ? 0 : floor;
  }

  /// Whether [#since] can answer from memory.
  boolean covers(@Nullable Long since) {
    if (!loaded) {
      return false;
    }
    return since == null || since >= floor || head - since > resume;
  }

  /// The messages after `since` and up to `until`; the last ones where `since` is null, from the
  /// future or too long ago.
  Slice since(@Nullable Long since, long until) {
    if (since != null && since <= until && until - since <= resume && since >= floor) {
      return new Slice(true, between(since, until));
    }
    List<Message> all = between(floor, until);
    List<Message> last = all.subList(Math.max(0, all.size() - history), all.size());
    return new Slice(since == null, List.copyOf(last));
  }

  private List<Message> between(long after, long until) {
    List<Message> found = new ArrayList<>();
    for (Iterator<Message> newest = messages.descendingIterator(); newest.hasNext(); ) {
      Message message = newest.next();
      if (message.seq() <= after) {
        break;
      }
      if (message.seq() <= until) {
        found.add(message);
      }
    }
    return found.reversed();
  }

  private void trim() {
    while (messages.size() > resume + history
        || (messages.size() > history && chars > resumeChars)) {
      Message oldest = messages.removeFirst();
      floor = oldest.seq();
      chars -= oldest.text().length();
    }
  }
}
