package store.jungyu.chat.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The journal alone: what it answers, and what it says to the operator.
@Timeout(30)
final class JournalTest {
  private static final Logger LOGGER = Logger.getLogger(Journal.class.getName());

  private static final Duration LATELY = Duration.ofMinutes(1);

  private final MemoryLog log = new MemoryLog(new Pseudonyms(new byte[32]));
  private final Queue<String> answers = new ConcurrentLinkedQueue<>();
  private final Queue<String> told = new ConcurrentLinkedQueue<>();
  private final Journal journal = new Journal(log, Chat.LIMITS, new Answers());
  private final Journal hasty = new Journal(log, Chat.LIMITS, new Answers(), Duration.ofMillis(50));
  private final Handler handler = new Told();
  private final Level level = LOGGER.getLevel();

  @BeforeEach
  void listen() {
    LOGGER.setLevel(Level.ALL);
    LOGGER.setUseParentHandlers(false);
    LOGGER.addHandler(handler);
  }

  @AfterEach
  void stop() {
    journal.stop();
    hasty.stop();
    LOGGER.removeHandler(handler);
    LOGGER.setUseParentHandlers(true);
    LOGGER.setLevel(level);
  }

  @Test
  void aBugWithSomeMessagesTakesNoAnswerFromTheRestOfTheirBatch() {
    journal.submit(draft("bug"));
    journal.submit(change(1));
    Thread.ofPlatform().daemon().start(journal);
    Wait.until("the change is answered", () -> answers.size() == 1);
    journal.submit(draft("after it"));

    Wait.until("both are answered", () -> answers.size() == 2);
    assertThat(answers).containsExactly("changed 1", "stored after it");
    assertThat(told).hasSize(1).first().asString().contains("met a bug");
  }

  /// S8: nobody, the operator included, is told what nobody knows.
  @Test
  void aServerThatStopsBeforeAFateIsKnownSaysNothingOfIt() throws Exception {
    log.set(MemoryLog.Mood.LOSES_THE_COMMIT);
    CountDownLatch appending = log.holdAppends();
    journal.submit(draft("perhaps"));
    Thread running = Thread.ofPlatform().daemon().start(journal);
    Wait.until("storing began", () -> log.appends() == 1);
    journal.submit(change(1));
    journal.stop();
    appending.countDown();
    running.join();

    assertThat(answers).isEmpty();
    assertThat(told).hasSize(1).first().asString().contains("cannot be stored");
  }

  /// S9: a full disk answers as well as one with space.
  @Test
  void thatStoringFailsIsKnownUntilSomethingIsStoredOrItIsLongAgo() {
    log.set(MemoryLog.Mood.AWAY);
    Thread.ofPlatform().daemon().start(journal);
    assertThat(journal.failedWithin(LATELY)).isFalse();
    journal.submit(draft("refused"));
    Wait.until("it is refused", () -> answers.size() == 1);
    assertThat(journal.failedWithin(LATELY)).isTrue();
    assertThat(journal.failedWithin(Duration.ZERO)).isFalse();
    log.set(MemoryLog.Mood.WELL);
    journal.submit(draft("stored"));
    Wait.until("it is stored", () -> answers.size() == 2);
    assertThat(journal.failedWithin(LATELY)).isFalse();
  }

  /// S8: while nobody knows what became of a commit, nothing else is stored either.
  @Test
  void thatTheFateOfACommitIsUnknownIsKnownForAsLongAsItLasts() {
    log.set(MemoryLog.Mood.LOSES_THE_COMMIT);
    Thread.ofPlatform().daemon().start(journal);
    journal.submit(draft("perhaps"));
    Wait.until("it was tried again", () -> log.appends() > 2);
    assertThat(journal.failedWithin(LATELY)).isTrue();
    log.set(MemoryLog.Mood.WELL);
    Wait.until("it is stored", () -> answers.contains("stored perhaps"));
    assertThat(journal.failedWithin(LATELY)).isFalse();
  }

  /// S7: an author who only waits behind it hears so while he still looks at his message.
  @Test
  void whatWaitsBehindALostOutcomeIsRefusedBeforeThatIsKnown() {
    log.set(MemoryLog.Mood.LOSES_THE_COMMIT);
    hasty.submit(draft("perhaps"));
    hasty.submit(change(1));
    Thread.ofPlatform().daemon().start(hasty);
    Wait.until("it was tried again", () -> log.appends() > 2);
    Wait.until("the change behind it is refused", () -> refuseLate("refused 1"));
    log.set(MemoryLog.Mood.WELL);
    hasty.submit(draft("later"));
    Wait.until("all is stored", () -> answers.contains("stored later"));
    assertThat(answers).containsExactly("refused 1", "stored perhaps", "stored later");
  }

