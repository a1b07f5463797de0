package store.jungyu.chat.room;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A [MessageLog] in memory that keeps the contract, and fails when told to.
final class MemoryLog implements MessageLog {

  /// How the log takes the next batches.
  enum Mood {
    WELL,
    /// Stores nothing and says so.
    AWAY,
    /// Stores, but the answer to the commit is lost.
    STORES_AND_LOSES_THE_ANSWER,
    /// Makes the next changes, and the answer to their commit is lost; then all is well.
    CHANGES_AND_LOSES_ONE_ANSWER,
    /// Does not store, and nobody learns that.
    LOSES_THE_COMMIT
  }

  /// What is kept of a room.
  private static final class Past {
    private long head;
    private final SortedMap<Long, Message> messages = new TreeMap<>();
    private final Map<Long, String> persons = new HashMap<>();
    private final Map<Long, RoomEvent.Numbered> changes = new HashMap<>(); // the last of each
  }

  private record SentOnce(RoomId room, String person, UUID clientId) {}

  private final Pseudonyms pseudonyms;
  private final Map<RoomId, Past> rooms = new HashMap<>();
  private final Map<SentOnce, Message> sent = new HashMap<>();
  private final AtomicInteger appends = new AtomicInteger();
  private final AtomicInteger tails = new AtomicInteger();
  private volatile Mood mood = Mood.WELL;
  private volatile boolean unreadable;
  private volatile Duration appendsTake = Duration.ZERO;
  private volatile CountDownLatch appending = new CountDownLatch(0);
  private volatile CountDownLatch answering = new CountDownLatch(0);
  private volatile CountDownLatch looking = new CountDownLatch(0);
  private volatile CountDownLatch reading = new CountDownLatch(0);

  MemoryLog(Pseudonyms pseudonyms) {
    this.pseudonyms = pseudonyms;
  }

  void set(Mood next) {
    mood = next;
  }

  void setUnreadable(boolean now) {
    unreadable = now;
  }

  void setAppendsTake(Duration each) {
    appendsTake = each;
  }

  /// The next appends wait before they store anything, until the latch opens.
  CountDownLatch holdAppends() {
    return appending = new CountDownLatch(1);
  }

  /// The next appends store and wait with their answer, until the latch opens.
  CountDownLatch holdAnswers() {
    return answering = new CountDownLatch(1);
  }

  /// The next reads wait before they look, until the latch opens.
  CountDownLatch holdLooks() {
    return looking = new CountDownLatch(1);
  }

  /// The next reads have read and wait with their answer, until the latch opens.
  CountDownLatch holdReads() {
    return reading = new CountDownLatch(1);
  }

  /// Puts `count` messages of `room` there, as if they were said long ago.
  void fill(RoomId room, int count) {
    for (int i = 0; i < count; i++) {
      store(room, "old person", UUID.randomUUID(), Chat.OTTER, "old " + i, Chat.NOW);
    }
  }

  @Override
  public List<Appended> append(List<Draft> drafts, BooleanSupplier mayCommit)
      throws Unavailable, OutcomeUnknown {
    appends.incrementAndGet();
    LockSupport.parkNanos(appendsTake.toNanos());
    await(appending);
    begin(mayCommit);
    List<Appended> entries = new ArrayList<>();
    for (Draft draft : drafts) {
      entries.add(
          store(
              draft.room(),
              draft.person(),
              draft.clientId(),
              draft.profile(),
              draft.text(),
              draft.at()));
    }
    await(answering);
    if (mood == Mood.STORES_AND_LOSES_THE_ANSWER) {
      throw new OutcomeUnknown(new IllegalStateException("cut"));
    }
    return entries;
  }

  @Override
  public List<Optional<RoomEvent.Numbered>> change(List<Change> changes, BooleanSupplier mayCommit)
      throws Unavailable, OutcomeUnknown {
    await(appending);
    begin(mayCommit);
    List<Optional<RoomEvent.Numbered>> events =
        changes.stream().map(change -> Optional.ofNullable(make(change))).toList();
    await(answering);
    if (mood == Mood.CHANGES_AND_LOSES_ONE_ANSWER) {
      mood = Mood.WELL;
      throw new OutcomeUnknown(new IllegalStateException("cut"));
    }
    if (mood == Mood.STORES_AND_LOSES_THE_ANSWER) {
      throw new OutcomeUnknown(new IllegalStateException("cut"));
    }
    return events;
  }

  private void begin(BooleanSupplier mayCommit) throws Unavailable, OutcomeUnknown {
    if (mood == Mood.AWAY) {
      throw new Unavailable(new IllegalStateException("away"));
    }
    if (!mayCommit.getAsBoolean()) {
      throw new Unavailable(new IllegalStateException("too late"));
    }
    if (mood == Mood.LOSES_THE_COMMIT) {
      throw new OutcomeUnknown(new IllegalStateException("cut"));
    }
  }

  private synchronized RoomEvent.@Nullable Numbered make(Change change) {
    Past past = rooms.getOrDefault(change.room(), new Past());
    if (!change.person().equals(past.persons.get(change.of()))) {
      return null;
    }
    String text = change.text();
    Message message = past.messages.get(change.of());
    RoomEvent.Numbered last = past.changes.get(change.of());
    if (message == null) {
      return text == null ? last : null;
    }
    if (message.edited() && message.text().equals(text)) {
      return last;
    }
    RoomEvent.Numbered event;
    if (text == null) {
      past.messages.remove(change.of());
      event = new RoomEvent.Deleted(++past.head, change.of());
    } else {
      past.messages.put(change.of(), message.with(text));
      event = new RoomEvent.Edited(++past.head, change.of(), text, change.at());
    }
    past.changes.put(change.of(), event);
    return event;
  }

