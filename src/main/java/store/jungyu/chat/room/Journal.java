package store.jungyu.chat.room;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Takes what is said in all rooms, makes it durable in batches, and only then lets it be
/// announced: group commit (DeWitt et al., "Implementation techniques for main memory database
/// systems", 1984). While one batch is being committed the next one gathers.
///
/// After a commit the next one waits four times as long as the last took, but no longer than until
/// 25 ms after that began: in a lively server each commit then carries several messages, which
/// halves what storing costs; in a quiet one, and where a commit takes long by itself, nothing
/// waits. (PostgreSQL's `commit_delay` is the same thought, but its server sees single
/// transactions, and we have only one.)
///
/// One thread runs it, so the order in the [MessageLog] is the order of announcement. It holds a
/// bounded number of messages; beyond that they are refused, not delayed.
public final class Journal implements Runnable {

  /// What becomes of the drafts.
  interface Outcome {
    /// They are durable, in this order.
    void stored(List<Draft> drafts, List<MessageLog.Appended> entries);

    /// They are done, in this order, or were found to be impossible (empty).
    void changed(List<Change> changes, List<Optional<RoomEvent.Numbered>> events);

    /// It is not stored and will not be.
    void refused(Entry entry);
  }

  private static final Logger LOGGER = System.getLogger(Journal.class.getName());
  private static final long PACE_NANOS = 25_000_000;
  private static final long FIRST_RETRY_MILLIS = 100;
  private static final long LAST_RETRY_MILLIS = 1_000;

  private final MessageLog log;
  private final Outcome outcome;
  private final BlockingQueue<Entry> queue;
  private final int batchSize;
  private volatile boolean settling;
  private volatile boolean stopping;

  /// When storing failed last, by the monotonic clock, if nothing was stored since; else null. Only
  /// the running thread writes it.
  private volatile @Nullable Long failedAt;

  Journal(MessageLog log, Limits limits, Outcome outcome) {
    this.log = log;
    this.outcome = outcome;
    this.queue = new ArrayBlockingQueue<>(limits.journal());
    this.batchSize = limits.batch();
  }

  /// Takes `entry` into memory.
  ///
  /// @return false if it was not taken: too many wait, the log is away, or the server is stopping
  boolean submit(Entry entry) {
    return !settling && !stopping && queue.offer(entry);
  }

  /// How many messages wait to be stored.
  public int waiting() {
    return queue.size();
  }

  /// Whether storing has failed within `last` and nothing was stored since. That the database
  /// answers does not say that it stores: its disk may be full.
  ///
  /// What failed longer ago says nothing: whoever waits for an answer asks again, and without
  /// anybody who speaks nobody knows.
  public boolean failedWithin(Duration last) {
    Long failed = failedAt;
    return failed != null && System.nanoTime() - failed < last.toNanos();
  }

  /// Lets [#run] end once all that was taken is stored or refused.
  public void stop() {
    stopping = true;
  }

  @Override
  public void run() {
    try {
      for (List<Entry> batch = take(); batch != null; batch = take()) {
        long since = System.nanoTime();
        try {
          store(batch);
        } catch (RuntimeException | Error e) {
          LOGGER.log(Level.ERROR, "a batch of messages met a bug; the journal goes on", e);
        }
        gather(System.nanoTime() - since);
      }
    } catch (InterruptedException e) {
      stopping = true;
      Thread.currentThread().interrupt();
    }
  }

  /// @return what waits, at most one batch; null: nothing does and nothing will
  private @Nullable List<Entry> take() throws InterruptedException {
    Entry first = null;
    while (first == null) {
      first = queue.poll(200, TimeUnit.MILLISECONDS);
      if (first == null && stopping) {
        return null;
      }
    }
    List<Entry> batch = new ArrayList<>();
    batch.add(first);
    queue.drainTo(batch, batchSize - 1);
    return batch;
  }

  /// Lets some more messages come before the next commit, unless there is a batch of them already.
  private void gather(long took) throws InterruptedException {
    if (queue.size() < batchSize && !stopping) {
      TimeUnit.NANOSECONDS.sleep(Math.clamp(PACE_NANOS - took, 0, 4 * took));
    }
  }

