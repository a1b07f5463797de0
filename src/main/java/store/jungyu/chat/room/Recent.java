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
  private final ArrayDeque<Message> messages = new ArrayDeque<>();
  private boolean loaded;
  private long floor; // every message with a higher number is here
  private long head;

  Recent(Limits limits) {
    this.history = limits.history();
    this.resume = limits.resume();
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
      if (!messages.isEmpty() && message.seq() != messages.getLast().seq() + 1) {
        messages.clear(); // cannot be: the journal announces in order
      }
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
    head = message.seq();
    trim();
    return Added.NEW;
  }

  /// Puts what was read from the log before what is here.
  ///
  /// @param count how many were asked for
  /// @return the number of the last event that may be shown as history; what came after it while
  ///   the log was read is here as well
  long fill(MessageLog.Tail tail, int count) {
    long oldest = messages.isEmpty() ? Long.MAX_VALUE : messages.getFirst().seq();
    List<Message> read = tail.messages();
    for (int i = read.size() - 1; i >= 0; i--) {
      if (read.get(i).seq() < oldest) {
        messages.addFirst(read.get(i));
      }
    }
    floor = read.size() < count ? 0 : read.getFirst().seq() - 1;
    head = Math.max(tail.head(), messages.isEmpty() ? 0 : messages.getLast().seq());
    boolean first = !loaded;
    loaded = true;
    return first ? head : 0;
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
    while (messages.size() > resume + history) {
      floor = messages.removeFirst().seq();
    }
  }
}