  /// S7: a database that does not answer at all holds the journal's thread, and nobody else.
  @Test
  void whatIsInATransactionThatDoesNotEndIsRefusedAndNotStored() {
    CountDownLatch appending = log.holdAppends();
    hasty.submit(draft("in it"));
    hasty.submit(change(1));
    Thread.ofPlatform().daemon().start(hasty);
    Wait.until("storing began", () -> log.appends() == 1);
    assertThat(hasty.submit(draft("behind it"))).isTrue();
    Wait.until("all are refused", () -> refuseLate("refused behind it"));
    Wait.until("all are", () -> refuseLate("refused in it"));
    assertThat(answers)
        .containsExactlyInAnyOrder("refused in it", "refused 1", "refused behind it");

    hasty.submit(draft("again"));
    appending.countDown();
    Wait.until("that is stored", () -> answers.contains("stored again"));
    assertThat(log.stored(Chat.ROOM)).extracting(Message::text).containsExactly("again");
    assertThat(answers).hasSize(4);
  }

  /// S8: once it may be stored it is too late to say that it is not.
  @Test
  void whatIsBeingCommittedIsNotRefused() throws Exception {
    CountDownLatch answering = log.holdAnswers();
    hasty.submit(draft("being committed"));
    Thread.ofPlatform().daemon().start(hasty);
    Wait.until("it is in the log", () -> !log.stored(Chat.ROOM).isEmpty());
    hasty.submit(draft("behind it"));
    Wait.until("the next one is refused", () -> refuseLate("refused behind it"));
    answering.countDown();
    Wait.until("it is told", () -> answers.contains("stored being committed"));
    assertThat(answers).containsExactly("refused behind it", "stored being committed");
  }

  /// S8: a page whose line was cut sends again what is being committed: a refusal of that would be
  /// untrue.
  @Test
  void whatIsSentAgainWhileItIsBeingCommittedIsNotRefused() {
    log.set(MemoryLog.Mood.LOSES_THE_COMMIT);
    Draft perhaps = draft("perhaps");
    hasty.submit(perhaps);
    Thread.ofPlatform().daemon().start(hasty);
    Wait.until("it was tried again", () -> log.appends() > 2);
    hasty.submit(perhaps);
    hasty.submit(draft("other"));
    Wait.until("the other one is refused", () -> refuseLate("refused other"));
    log.set(MemoryLog.Mood.WELL);
    Wait.until("both are answered", () -> refuseLate("stored perhaps") && answers.size() == 3);
    assertThat(answers).containsExactly("refused other", "stored perhaps", "stored perhaps");
  }

  /// S8: nor while it may still come to its commit.
  @Test
  void whatIsSentAgainIsNotRefusedBeforeTheFirstIs() {
    var single = new Journal(log, new Bounds().batch(1).limits(), new Answers());
    Draft late = draft("late", System.nanoTime() - LATELY.toNanos());
    CountDownLatch appending = log.holdAppends();
    single.submit(late);
    single.submit(late);
    Thread.ofPlatform().daemon().start(single);
    Wait.until("the first is about to be stored", () -> log.appends() == 1);
    single.refuseLate();
    appending.countDown();
    Wait.until("both are answered", () -> answers.size() == 2);
    single.stop();
    assertThat(answers).containsExactly("stored late", "stored late");
  }

  /// S7: another change of a message that is being changed is not the same.
  @Test
  void whatElseIsToBecomeOfAMessageThatIsBeingChangedIsRefused() {
    log.set(MemoryLog.Mood.LOSES_THE_COMMIT);
    hasty.submit(change(1, "perhaps"));
    Thread.ofPlatform().daemon().start(hasty);
    Wait.until("its outcome is lost", () -> hasty.failedWithin(LATELY));
    hasty.submit(change(1, "something else"));
    hasty.submit(change(1, "perhaps"));
    Wait.until("the other one is refused", () -> refuseLate("refused 1"));
    hasty.refuseLate();
    assertThat(answers).containsExactly("refused 1");
    log.set(MemoryLog.Mood.WELL);
    Wait.until("all are answered", () -> refuseLate("changed 1") && answers.size() == 3);
    assertThat(answers).containsExactly("refused 1", "changed 1", "changed 1");
  }

  @Test
  void aBugWithOneRefusalTakesNoAnswerFromTheOthers() {
    CountDownLatch appending = log.holdAppends();
    hasty.submit(draft("bug"));
    hasty.submit(draft("other"));
    Thread.ofPlatform().daemon().start(hasty);
    Wait.until("the other one is refused", () -> refuseLate("refused other"));
    appending.countDown();
    assertThat(told).anyMatch(line -> line.contains("met a bug"));
  }

  /// One lost answer is no reason to turn others away.
  @Test
  void whatWaitsBehindALostAnswerIsDoneOnceThatIsKnown() {
    log.set(MemoryLog.Mood.CHANGES_AND_LOSES_ONE_ANSWER);
    journal.submit(change(1));
    journal.submit(change(1));
    Thread.ofPlatform().daemon().start(journal);
    Wait.until("both are answered", () -> answers.size() == 2);
    journal.refuseLate();
    assertThat(answers).containsExactly("changed 1", "changed 1");
  }

