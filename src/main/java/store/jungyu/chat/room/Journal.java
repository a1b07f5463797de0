package store.jungyu.chat.room;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Takes what is said in all rooms, makes it durable in batches, and only then lets it be
/// announced: group commit (DeWitt et al., "Implementation techniques for main memory database
/// systems", 1984). While one batch is being committed the next one gathers.
///
/// After a commit the next one waits as long as that took for each further message that was in it,
/// at most four times and no longer than until 25 ms after it began: in a lively server each commit
/// then carries several messages, which halves what storing costs; in a quiet one, beside somebody
/// who speaks as often as he may, and where a commit takes long by itself, nothing waits.
/// (PostgreSQL's `commit_delay` is the same thought, but its server sees single transactions, and
/// we have only one.)
///
/// One thread runs it, so the order in the [MessageLog] is the order of announcement. It holds a
/// bounded number of messages; beyond that they are refused, not delayed. So is what has waited for
/// two seconds, by another thread ([#refuseLate]), for the one that stores may wait much longer for
/// a database that does not answer.
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
  private static final int MOST_TIMES = 4;
  private static final long FIRST_RETRY_MILLIS = 100;
  private static final long LAST_RETRY_MILLIS = 1_000;

  /// How long something waits for a transaction, and again in one that does not come to its commit.
  /// S7 promises authors an answer within 5 s.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final MessageLog log;
  private final Outcome outcome;
  private final BlockingQueue<Entry> queue;
  private final int batchSize;
  private final long patienceNanos;
  private final Object lock = new Object();

  /// What is taken together, as far as its transaction has not begun. Guarded by `lock`.
  private final Deque<Entry> next = new ArrayDeque<>();

  /// What is in the transaction under way, as long as it can be refused; else empty. Guarded by
  /// `lock`.
  private List<Entry> refusable = List.of();

  /// When that transaction began, by the monotonic clock. Guarded by `lock`.
  private long begunNanos;

  /// Whether what is in it was refused late. Guarded by `lock`.
  private boolean refusedLate;

  /// What is in it from when it may be committed on; before that empty. Guarded by `lock`.
  private List<Entry> committing = List.of();

  /// What waited too long, but could not be refused truthfully, since the same was being committed:
  /// it is done again when that is known. Guarded by `lock`.
  private final Set<Entry> spared = Collections.newSetFromMap(new IdentityHashMap<>());

  private volatile boolean stopping;

  /// Whether nothing is taken out of the queue any more.
  private volatile boolean ended;

  /// When storing failed last, by the monotonic clock, if nothing was stored since; else null. Only
  /// the running thread writes it.
  private volatile @Nullable Long failedAt;

  Journal(MessageLog log, Limits limits, Outcome outcome) {
    this(log, limits, outcome, PATIENCE);
  }

  /// @param patience how long something waits for a transaction, and again in one
  Journal(MessageLog log, Limits limits, Outcome outcome, Duration patience) {
    this.patienceNanos = patience.toNanos();
    this.log = log;
    this.outcome = outcome;
    this.queue = new ArrayBlockingQueue<>(limits.journal());
    this.batchSize = limits.batch();
  }

  /// Takes `entry` into memory. What comes while the journal ends either [#end] finds there, or it
  /// is taken back: a look instead of a lock that all who speak would have to wait for.
  ///
  /// @return false if it was not taken: too many wait, or the server is stopping
  boolean submit(Entry entry) {
    return !stopping && queue.offer(entry) && !(ended && queue.remove(entry));
  }

  /// Refuses what has waited too long; also what is in the transaction under way, unless that is
  /// committing already. What is sent again while it is committing waits with it, and is not
  /// refused before it. To be called again and again, by another thread than the one that runs.
  void refuseLate() {
    List<Entry> late = new ArrayList<>();
    synchronized (lock) {
      long now = System.nanoTime();
      if (!refusable.isEmpty() && now - begunNanos > patienceNanos) {
        late.addAll(refusable);
        refusable = List.of();
        refusedLate = true;
      }
      late.addAll(takeLate(next, now));
      late.addAll(takeLate(queue, now));
    }
    refuse(late);
  }

  private List<Entry> takeLate(Queue<Entry> waiting, long now) {
    List<Entry> late = new ArrayList<>();
    for (Entry entry : waiting) {
      if (now - entry.takenNanos() <= patienceNanos) {
        break;
      }
      if (!spared.contains(entry)) {
        late.add(entry);
      }
    }
    if (!late.isEmpty()) {
      Set<Object> perhaps = whatIsIn(committing);
      late.stream().filter(entry -> perhaps.contains(what(entry))).forEach(spared::add);
      Set<Object> soon = whatIsIn(refusable);
      late.removeIf(entry ->
          spared.contains(entry)
              || soon.contains(what(entry))
              || !waiting.remove(entry)); // the running thread has taken it
    }
    return late;
  }

  private void refuse(List<Entry> entries) {
    for (Entry entry : entries) {
      try {
        outcome.refused(entry);
      } catch (RuntimeException e) {
        LOGGER.log(Level.ERROR, "a refusal met a bug; the others are told", e);
      }
    }
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

  /// Lets [#run] end once all that was taken is stored or refused. Interrupted, it ends at once,
  /// and refuses what waits.
  public void stop() {
    stopping = true;
  }

  @Override
  public void run() {
    try {
      for (int taken = take(); taken > 0; taken = take()) {
        long since = System.nanoTime();
        store();
        gather(taken, System.nanoTime() - since);
      }
    } catch (InterruptedException e) {
      stopping = true;
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  /// Refuses what nobody will store any more; but what may be stored already, sent again, is told
  /// nothing.
  private void end() {
    List<Entry> left;
    synchronized (lock) {
      ended = true;
      left = new ArrayList<>(next);
      next.clear();
      queue.drainTo(left);
      Set<Object> perhaps = whatIsIn(committing);
      left.removeIf(entry -> perhaps.contains(what(entry)));
    }
    refuse(left);
  }

  /// Takes what waits, at most one batch.
  ///
  /// @return how many it took; 0: nothing waits and nothing will
  private int take() throws InterruptedException {
    Entry first = null;
    while (first == null) {
      first = queue.poll(200, TimeUnit.MILLISECONDS);
      if (first == null && stopping) {
        return 0;
      }
    }
    synchronized (lock) {
      next.add(first);
      return 1 + queue.drainTo(next, batchSize - 1);
    }
  }

  /// Lets some more messages come before the next commit, unless there is a batch of them already.
  private void gather(int stored, long took) throws InterruptedException {
    if (queue.size() < batchSize && !stopping) {
      long times = Math.min(stored - 1, MOST_TIMES);
      TimeUnit.NANOSECONDS.sleep(Math.clamp(PACE_NANOS - took, 0, times * took));
    }
  }

  /// Stores what is taken: first what was said, for nothing of that can be changed yet.
  private void store() throws InterruptedException {
    for (List<Entry> alike = begin(); !alike.isEmpty(); alike = begin()) {
      try {
        if (alike.getFirst() instanceof Draft) {
          append(alike);
        } else {
          change(alike);
        }
      } catch (RuntimeException | Error e) {
        LOGGER.log(Level.ERROR, "some messages met a bug; the journal goes on with the next", e);
        refuse(unclaimed());
      }
    }
  }

  /// Takes what one transaction can hold: all that was said; then one change of each message, for
  /// done again, only the last change of a message is known to be done.
  private List<Entry> begin() {
    synchronized (lock) {
      List<Entry> alike = new ArrayList<>();
      boolean said = next.stream().anyMatch(Draft.class::isInstance);
      Set<Target> changed = new HashSet<>();
      for (Iterator<Entry> waiting = next.iterator(); waiting.hasNext(); ) {
        Entry entry = waiting.next();
        boolean fits =
            switch (entry) {
              case Draft _ -> said;
              case Change change -> !said && changed.add(new Target(change.room(), change.of()));
            };
        if (fits) {
          alike.add(entry);
          waiting.remove();
        }
      }
      if (!spared.isEmpty()) {
        alike.forEach(spared::remove);
      }
      refusedLate = false;
      committing = List.of();
      begunNanos = System.nanoTime();
      refusable = List.copyOf(alike);
      return refusable;
    }
  }

  /// From now on nobody but the running thread answers those in the transaction under way.
  ///
  /// @return false: they are refused already
  private boolean claim() {
    synchronized (lock) {
      committing = refusable;
      refusable = List.of();
      return !refusedLate;
    }
  }

  /// What is in the transaction under way and is neither refused nor may be committed.
  private List<Entry> unclaimed() {
    synchronized (lock) {
      List<Entry> unclaimed = refusable;
      refusable = List.of();
      return unclaimed;
    }
  }

  private void append(List<Entry> alike) throws InterruptedException {
    List<Draft> drafts = alike.stream().map(Draft.class::cast).toList();
    run(alike, may -> log.append(drafts, may), entries -> outcome.stored(drafts, entries));
  }

  private void change(List<Entry> alike) throws InterruptedException {
    List<Change> changes = alike.stream().map(Change.class::cast).toList();
    run(alike, may -> log.change(changes, may), events -> outcome.changed(changes, events));
  }

  /// What two entries have in common that are the same, sent twice.
  private static Object what(Entry entry) {
    return switch (entry) {
      case Draft draft -> new Said(draft.room(), draft.person(), draft.clientId());
      case Change change -> new Wanted(change.room(), change.person(), change.of(), change.text());
    };
  }

  private static Set<Object> whatIsIn(List<Entry> entries) {
    return entries.stream().map(Journal::what).collect(Collectors.toSet());
  }

  private record Said(RoomId room, String person, UUID clientId) {}

  private record Wanted(RoomId room, String person, long of, @Nullable String text) {}

  /// What a change is of.
  private record Target(RoomId room, long of) {}

  /// One transaction. Doing it again after its outcome was lost does nothing twice.
  private interface Transaction<T> {
    List<T> run(BooleanSupplier mayCommit) throws MessageLog.Unavailable, MessageLog.OutcomeUnknown;
  }

  private <T> void run(List<Entry> alike, Transaction<T> transaction, Consumer<List<T>> then)
      throws InterruptedException {
    List<T> results;
    try {
      results = transaction.run(this::claim);
    } catch (MessageLog.Unavailable e) {
      noteFailure(e);
      if (claim()) {
        refuse(alike);
      }
      return;
    } catch (MessageLog.OutcomeUnknown e) {
      noteFailure(e);
      results = settle(transaction);
      if (results == null) {
        return;
      }
    }
    noteSuccess();
    then.accept(results);
  }

  private void noteFailure(Exception e) {
    boolean news = failedAt == null;
    failedAt = System.nanoTime();
    if (news) {
      LOGGER.log(Level.WARNING, "messages cannot be stored; authors are told to try again", e);
    }
  }

  private void noteSuccess() {
    if (failedAt != null) {
      failedAt = null;
      LOGGER.log(Level.INFO, "messages are stored again");
    }
  }

  /// Does it again until the log says what became of it. Nobody in it is told anything before that.
  ///
  /// @return null: the server stops before anybody knows; the browsers will send it again, and the
  ///   log will know it
  private <T> @Nullable List<T> settle(Transaction<T> transaction) throws InterruptedException {
    for (long pause = FIRST_RETRY_MILLIS; ; pause = Math.min(2 * pause, LAST_RETRY_MILLIS)) {
      TimeUnit.MILLISECONDS.sleep(pause);
      try {
        return transaction.run(() -> true);
      } catch (MessageLog.Unavailable | MessageLog.OutcomeUnknown e) {
        noteFailure(e);
        if (stopping) {
          return null;
        }
      }
    }
  }
}
