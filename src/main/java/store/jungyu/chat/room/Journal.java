package store.jungyu.chat.room;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Takes what is said in all rooms, makes it durable in batches, and only then lets it be
/// announced: group commit (DeWitt et al., "Implementation techniques for main memory database
/// systems", 1984). While one batch is being committed the next one gathers.
///
/// After a commit the next one waits four times as long as the last took, at most 25 ms: in a
/// lively server each commit then carries several messages, which halves what storing costs; in a
/// quiet one nothing waits. (PostgreSQL's `commit_delay` is the same thought, but its server sees
/// single transactions, and we have only one.)
///
/// One thread runs it, so the order in the [MessageLog] is the order of announcement. It holds a
/// bounded number of messages; beyond that they are refused, not delayed.
public final class Journal implements Runnable {

  /// What becomes of the drafts.
  interface Outcome {
    /// They are durable, in this order.
    void stored(List<Draft> drafts, List<MessageLog.Appended> entries);

    /// They are not stored and will not be.
    void refused(Draft draft);
  }

  private static final Logger LOGGER = System.getLogger(Journal.class.getName());
  private static final long MAX_PAUSE_NANOS = 25_000_000;
  private static final long FIRST_RETRY_MILLIS = 100;
  private static final long LAST_RETRY_MILLIS = 1_000;

  private final MessageLog log;
  private final Outcome outcome;
  private final BlockingQueue<Draft> queue;
  private final int batchSize;
  private volatile boolean settling;
  private volatile boolean stopping;
  private boolean failing; // the running thread's own

  Journal(MessageLog log, Limits limits, Outcome outcome) {
    this.log = log;
    this.outcome = outcome;
    this.queue = new ArrayBlockingQueue<>(limits.journal());
    this.batchSize = limits.batch();
  }

  /// Takes `draft` into memory.
  ///
  /// @return false if it was not taken: too many wait, the log is away, or the server is stopping
  boolean submit(Draft draft) {
    return !settling && !stopping && queue.offer(draft);
  }

  /// How many messages wait to be stored.
  public int waiting() {
    return queue.size();
  }

  /// Lets [#run] end once all that was taken is stored or refused.
  public void stop() {
    stopping = true;
  }

  @Override
  public void run() {
    try {
      for (List<Draft> batch = take(); batch != null; batch = take()) {
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
  private @Nullable List<Draft> take() throws InterruptedException {
    Draft first = null;
    while (first == null) {
      first = queue.poll(200, TimeUnit.MILLISECONDS);
      if (first == null && stopping) {
        return null;
      }
    }
    List<Draft> batch = new ArrayList<>();
    batch.add(first);
    queue.drainTo(batch, batchSize - 1);
    return batch;
  }

  /// Lets some more messages come before the next commit, unless there is a batch of them already.
  private void gather(long took) throws InterruptedException {
    if (queue.size() < batchSize && !stopping) {
      TimeUnit.NANOSECONDS.sleep(Math.min(4 * took, MAX_PAUSE_NANOS));
    }
  }

  private void store(List<Draft> batch) throws InterruptedException {
    try {
      List<MessageLog.Appended> entries = log.append(batch);
      noteRecovery();
      outcome.stored(batch, entries);
    } catch (MessageLog.Unavailable e) {
      noteFailure(e);
      // Whatever gathered meanwhile would only wait for the same failure.
      queue.drainTo(batch);
      batch.forEach(outcome::refused);
    } catch (MessageLog.OutcomeUnknown e) {
      noteFailure(e);
      List<MessageLog.Appended> entries = settle(batch);
      noteRecovery();
      outcome.stored(batch, entries);
    }
  }

  private void noteFailure(Exception e) {
    if (!failing) {
      failing = true;
      LOGGER.log(Level.WARNING, "messages cannot be stored; authors are told to try again", e);
    }
  }

  private void noteRecovery() {
    if (failing) {
      failing = false;
      LOGGER.log(Level.INFO, "messages are stored again");
    }
  }

  /// Appends again until the log says what became of `batch`. Nobody is told anything before that.
  private List<MessageLog.Appended> settle(List<Draft> batch) throws InterruptedException {
    settling = true;
    try {
      for (long pause = FIRST_RETRY_MILLIS; ; pause = Math.min(2 * pause, LAST_RETRY_MILLIS)) {
        TimeUnit.MILLISECONDS.sleep(pause);
        try {
          return log.append(batch);
        } catch (MessageLog.Unavailable | MessageLog.OutcomeUnknown e) {
          if (stopping) {
            return List.of(); // the browsers will send them again, and the log will know them
          }
        }
      }
    } finally {
      settling = false;
    }
  }
}
