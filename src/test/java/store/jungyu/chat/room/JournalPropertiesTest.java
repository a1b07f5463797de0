package store.jungyu.chat.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/// S1, S2, S3 and S8 of the journal alone, for any order of messages, resends, edits and deletions,
/// and any fate of its transactions.
final class JournalPropertiesTest {
  private static final Logger LOGGER = Logger.getLogger(Journal.class.getName());

  /// What is wanted of the journal. `which` is one of a few client ids, or of the first numbers.
  record Wish(Kind kind, int which, String text) {
    Entry entry() {
      return switch (kind) {
        case SAY -> draft(new UUID(0, which), text);
        case EDIT -> change(which, text);
        case DELETE -> change(which, null);
      };
    }
  }

  enum Kind {
    SAY,
    EDIT,
    DELETE
  }

  /// What becomes of a transaction.
  enum Fate {
    WELL,
    AWAY,
    DONE_AND_ITS_ANSWER_LOST,
    LOST
  }

  /// What one journal is asked, and what its transactions meet.
  ///
  /// @param breaths what is asked at once, and then, after the answers, what next; for where a
  ///   transaction fails, all that waits behind it is refused
  record Story(List<List<Wish>> breaths, List<Fate> fates, int batch) {}

  static {
    LOGGER.setLevel(Level.OFF); // what it says of the failures that are made here
  }

  /// Many journals beside each other, since each spends most of its time waiting to try again:
  /// these are the tries.
  @Provide
  Arbitrary<List<Story>> stories() {
    Arbitrary<List<List<Wish>>> breaths = wishes().list().ofMinSize(1).ofMaxSize(6);
    return Combinators.combine(breaths, fates(), Arbitraries.integers().between(1, 8))
        .as(Story::new)
        .list()
        .ofMinSize(200)
        .ofMaxSize(300);
  }

  private static Arbitrary<List<Wish>> wishes() {
    return Combinators.combine(
            Arbitraries.of(Kind.SAY, Kind.SAY, Kind.EDIT, Kind.EDIT, Kind.DELETE),
            Arbitraries.integers().between(1, 5),
            Arbitraries.of("a", "b", "c", "d"))
        .as(Wish::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  private static Arbitrary<List<Fate>> fates() {
    return Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.just(Fate.WELL)),
            Tuple.of(1, Arbitraries.just(Fate.AWAY)),
            Tuple.of(2, Arbitraries.just(Fate.DONE_AND_ITS_ANSWER_LOST)),
            Tuple.of(1, Arbitraries.just(Fate.LOST)))
        .list()
        .ofMaxSize(6);
  }