  /// S7: nobody waits for an answer that never comes.
  @Test
  void whatIsTakenWhileTheJournalStopsIsStoredOrRefused() throws Exception {
    Queue<String> taken = new ConcurrentLinkedQueue<>();
    for (int round = 0; round < 20; round++) {
      var ending = new Journal(log, Chat.LIMITS, new Answers());
      Thread running = Thread.ofPlatform().daemon().start(ending);
      List<Thread> authors =
          Stream.generate(() -> Thread.ofPlatform().start(() -> say(ending, running, taken)))
              .limit(3)
              .toList();
      LockSupport.parkNanos(1_000_000);
      ending.stop();
      if (round > 0) {
        running.interrupt(); // as the server does once it has waited for long enough
      }
      running.join();
      for (Thread author : authors) {
        author.join();
      }
    }
    Set<String> answered =
        answers.stream()
            .map(answer -> answer.substring(answer.indexOf(' ') + 1))
            .collect(Collectors.toSet());
    assertThat(taken).isNotEmpty().allMatch(answered::contains);
  }

  private static void say(Journal to, Thread running, Queue<String> taken) {
    boolean over;
    do {
      over = !running.isAlive();
      Draft draft = draft(UUID.randomUUID().toString());
      if (to.submit(draft)) {
        taken.add(draft.text());
      }
      LockSupport.parkNanos(1_000);
    } while (!over);
  }

  /// Where transactions are slow, one for each turn from saying to changing would take too long.
  @Test
  void whatIsSaidAndWhatIsChangedTakesOneTransactionEach() {
    journal.submit(change(1));
    journal.submit(draft("a"));
    journal.submit(change(2));
    journal.submit(change(1));
    journal.submit(draft("b"));
    Thread.ofPlatform().daemon().start(journal);
    Wait.until("all are answered", () -> answers.size() == 5);
    assertThat(answers)
        .containsExactly("stored a", "stored b", "changed 1", "changed 2", "changed 1");
    assertThat(log.appends()).isEqualTo(1);
  }

  /// S16: so nobody waits because somebody else speaks as often as he may. Were it not so it would
  /// take 20 ms each time.
  @Test
  void whatIsSaidRightAfterAnotherMessageWasStoredIsStoredAtOnce() {
    log.setAppendsTake(Duration.ofMillis(4));
    Thread.ofPlatform().daemon().start(journal);
    long shortest = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      int stored = i;
      long start = System.nanoTime();
      journal.submit(draft("message " + i));
      Wait.until("it is stored", () -> answers.size() > stored);
      shortest = Math.min(shortest, System.nanoTime() - start);
    }
    assertThat(Duration.ofNanos(shortest)).isLessThan(Duration.ofMillis(15));
  }

  /// After ten messages in 4 ms nothing is stored for sixteen more.
  @Test
  void whatIsSaidByManyIsStoredInBatches() {
    log.setAppendsTake(Duration.ofMillis(4));
    long start = System.nanoTime();
    Thread.ofPlatform().daemon().start(journal);
    for (int i = 0; i < 400; i++) {
      journal.submit(draft("message " + i));
      if (i % 10 == 9) {
        LockSupport.parkNanos(10_000_000);
      }
    }
    Wait.until("all are stored", () -> answers.size() == 400);
    long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
    assertThat((long) log.appends()).isLessThanOrEqualTo(millis / 20 + 5);
  }

  private boolean refuseLate(String awaited) {
    hasty.refuseLate();
    return answers.contains(awaited);
  }

  private static Draft draft(String text) {
    return draft(text, System.nanoTime());
  }

  @SuppressWarnings("NullAway") // who waits for the answer is nothing to the journal
  private static Draft draft(String text, long takenNanos) {
    return new Draft(
        Chat.ROOM, null, "person", UUID.randomUUID(), Chat.OTTER, text, Chat.NOW, takenNanos);
  }

  private static Change change(long of) {
    return change(of, null);
  }

  @SuppressWarnings("NullAway")
  private static Change change(long of, @Nullable String text) {
    return new Change(Chat.ROOM, null, "person", of, text, Chat.NOW, System.nanoTime());
  }

  private final class Answers implements Journal.Outcome {
    @Override
    public void stored(List<Draft> drafts, List<MessageLog.Appended> entries) {
      if (drafts.getFirst().text().equals("bug")) {
        throw new IllegalStateException("a bug");
      }
      drafts.forEach(draft -> answers.add("stored " + draft.text()));
    }

    @Override
    public void changed(List<Change> changes, List<Optional<RoomEvent.Numbered>> events) {
      changes.forEach(change -> answers.add("changed " + change.of()));
    }

    @Override
    public void refused(Entry entry) {
      if (entry instanceof Draft draft && draft.text().equals("bug")) {
        throw new IllegalStateException("a bug");
      }
      answers.add(
          "refused "
              + switch (entry) {
                case Draft draft -> draft.text();
                case Change change -> change.of();
              });
    }
  }

  private final class Told extends Handler {
    @Override
    public void publish(LogRecord record) {
      told.add(record.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