  /// Stores it in transactions of one kind each, so that all keeps the order it came in.
  private void store(List<Entry> batch) throws InterruptedException {
    Deque<Entry> later = new ArrayDeque<>(batch);
    while (!later.isEmpty()) {
      List<Entry> alike = alike(later);
      try {
        boolean perhaps =
            alike.getFirst() instanceof Draft ? append(alike, later) : change(alike, later);
        if (!perhaps) {
          alike.forEach(outcome::refused);
          refuse(later);
        }
      } catch (RuntimeException | Error e) {
        LOGGER.log(Level.ERROR, "some messages met a bug; the journal goes on with the next", e);
      }
    }
  }

  /// Takes what one transaction can hold: all before what is of another kind, and before a second
  /// change of one message. Done again, only the last change of a message is known to be done; so
  /// no other is in the same transaction.
  private static List<Entry> alike(Deque<Entry> later) {
    List<Entry> alike = new ArrayList<>();
    Set<Target> changed = new HashSet<>();
    Class<?> kind = later.getFirst().getClass();
    while (!later.isEmpty()
        && later.getFirst().getClass() == kind
        && (!(later.getFirst() instanceof Change change)
            || changed.add(new Target(change.room(), change.of())))) {
      alike.add(later.removeFirst());
    }
    return alike;
  }

  /// Whatever gathered behind a transaction that failed would only wait for the same failure, and
  /// its authors longer than they look at it (S7).
  private void refuse(Deque<Entry> later) {
    queue.drainTo(later);
    later.forEach(outcome::refused);
    later.clear();
  }

  private boolean append(List<Entry> alike, Deque<Entry> later) throws InterruptedException {
    List<Draft> drafts = alike.stream().map(Draft.class::cast).toList();
    return done(() -> log.append(drafts), entries -> outcome.stored(drafts, entries), later);
  }

  private boolean change(List<Entry> alike, Deque<Entry> later) throws InterruptedException {
    List<Change> changes = alike.stream().map(Change.class::cast).toList();
    return done(() -> log.change(changes), events -> outcome.changed(changes, events), later);
  }

  /// What a change is of.
  private record Target(RoomId room, long of) {}

  /// One transaction. Doing it again after its outcome was lost does nothing twice.
  private interface Transaction<T> {
    List<T> run() throws MessageLog.Unavailable, MessageLog.OutcomeUnknown;
  }

  /// @return false: it is not done and will not be; else it is, or nobody knows
  private <T> boolean done(Transaction<T> transaction, Consumer<List<T>> then, Deque<Entry> later)
      throws InterruptedException {
    List<T> results;
    try {
      results = transaction.run();
    } catch (MessageLog.Unavailable e) {
      noteFailure(e);
      return false;
    } catch (MessageLog.OutcomeUnknown e) {
      noteFailure(e);
      results = settle(transaction, later);
      if (results == null) {
        return true;
      }
    }
    noteRecovery();
    then.accept(results);
    return true;
  }

  private void noteFailure(Exception e) {
    boolean news = failedAt == null;
    failedAt = System.nanoTime();
    if (news) {
      LOGGER.log(Level.WARNING, "messages cannot be stored; authors are told to try again", e);
    }
  }

  private void noteRecovery() {
    if (failedAt != null) {
      failedAt = null;
      LOGGER.log(Level.INFO, "messages are stored again");
    }
  }

  /// Does it again until the log says what became of it. Nobody in it is told anything before that.
  ///
  /// @return null: the server stops before anybody knows; the browsers will send it again, and the
  ///   log will know it
  private <T> @Nullable List<T> settle(Transaction<T> transaction, Deque<Entry> later)
      throws InterruptedException {
    settling = true;
    try {
      for (long pause = FIRST_RETRY_MILLIS; ; pause = Math.min(2 * pause, LAST_RETRY_MILLIS)) {
        refuse(later);
        TimeUnit.MILLISECONDS.sleep(pause);
        try {
          return transaction.run();
        } catch (MessageLog.Unavailable | MessageLog.OutcomeUnknown e) {
          noteFailure(e);
          if (stopping) {
            return null;
          }
        }
      }
    } finally {
      settling = false;
    }
  }
}
