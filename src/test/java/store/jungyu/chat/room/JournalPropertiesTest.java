package store.jungyu.chat.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/// S1, S2, S3 and S8 of the journal alone, for any order of messages, resends and changes, and any
/// fate of its transactions.
final class JournalPropertiesTest {
  private static final Logger LOGGER = Logger.getLogger(Journal.class.getName());

  /// What is wanted of the journal. `which` is one of a few client ids, or of the first messages.
  record Wish(boolean say, int which, String text) {}

  /// What becomes of a transaction.
  enum Fate {
    WELL,
    AWAY,
    DONE_AND_ITS_ANSWER_LOST,
    LOST
  }

  static {
    LOGGER.setLevel(Level.OFF); // what it says of the failures that are made here
  }

  @Provide
  Arbitrary<List<Wish>> wishes() {
    return Combinators.combine(
            Arbitraries.of(true, true, false),
            Arbitraries.integers().between(1, 12),
            Arbitraries.strings().alpha().ofLength(3))
        .as(Wish::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(30);
  }

  @Provide
  Arbitrary<List<Fate>> fates() {
    return Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.just(Fate.WELL)),
            Tuple.of(2, Arbitraries.just(Fate.AWAY)),
            Tuple.of(1, Arbitraries.just(Fate.DONE_AND_ITS_ANSWER_LOST)),
            Tuple.of(1, Arbitraries.just(Fate.LOST)))
        .list()
        .ofMaxSize(6);
  }

  @Property(tries = 30)
  void everyAnswerIsTrueAndNoneIsMissing(
      @ForAll("wishes") List<Wish> wishes,
      @ForAll("fates") List<Fate> fates,
      @ForAll @IntRange(min = 1, max = 8) int batch)
      throws Exception {
    MemoryLog log = new MemoryLog(new Pseudonyms(new byte[32]));
    Answers answers = new Answers();
    Journal journal =
        new Journal(new FickleLog(log, fates), new Bounds().batch(batch).limits(), answers);
    Thread running = Thread.ofPlatform().daemon().start(journal);
    int taken = 0;
    for (Wish wish : wishes) {
      Entry entry =
          wish.say()
              ? draft(new UUID(0, wish.which()), wish.text())
              : change(wish.which(), wish.text());
      taken += journal.submit(entry) ? 1 : 0;
    }
    int all = taken;
    Wait.until("all that was taken is answered", () -> answers.count() >= all);
    journal.stop();
    running.join();

    assertThat(answers.count()).as("answers").isEqualTo(taken);
    List<Long> numbers = answers.fresh.stream().map(RoomEvent.Numbered::seq).toList();
    // Where an answer was lost the journal does it again: then it is no fresh one any more.
    assertThat(numbers).isSorted().doesNotHaveDuplicates();
    List<Message> stored = log.stored(Chat.ROOM);
    assertThat(stored).extracting(Message::clientId).doesNotHaveDuplicates();
    for (RoomEvent.Said said : answers.said) {
      assertThat(stored)
          .as("what was acknowledged is stored, under that number")
          .anyMatch(message ->
              message.seq() == said.seq() && message.clientId().equals(said.message().clientId()));
    }
    assertThat(heardOrRefused(stored, answers)).isTrue();
    assertThat(log.tail(Chat.ROOM, 1).head()).isEqualTo(lastOf(log));
  }

  /// Nothing is in the log of which its author did not hear.
  private static boolean heardOrRefused(List<Message> stored, Answers answers) {
    return stored.stream()
        .allMatch(message ->
            answers.said.stream()
                .anyMatch(said -> said.message().clientId().equals(message.clientId())));
  }

  /// The number of the last event, counted from what is stored: without holes, since each took one.
  private static long lastOf(MemoryLog log) throws MessageLog.Unavailable {
    MessageLog.Tail tail = log.tail(Chat.ROOM, 1_000);
    return LongStream.concat(
            tail.messages().stream().mapToLong(Message::seq),
            tail.changes().stream().mapToLong(RoomEvent.Numbered::seq))
        .max()
        .orElse(0);
  }

  @SuppressWarnings("NullAway") // who waits for the answer is nothing to the journal
  static Draft draft(UUID clientId, String text) {
    return new Draft(Chat.ROOM, null, "person", clientId, Chat.OTTER, text, Chat.NOW, 0);
  }

  @SuppressWarnings("NullAway")
  static Change change(long of, @Nullable String text) {
    return new Change(Chat.ROOM, null, "person", of, text, Chat.NOW, System.nanoTime());
  }

  private static final class Answers implements Journal.Outcome {
    final List<RoomEvent.Numbered> fresh = new ArrayList<>();
    final List<RoomEvent.Said> said = new ArrayList<>();
    private final AtomicInteger answered = new AtomicInteger();

    @Override
    public void stored(List<Draft> drafts, List<MessageLog.Appended> entries) {
      assertThat(entries).hasSameSizeAs(drafts);
      for (MessageLog.Appended entry : entries) {
        if (entry.fresh()) {
          fresh.add(entry.event());
        }
        if (entry.event() instanceof RoomEvent.Said event) {
          said.add(event);
        }
      }
      answered.addAndGet(drafts.size());
    }

    @Override
    public void changed(List<Change> changes, List<Optional<RoomEvent.Numbered>> events) {
      assertThat(events).hasSameSizeAs(changes);
      answered.addAndGet(changes.size());
    }

    @Override
    public void refused(Entry entry) {
      answered.incrementAndGet();
    }

    int count() {
      return answered.get();
    }
  }

  /// A log whose first transactions end as they are told to; all later ones well.
  private static final class FickleLog extends ForwardingLog {
    private final Iterator<Fate> fates;

    FickleLog(MemoryLog log, List<Fate> fates) {
      super(log);
      this.fates = new ConcurrentLinkedQueue<>(fates).iterator();
    }

    private interface Work<T> {
      T run() throws Unavailable, OutcomeUnknown;
    }

    private <T> T fated(BooleanSupplier mayCommit, Work<T> work)
        throws Unavailable, OutcomeUnknown {
      Fate fate = fates.hasNext() ? fates.next() : Fate.WELL;
      if (fate == Fate.AWAY || !mayCommit.getAsBoolean()) {
        throw new Unavailable(new IllegalStateException("away"));
      }
      return switch (fate) {
        case WELL, AWAY -> work.run();
        case DONE_AND_ITS_ANSWER_LOST -> {
          work.run();
          throw new OutcomeUnknown(new IllegalStateException("cut after it"));
        }
        case LOST -> throw new OutcomeUnknown(new IllegalStateException("cut before it"));
      };
    }

    @Override
    public List<Appended> append(List<Draft> drafts, BooleanSupplier mayCommit)
        throws Unavailable, OutcomeUnknown {
      return fated(mayCommit, () -> super.append(drafts, () -> true));
    }

    @Override
    public List<Optional<RoomEvent.Numbered>> change(
        List<Change> changes, BooleanSupplier mayCommit) throws Unavailable, OutcomeUnknown {
      return fated(mayCommit, () -> super.change(changes, () -> true));
    }
  }
}
