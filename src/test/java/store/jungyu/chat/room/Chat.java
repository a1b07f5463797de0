package store.jungyu.chat.room;

import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The whole core around a [MemoryLog]: rooms, their journal and their watch, running.
final class Chat implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-22T09:00:00.123456Z");
  static final RoomId ROOM = new RoomId("post-1");
  static final Profile OTTER = new Profile("익명의 수달", Animal.OTTER);
  static final Profile WHALE = new Profile("고래고래", Animal.WHALE);
  static final Limits LIMITS =
      new Limits(2000, 2, 15, 50, 500, 100, 256, 1 << 20, Duration.ofSeconds(10), 4096, 1000, 20);

  /// A reader of the room: its secret, its membership and what it was sent.
  record Reader(UUID anonymousId, Member member, RecordingConnection connection) {
    UUID say(String text) {
      UUID id = UUID.randomUUID();
      member.say(id, text);
      return id;
    }
  }

  /// Held, or its level is forgotten: what the journal says of the failures a test makes.
  private static final Logger JOURNAL = Logger.getLogger(Journal.class.getName());

  static {
    JOURNAL.setLevel(Level.OFF);
  }

  final Pseudonyms pseudonyms = new Pseudonyms(new byte[32]);
  final MemoryLog log = new MemoryLog(pseudonyms);
  final EventFrames frames = new EventFrames();
  final Counts counts = new Counts();
  final Rooms rooms;
  volatile Instant now = NOW; // what the clock on the wall shows
  private final Thread journal;
  private final Thread watch;

  Chat() {
    this(LIMITS);
  }

  Chat(Limits limits) {
    this(limits, (_, _, _) -> Duration.ZERO);
  }

  Chat(Limits limits, RateLimit rateLimit) {
    this(limits, rateLimit, task -> Thread.startVirtualThread(task));
  }

  Chat(Limits limits, RateLimit rateLimit, Executor readers) {
    rooms = new Rooms(limits, log, frames, rateLimit, pseudonyms, () -> now, readers, counts);
    journal = Thread.ofPlatform().daemon().name("journal").start(rooms.journal());
    watch = Thread.ofPlatform().daemon().name("watch").start(rooms::watch);
  }

  /// Somebody new comes in, under a name, and is welcomed.
  Reader enter(RoomId room) {
    Reader reader = enter(room, UUID.randomUUID(), OTTER, null);
    reader.connection().welcome();
    return reader;
  }

  Reader enter() {
    return enter(ROOM);
  }

  Reader enter(@Nullable Profile profile) {
    return enter(ROOM, UUID.randomUUID(), profile, null);
  }

  Reader enterSince(long since) {
    return enter(ROOM, UUID.randomUUID(), OTTER, since);
  }

  Reader enter(RoomId room, UUID anonymousId, @Nullable Profile profile, @Nullable Long since) {
    return enter(room, anonymousId, profile, since, new RecordingConnection(frames));
  }

  Reader enter(
      RoomId room,
      UUID anonymousId,
      @Nullable Profile profile,
      @Nullable Long since,
      RecordingConnection connection) {
    Member member = rooms.enter(room, anonymousId, profile, since, connection);
    return new Reader(anonymousId, member, connection);
  }

  /// Ends; `other` is the chat from now on.
  Chat replacedBy(Chat other) throws InterruptedException {
    close();
    return other;
  }

  @Override
  public void close() throws InterruptedException {
    rooms.journal().stop();
    watch.interrupt();
    journal.interrupt();
    watch.join();
    journal.join();
  }

  /// What the room told the operator.
  static final class Counts implements Telemetry {
    final Queue<Rejection> rejected = new ConcurrentLinkedQueue<>();
    final Queue<Disconnect> disconnected = new ConcurrentLinkedQueue<>();
    final Queue<Long> stored = new ConcurrentLinkedQueue<>();
    final Queue<Long> handedOver = new ConcurrentLinkedQueue<>();
    final Queue<HistoryRead> historyRead = new ConcurrentLinkedQueue<>();

    @Override
    public void stored(long sayToCommitNanos) {
      stored.add(sayToCommitNanos);
    }

    @Override
    public void handedOver(long commitToLastNanos) {
      handedOver.add(commitToLastNanos);
    }

    @Override
    public void rejected(Rejection reason) {
      rejected.add(reason);
    }

    @Override
    public void disconnected(Disconnect reason) {
      disconnected.add(reason);
    }

    @Override
    public void historyRead(HistoryRead cause) {
      historyRead.add(cause);
    }

    @Override
    public void keyRefused() {
      throw new UnsupportedOperationException("the core knows no operator");
    }

    @Override
    public void exceeded(Quota quota) {
      throw new UnsupportedOperationException("the core knows no quota");
    }
  }
}