  private synchronized Appended store(
      RoomId room, String person, UUID clientId, Profile profile, String text, Instant at) {
    SentOnce key = new SentOnce(room, person, clientId);
    Message known = sent.get(key);
    Past past = rooms.computeIfAbsent(room, _ -> new Past());
    if (known != null) {
      return new Appended(
          past.changes.get(known.seq()) instanceof RoomEvent.Deleted deleted
              ? new RoomEvent.Deleted(deleted.seq(), deleted.of(), clientId)
              : new RoomEvent.Said(past.messages.getOrDefault(known.seq(), known)),
          false);
    }
    Message message =
        new Message(
            ++past.head,
            clientId,
            pseudonyms.author(room, person),
            profile.nickname(),
            profile.avatar(),
            text,
            at);
    past.messages.put(message.seq(), message);
    past.persons.put(message.seq(), person);
    sent.put(key, message);
    return new Appended(new RoomEvent.Said(message), true);
  }

  @Override
  public Tail tail(RoomId room, int count) throws Unavailable {
    tails.incrementAndGet();
    await(looking);
    Tail tail;
    synchronized (this) {
      List<Message> all = stored(room);
      List<Message> last = all.subList(Math.max(0, all.size() - count), all.size());
      long floor = last.size() < count ? 0 : last.getFirst().seq() - 1;
      Past past = rooms.getOrDefault(room, new Past());
      tail =
          new Tail(
              past.head,
              List.copyOf(last),
              past.changes.values().stream()
                  .filter(change -> change.seq() > floor)
                  .sorted(Comparator.comparingLong(RoomEvent.Numbered::seq))
                  .toList());
    }
    await(reading);
    if (unreadable) {
      throw new Unavailable(new IllegalStateException("away"));
    }
    return tail;
  }

  @Override
  public synchronized Map<RoomId, Long> expire(Instant now, int keepDays) {
    Map<RoomId, Long> gone = new HashMap<>();
    rooms.forEach((room, past) -> {
      if (keepDays > 0 && !past.messages.isEmpty()) {
        gone.put(room, past.messages.lastKey());
        past.messages.clear();
        past.changes.values().removeIf(change -> !(change instanceof RoomEvent.Deleted));
      }
    });
    return gone;
  }

  @Override
  public synchronized List<Message> before(RoomId room, long seq, int count) {
    List<Message> earlier = stored(room).stream().filter(message -> message.seq() < seq).toList();
    return earlier.subList(Math.max(0, earlier.size() - count), earlier.size());
  }

  @Override
  public synchronized List<Own> said(String person, @Nullable RoomId after, long seq, int count) {
    return rooms.entrySet().stream()
        .sorted(Comparator.comparing(room -> room.getKey().value()))
        .flatMap(room ->
            room.getValue().messages.values().stream()
                .filter(each -> person.equals(room.getValue().persons.get(each.seq())))
                .map(each -> new Own(room.getKey(), each)))
        .filter(own -> after == null || follows(own, after, seq))
        .limit(count)
        .toList();
  }

  private static boolean follows(Own own, RoomId after, long seq) {
    int order = own.room().value().compareTo(after.value());
    return order > 0 || (order == 0 && own.message().seq() > seq);
  }

  @Override
  public synchronized Map<RoomId, Long> counts(Collection<RoomId> asked) {
    Map<RoomId, Long> counts = new HashMap<>();
    for (RoomId room : asked) {
      if (rooms.containsKey(room)) {
        counts.put(room, (long) stored(room).size());
      }
    }
    return counts;
  }

  /// What is stored of `room`.
  synchronized List<Message> stored(RoomId room) {
    return List.copyOf(rooms.getOrDefault(room, new Past()).messages.values());
  }

  /// Whether a message is stored, whoever said it.
  synchronized boolean holds(RoomId room, UUID clientId) {
    return stored(room).stream().anyMatch(message -> message.clientId().equals(clientId));
  }

  /// What is stored, and of deleted messages what is left: all but the text.
  synchronized List<Message> rows(RoomId room) {
    Past past = rooms.getOrDefault(room, new Past());
    return sent.entrySet().stream()
        .filter(each -> each.getKey().room().equals(room))
        .map(each -> each.getValue())
        .map(said -> past.messages.getOrDefault(said.seq(), said.with("")))
        .sorted(Comparator.comparingLong(Message::seq))
        .toList();
  }

  /// The last change of each message of `room` that was changed.
  synchronized List<RoomEvent.Numbered> changes(RoomId room) {
    return List.copyOf(rooms.getOrDefault(room, new Past()).changes.values());
  }

  /// The rooms that have a row.
  synchronized Collection<RoomId> rows() {
    return List.copyOf(rooms.keySet());
  }

  int appends() {
    return appends.get();
  }

  int tails() {
    return tails.get();
  }

  static void await(CountDownLatch latch) {
    if (latch.getCount() == 0) {
      return; // also for a thread that is interrupted
    }
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the test is over", e);
    }
  }
}
