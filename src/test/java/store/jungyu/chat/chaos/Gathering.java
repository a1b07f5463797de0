package store.jungyu.chat.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import store.jungyu.chat.testing.Waiting;

/// A room with its guests, some of whom talk, and change what they said. What they saw is judged in
/// the end.
final class Gathering implements AutoCloseable {
  private static final Duration ENTRANCE = Duration.ofSeconds(60);

  /// One of so many changes is tried at whomever's message, and may not come about if it is
  /// another's.
  private static final int ANOTHERS = 8;

  final String room;
  final List<Guest> authors = new ArrayList<>();
  final List<Guest> readers = new ArrayList<>();

  /// From writing a message to its acknowledgement, in microseconds, outages included.
  final Histogram answer = new ConcurrentHistogram(3);

  private final Bench bench;
  private final Random random;
  private final AtomicLong said = new AtomicLong();
  private final AtomicLong changed = new AtomicLong();
  private final List<String> restless = new ArrayList<>();
  private volatile double perSecond;
  private volatile double changing;
  private final Thread talk = Thread.ofVirtual().unstarted(this::talk);
  private volatile boolean over;

  Gathering(Bench bench, String room, int authors, int readers) {
    this.bench = bench;
    this.room = room;
    this.random = new Random(bench.seed() ^ room.hashCode());
    for (int i = 0; i < authors; i++) {
      this.authors.add(guest("author " + i, UUID.randomUUID().toString(), i % 2 == 0));
    }
    for (int i = 0; i < readers; i++) {
      this.readers.add(guest("reader " + i, UUID.randomUUID().toString(), true));
    }
    talk.start();
  }

  /// One more browser, of whomever.
  Guest guest(String name, String anonymousId, boolean stubborn) {
    return new Guest(
        name,
        anonymousId,
        () -> bench.socket(room),
        bench.server().origin(),
        stubborn,
        nanos -> answer.recordValue(Math.max(1, nanos / 1_000)));
  }

  List<Guest> everybody() {
    List<Guest> all = new ArrayList<>(authors);
    all.addAll(readers);
    return all;
  }

  Gathering awaitAll() {
    Waiting.untilTrue(
        "everybody in " + room, ENTRANCE, () -> everybody().stream().allMatch(Guest::isInside));
    return this;
  }

  /// Lets authors, drawn by lot, write so many messages a second, whether they have a line or not.
  ///
  /// @param changes how much of it is no new message, but one of the last edited or deleted
  void talk(double messagesPerSecond, double changes) {
    changing = changes;
    perSecond = messagesPerSecond;
  }

  void hush() {
    perSecond = 0;
  }

  long said() {
    return said.get();
  }

  /// How many changes were asked for.
  long changed() {
    return changed.get();
  }

  long refusals() {
    return everybody().stream().mapToLong(Guest::refusals).sum();
  }

  /// After how long at most anybody was refused something, since the last call.
  Duration takeLongestRefusal() {
    return Duration.ofNanos(
        everybody().stream().mapToLong(Guest::takeLongestRefusal).max().orElse(0));
  }

  long returns() {
    return everybody().stream().mapToLong(Guest::returns).sum();
  }

  /// Waits until a message that is written now is acknowledged: by a reader who says nothing else,
  /// for an author who has an outage's messages to send again meets his own quota before the
  /// database.
  ///
  /// @return how long that took
  Duration awaitAnswer(Duration patience) {
    long before = System.nanoTime();
    Guest author = readers.getFirst();
    UUID id = author.say("does it work? " + UUID.randomUUID());
    said.incrementAndGet();
    Waiting.untilTrue("an acknowledgement in " + room, patience, () -> author.hasAnswer(id));
    return Duration.ofNanos(System.nanoTime() - before);
  }

  /// Waits until all is said, stored and seen by everybody.
  ///
  /// @return how long that took; at `patience` it gives up, which is [wrong][#broken]
  Duration settle(Duration patience) {
    hush();
    long before = System.nanoTime();
    try {
      Waiting.untilTrue(
          "rest in " + room,
          patience,
          () -> {
            if (!everybody().stream().allMatch(guest -> guest.isUpToDate(0))) {
              return false;
            }
            long head = head();
            return everybody().stream().allMatch(guest -> guest.isUpToDate(head));
          });
    } catch (AssertionError e) {
      restless.add(String.valueOf(e.getMessage())); // the judgement says who lacks what
    }
    return Duration.ofNanos(System.nanoTime() - before);
  }

  /// What is wrong, in words: that it came to no rest, and who saw, or lacks, what.
  List<String> broken() {
    List<String> broken = new ArrayList<>(restless);
    judge().forEach(violation -> broken.add(violation.toString()));
    return broken;
  }

  /// What is wrong with what everybody saw.
  List<Violation> judge() {
    List<History> histories = everybody().stream().map(guest -> guest.history).toList();
    return Checker.check(room, histories, stored(), changes(), head());
  }

  @Override
  public void close() {
    over = true;
    talk.interrupt();
    List<Thread> leaving =
        everybody().stream().map(guest -> Thread.ofVirtual().start(guest::close)).toList();
    try {
      for (Thread each : leaving) {
        each.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void talk() {
    long due = System.nanoTime();
    try {
      while (!over) {
        double rate = perSecond;
        if (rate <= 0) {
          TimeUnit.MILLISECONDS.sleep(20);
          due = System.nanoTime();
          continue;
        }
        act();
        due += (long) (TimeUnit.SECONDS.toNanos(1) / rate);
        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void act() {
    Guest author = draw(authors);
    if (random.nextDouble() >= changing || !change(author)) {
      author.say("%s의 %d번째 말".formatted(room, said.incrementAndGet()));
    }
  }

  /// @return whether there is anything to change
  private boolean change(Guest author) {
    List<Long> messages = (random.nextInt(ANOTHERS) == 0 ? draw(authors) : author).changeable();
    if (messages.isEmpty()) {
      return false;
    }
    long seq = draw(messages);
    if (random.nextBoolean()) {
      author.edit(seq, "%s의 %d번째 고침".formatted(room, changed.incrementAndGet()));
    } else {
      changed.incrementAndGet();
      author.delete(seq);
    }
    return true;
  }

  private <T> T draw(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private long head() {
    List<Long> heads =
        bench.ask("SELECT last_seq FROM rooms WHERE id = ?", room, row -> row.getLong(1));
    return heads.isEmpty() ? 0 : heads.getFirst();
  }

  private List<Line> stored() {
    return bench.ask(
        "SELECT seq, client_id, content FROM messages WHERE room_id = ? ORDER BY seq, id",
        room,
        row -> new Line(row.getLong(1), row.getObject(2, UUID.class), row.getString(3)));
  }

  private List<Changed> changes() {
    return bench.ask(
        "SELECT changed_seq, seq, CASE WHEN deleted_at IS NULL THEN content END FROM messages"
            + " WHERE room_id = ? AND changed_seq > seq ORDER BY changed_seq",
        room,
        row -> new Changed(row.getLong(1), row.getLong(2), row.getString(3)));
  }
}
