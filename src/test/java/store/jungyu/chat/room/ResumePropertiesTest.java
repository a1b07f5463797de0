package store.jungyu.chat.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeTry;
import org.jspecify.annotations.Nullable;

/// S5, for any past of a room and any moment at which somebody left it: what the reader had then,
/// and what it is given when it returns, is together what the room has become.
final class ResumePropertiesTest {
  private static final int HISTORY = 3;
  private static final int RESUME = 8;

  /// What happens in a room; `which` names the message that is edited or deleted.
  record Step(Kind kind, int which, String text) {
    enum Kind {
      SAY,
      EDIT,
      DELETE
    }
  }

  private MemoryLog log;
  private final List<RoomEvent.Numbered> events = new ArrayList<>();

  /// All tries share this object.
  @BeforeTry
  void anotherRoom() {
    log = new MemoryLog(new Pseudonyms(new byte[32]));
    events.clear();
  }

  @Provide
  Arbitrary<List<Step>> pasts() {
    Arbitrary<Step.Kind> kinds =
        Arbitraries.of(
            Step.Kind.SAY, Step.Kind.SAY, Step.Kind.SAY, Step.Kind.EDIT, Step.Kind.DELETE);
    return Combinators.combine(
            kinds,
            Arbitraries.integers().between(0, 40),
            Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(6))
        .as(Step::new)
        .list()
        .ofMaxSize(40);
  }

  @Property(tries = 60)
  void nobodyWhoMissedLittleMissesAnything(
      @ForAll("pasts") List<Step> past, @ForAll @IntRange(max = 40) int readAfter) {
    Recent recent = remembered(past, readAfter, limits(1 << 20));
    long head = events.size();
    for (long since = 0; since <= head + 2; since++) {
      Recent.Slice slice = back(recent, since);
      boolean near = since <= head && head - since <= RESUME;
      if (slice.complete() != near) {
        throw new AssertionError("complete since " + since + " of " + head + ": " + !near);
      }
      assertWhole(slice, since);
    }
    assertThat(back(recent, null).messages()).extracting(Message::text).isEqualTo(last());
  }

  /// Long texts are not all remembered: then the reader is told so, and never of a part alone.
  @Property(tries = 60)
  void aRoomThatForgetsSaysSo(
      @ForAll("pasts") List<Step> past, @ForAll @IntRange(max = 40) int readAfter) {
    Recent recent = remembered(past, readAfter, limits(8 * 20));
    for (long since = 0; since <= events.size() + 2; since++) {
      assertWhole(back(recent, since), since);
    }
  }

  private void assertWhole(Recent.Slice slice, long since) {
    if (!slice.complete()) {
      same(slice.messages().stream().map(Message::text).toList(), last(), since);
      return;
    }
    SortedMap<Long, String> page = after(since);
    for (Message message : slice.messages()) {
      if (page.put(message.seq(), message.text()) != null) {
        throw new AssertionError("told again: " + message.seq() + " since " + since);
      }
    }
    slice.changes().forEach(change -> apply(page, change));
    same(page, after(events.size()), since);
  }

  /// AssertJ's words cost more than all else here.
  private static void same(Object shown, Object wanted, long since) {
    if (!shown.equals(wanted)) {
      throw new AssertionError("since " + since + " the page shows " + shown + " not " + wanted);
    }
  }

  /// Who returns is answered from memory, or after a look into the log, as a [Room] does it.
  private Recent.Slice back(Recent recent, @Nullable Long since) {
    if (!recent.covers(since)) {
      recent.extend(tail(RESUME), RESUME);
    }
    return recent.since(since, recent.head());
  }

  /// Lets all of `past` happen; the room's memory begins with a look into the log after `readAfter`
  /// of it.
  private Recent remembered(List<Step> past, int readAfter, Limits limits) {
    Recent recent = new Recent(limits);
    for (int i = 0; i < past.size(); i++) {
      if (i == readAfter) {
        recent.load(tail(HISTORY), HISTORY);
      }
      RoomEvent.Numbered event = happen(past.get(i));
      if (event != null && event.seq() == events.size() + 1) {
        events.add(event);
        recent.add(event);
      }
    }
    if (!recent.loaded()) {
      recent.load(tail(HISTORY), HISTORY);
    }
    return recent;
  }

  private RoomEvent.@Nullable Numbered happen(Step step) {
    long of = 1 + step.which() % Math.max(1, events.size());
    return switch (step.kind()) {
      case SAY -> say(step.text());
      case EDIT -> change(of, step.text());
      case DELETE -> change(of, null);
    };
  }

  private RoomEvent.Numbered say(String text) {
    try {
      return log.append(List.of(JournalPropertiesTest.draft(UUID.randomUUID(), text)), () -> true)
          .getFirst()
          .event();
    } catch (MessageLog.Unavailable | MessageLog.OutcomeUnknown e) {
      throw new AssertionError(e);
    }
  }

  private RoomEvent.@Nullable Numbered change(long of, @Nullable String text) {
    try {
      return log.change(List.of(JournalPropertiesTest.change(of, text)), () -> true)
          .getFirst()
          .orElse(null);
    } catch (MessageLog.Unavailable | MessageLog.OutcomeUnknown e) {
      throw new AssertionError(e);
    }
  }

  private MessageLog.Tail tail(int count) {
    try {
      return log.tail(Chat.ROOM, count);
    } catch (MessageLog.Unavailable e) {
      throw new AssertionError(e);
    }
  }

  /// What the room showed after its first `count` events.
  private SortedMap<Long, String> after(long count) {
    SortedMap<Long, String> page = new TreeMap<>();
    events.stream().limit(count).forEach(event -> apply(page, event));
    return page;
  }

  private static void apply(SortedMap<Long, String> page, RoomEvent.Numbered event) {
    switch (event) {
      case RoomEvent.Said said -> page.put(said.seq(), said.message().text());
      case RoomEvent.Edited edited -> page.replace(edited.of(), edited.text());
      case RoomEvent.Deleted deleted -> page.remove(deleted.of());
    }
  }

  private List<String> last() {
    List<String> all = List.copyOf(after(events.size()).values());
    return all.subList(Math.max(0, all.size() - HISTORY), all.size());
  }

  private static Limits limits(int outboxBytes) {
    return new Bounds().history(HISTORY).resume(RESUME).outboxBytes(outboxBytes).limits();
  }
}
