package store.jungyu.chat.room;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// A [MessageLog] in memory that keeps the contract, and fails when told to.
final class MemoryLog implements MessageLog {

  /// How the log takes the next batches.
  enum Mood {
    WELL,
    /// Stores nothing and says so.
    AWAY,
    /// Stores, but the answer to the commit is lost.
    STORES_AND_LOSES_THE_ANSWER,
    /// Does not store, and nobody learns that.
    LOSES_THE_COMMIT
  }

  private record SentOnce(RoomId room, String person, UUID clientId) {}

  private final Pseudonyms pseudonyms;
  private final Map<RoomId, List<Message>> rooms = new HashMap<>();
  private final Map<SentOnce, Message> sent = new HashMap<>();
  private final AtomicInteger appends = new AtomicInteger();
  private final AtomicInteger tails = new AtomicInteger();
  private volatile Mood mood = Mood.WELL;
  private volatile boolean unreadable;
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
  public List<Appended> append(List<Draft> drafts) throws Unavailable, OutcomeUnknown {
    appends.incrementAndGet();
    await(appending);
    switch (mood) {
      case AWAY -> throw new Unavailable(new IllegalStateException("away"));
      case LOSES_THE_COMMIT -> throw new OutcomeUnknown(new IllegalStateException("cut"));
      case WELL, STORES_AND_LOSES_THE_ANSWER -> {}
    }
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

  private synchronized Appended store(
      RoomId room,
      String person,
      UUID clientId,
      Profile profile,
      String text,
      java.time.Instant at) {
    SentOnce key = new SentOnce(room, person, clientId);
    Message known = sent.get(key);
    if (known != null) {
      return new Appended(known, false);
    }
    List<Message> messages = rooms.computeIfAbsent(room, _ -> new ArrayList<>());
    Message message =
        new Message(
            messages.size() + 1,
            clientId,
            pseudonyms.author(room, person),
            profile.nickname(),
            profile.avatar(),
            text,
            at);
    messages.add(message);
    sent.put(key, message);
    return new Appended(message, true);
  }

  @Override
  public Tail tail(RoomId room, int count) throws Unavailable {
    tails.incrementAndGet();
    await(looking);
    Tail tail;
    synchronized (this) {
      List<Message> all = rooms.getOrDefault(room, List.of());
      tail =
          new Tail(
              all.size(), List.copyOf(all.subList(Math.max(0, all.size() - count), all.size())));
    }
    await(reading);
    if (unreadable) {
      throw new Unavailable(new IllegalStateException("away"));
    }
    return tail;
  }

  @Override
  public synchronized List<Message> before(RoomId room, long seq, int count) {
    List<Message> earlier =
        rooms.getOrDefault(room, List.of()).stream()
            .filter(message -> message.seq() < seq)
            .toList();
    return earlier.subList(Math.max(0, earlier.size() - count), earlier.size());
  }

  /// What is stored of `room`.
  synchronized List<Message> stored(RoomId room) {
    return List.copyOf(rooms.getOrDefault(room, List.of()));
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
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the test is over", e);
    }
  }
}
