package store.jungyu.chat.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    /// Takes 20 ms until it may commit.
    SLOW,
    AWAY,
    DONE_AND_ITS_ANSWER_LOST,
    LOST
  }

  /// What one journal is asked, and what its transactions meet.
  ///
  /// @param patience how long something waits, in milliseconds
  record Story(List<Wish> wishes, List<Fate> fates, int batch, int patience) {}

  static {
    LOGGER.setLevel(Level.OFF); // what it says of the failures that are made here
  }

  /// Many journals beside each other: each spends most of its time waiting to try again.
  @Provide
  Arbitrary<List<Story>> stories() {
    return Combinators.combine(
            wishes(),
            fates(),
            Arbitraries.integers().between(1, 8),
            Arbitraries.of(2_000, 2_000, 10, 1))
        .as(Story::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(40);
  }

  private static Arbitrary<List<Wish>> wishes() {
    return Combinators.combine(
            Arbitraries.of(Kind.SAY, Kind.SAY, Kind.SAY, Kind.EDIT, Kind.DELETE),
            Arbitraries.integers().between(1, 12),
            Arbitraries.strings().alpha().ofLength(3))
        .as(Wish::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(30);
  }

  private static Arbitrary<List<Fate>> fates() {
    return Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.just(Fate.WELL)),
            Tuple.of(2, Arbitraries.just(Fate.AWAY)),
            Tuple.of(1, Arbitraries.just(Fate.DONE_AND_ITS_ANSWER_LOST)),
            Tuple.of(2, Arbitraries.just(Fate.SLOW)),
            Tuple.of(1, Arbitraries.just(Fate.LOST)))
        .list()
        .ofMaxSize(6);
  }

  @Property(tries = 15)
  void everyAnswerIsTrueAndNoneIsMissing(@ForAll("stories") List<Story> stories) throws Exception {
    List<Told> all = stories.stream().map(Told::new).toList();
    for (Told told : all) {
      told.judge();
    }
  }

  /// A story while it happens, and after it.
  private static final class Told {
    private final MemoryLog log = new MemoryLog(new Pseudonyms(new byte[32]));
    private final Answers answers = new Answers();
    private final Journal journal;
    private final Thread running;
    private final int taken;

    Told(Story story) {
      journal =
          new Journal(
              new FickleLog(log, story.fates()),
              new Bounds().batch(story.batch()).limits(),
              answers,
              Duration.ofMillis(story.patience()));
      running = Thread.ofPlatform().daemon().start(journal);
      Thread.startVirtualThread(this::refuseLate);
      taken = (int) story.wishes().stream().filter(wish -> journal.submit(wish.entry())).count();
    }

    private void refuseLate() {
      try {
        while (running.isAlive()) {
          journal.refuseLate();
          Thread.sleep(1);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void judge() throws InterruptedException, MessageLog.Unavailable {
      Wait.until("all that was taken is answered", () -> answers.count() >= taken);
      journal.stop();
      running.interrupt(); // it only waits for more
      running.join();

      assertThat(answers.count()).as("answers").isEqualTo(taken);
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
    return new Draft(
        Chat.ROOM, null, "person", clientId, Chat.OTTER, text, Chat.NOW, System.nanoTime());
  }

  @SuppressWarnings("NullAway")
  static Change change(long of, @Nullable String text) {
    return new Change(Chat.ROOM, null, "person", of, text, Chat.NOW, System.nanoTime());
  }

  private static final class Answers implements Journal.Outcome {
    final List<RoomEvent.Numbered> told = new ArrayList<>();
    final List<Long> fresh = new ArrayList<>();

    /// Where an answer was lost the journal does it again, and what it tells is not new to the log.
    final Set<Long> numbers = new LinkedHashSet<>();

    /// What everybody who heard all of it shows of each message.
    final Map<Long, String> texts = new HashMap<>();

    private final AtomicInteger answered = new AtomicInteger();

    @Override
    public void stored(List<Draft> drafts, List<MessageLog.Appended> entries) {
      assertThat(entries).hasSameSizeAs(drafts);
      for (MessageLog.Appended entry : entries) {
        if (entry.fresh()) {
          fresh.add(entry.event().seq());
        }
        tell(entry.event());
      }
      answered.addAndGet(drafts.size());
    }

    @Override
    public void changed(List<Change> changes, List<Optional<RoomEvent.Numbered>> events) {
      assertThat(events).hasSameSizeAs(changes);
      events.forEach(event -> event.ifPresent(this::tell));
      answered.addAndGet(changes.size());
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

    private static void pause() {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private <T> T fated(BooleanSupplier mayCommit, Work<T> work)
        throws Unavailable, OutcomeUnknown {
      Fate fate = fates.hasNext() ? fates.next() : Fate.WELL;
      if (fate == Fate.SLOW) {
        pause();
      }
      if (fate == Fate.AWAY || !mayCommit.getAsBoolean()) {
        throw new Unavailable(new IllegalStateException("away"));
      }
      return switch (fate) {
        case WELL, SLOW, AWAY -> work.run();
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