  @Property(tries = 1, edgeCases = EdgeCasesMode.NONE)
  void everyAnswerIsTrueAndNoneIsMissing(@ForAll("stories") List<Story> stories) throws Exception {
    try (ExecutorService tellers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Void> told : tellers.invokeAll(stories.stream().map(Told::new).toList())) {
        told.get();
      }
    }
  }

  /// A story while it happens, and after it.
  private static final class Told implements Callable<Void> {
    private final MemoryLog log = new MemoryLog(new Pseudonyms(new byte[32]));
    private final Answers answers = new Answers();
    private final Story story;

    Told(Story story) {
      this.story = story;
    }

    @Override
    public @Nullable Void call() throws InterruptedException, MessageLog.Unavailable {
      Journal journal =
          new Journal(
              new FickleLog(log, story.fates()),
              new Bounds().batch(story.batch()).limits(),
              answers);
      Thread running = Thread.ofPlatform().daemon().start(journal);
      for (List<Wish> breath : story.breaths()) {
        long taken = breath.stream().filter(wish -> journal.submit(wish.entry())).count();
        assertThat(answers.arrived.tryAcquire((int) taken, 15, TimeUnit.SECONDS))
            .as("all that was taken is answered")
            .isTrue();
      }
      journal.stop();
      running.interrupt(); // it only waits for more
      running.join();
      assertThat(answers.arrived.availablePermits()).as("answers too many").isZero();
      judge();
      return null;
    }

    private void judge() throws MessageLog.Unavailable {
      // Whatever is in the log was told, in its order and without a hole, …
      assertThat(answers.numbers)
          .as("numbers, in the order they were first told")
          .containsExactlyElementsOf(
              LongStream.rangeClosed(1, log.tail(Chat.ROOM, 1).head()).boxed().toList());
      assertThat(answers.fresh).as("what was told to be new").isSorted().doesNotHaveDuplicates();
      // … and whatever was told is in the log.
      List<Message> rows = log.rows(Chat.ROOM);
      assertThat(rows).extracting(Message::clientId).doesNotHaveDuplicates();
      for (RoomEvent.Numbered told : answers.told) {
        switch (told) {
          case RoomEvent.Said said ->
              assertThat(rows)
                  .as("what was acknowledged is stored, under that number")
                  .anyMatch(row ->
                      row.seq() == said.seq() && row.clientId().equals(said.message().clientId()));
          case RoomEvent.Edited edited -> assertThat(lastChangeOf(edited.of())).isNotNull();
          case RoomEvent.Deleted deleted -> {
            assertThat(lastChangeOf(deleted.of()))
                .as("what was told to be deleted is deleted, once and for all")
                .isEqualTo(new RoomEvent.Deleted(deleted.seq(), deleted.of()));
            assertThat(log.stored(Chat.ROOM)).noneMatch(left -> left.seq() == deleted.of());
          }
        }
      }
      for (Message left : log.stored(Chat.ROOM)) {
        assertThat(left.text())
            .as("the text is the first one or of the last edit")
            .isEqualTo(answers.texts.get(left.seq()));
      }
    }

    private RoomEvent.@Nullable Numbered lastChangeOf(long message) {
      return log.changes(Chat.ROOM).stream()
          .filter(change ->
              switch (change) {
                case RoomEvent.Said _ -> false;
                case RoomEvent.Edited edited -> edited.of() == message;
                case RoomEvent.Deleted deleted -> deleted.of() == message;
              })
          .findAny()
          .orElse(null);
    }
  }

  @SuppressWarnings("NullAway") // who waits for the answer is nothing to the journal
  static Draft draft(UUID clientId, String text) {
    return new Draft(Chat.ROOM, null, "person", clientId, Chat.OTTER, text, Chat.NOW, 0);
  }

  @SuppressWarnings("NullAway")
  static Change change(long of, @Nullable String text) {
    return new Change(Chat.ROOM, null, "person", of, text, Chat.NOW);
  }

  private static final class Answers implements Journal.Outcome {
    final List<RoomEvent.Numbered> told = new ArrayList<>();
    final List<Long> fresh = new ArrayList<>();

    /// Where an answer was lost the journal does it again, and what it tells is not new to the log.
    final Set<Long> numbers = new LinkedHashSet<>();

    /// What everybody who heard all of it shows of each message.
    final Map<Long, String> texts = new HashMap<>();

    final Semaphore arrived = new Semaphore(0);

    @Override
    public void stored(List<Draft> drafts, List<MessageLog.Appended> entries) {
      assertThat(entries).hasSameSizeAs(drafts);
      for (MessageLog.Appended entry : entries) {
        if (entry.fresh()) {
          fresh.add(entry.event().seq());
        }
        tell(entry.event());
      }
      arrived.release(drafts.size());
    }

    @Override
    public void changed(List<Change> changes, List<Optional<RoomEvent.Numbered>> events) {
      assertThat(events).hasSameSizeAs(changes);
      events.forEach(event -> event.ifPresent(this::tell));
      arrived.release(changes.size());
    }

    private void tell(RoomEvent.Numbered event) {
      told.add(event);
      boolean news = numbers.add(event.seq());
      switch (event) {
        case RoomEvent.Said said when news -> texts.put(said.seq(), said.message().text());
        case RoomEvent.Edited edited when news -> texts.put(edited.of(), edited.text());
        case RoomEvent.Deleted deleted when news -> texts.remove(deleted.of());
        case RoomEvent.Numbered _ -> {} // heard before
      }
    }

    @Override
    public void refused(Entry entry) {
      arrived.release();
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

    private <T> T fated(Work<T> work) throws Unavailable, OutcomeUnknown {
      LockSupport.parkNanos(1_000_000); // so that some gather for the next transaction
      return switch (fates.hasNext() ? fates.next() : Fate.WELL) {
        case WELL -> work.run();
        case AWAY -> throw new Unavailable(new IllegalStateException("away"));
        case DONE_AND_ITS_ANSWER_LOST -> {
          work.run();
          throw new OutcomeUnknown(new IllegalStateException("cut after it"));
        }
        case LOST -> throw new OutcomeUnknown(new IllegalStateException("cut before it"));
      };
    }

    @Override
    public List<Appended> append(List<Draft> drafts) throws Unavailable, OutcomeUnknown {
      return fated(() -> super.append(drafts));
    }

    @Override
    public List<Optional<RoomEvent.Numbered>> change(List<Change> changes)
        throws Unavailable, OutcomeUnknown {
      return fated(() -> super.change(changes));
    }
  }
}
