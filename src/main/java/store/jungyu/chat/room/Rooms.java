package store.jungyu.chat.room;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// All rooms that somebody is in: the way into the core.
///
/// A room is in memory from the first member's arrival to the last one's leaving; what was said in
/// it is in the [MessageLog]. Looking at a room, or entering it, writes nothing.
public final class Rooms {
  private static final Logger LOGGER = System.getLogger(Rooms.class.getName());
  static final long BUSY_RETRY_MILLIS = 1_000;
  private static final int ERASED_AT_ONCE = 50;
  private static final int READ_AT_ONCE = 100;
  private static final Duration WATCH_EVERY = Duration.ofMillis(10);
  private static final int DEADLINES_EVERY = 100; // rounds of the watch

  private final Limits limits;
  private final MessageLog log;
  private final FrameEncoder encoder;
  private final RateLimit rateLimit;
  private final Pseudonyms pseudonyms;
  private final InstantSource clock;
  private final Executor readers;
  private final Telemetry telemetry;
  private final Journal journal;
  private final Map<RoomId, Room> open = new ConcurrentHashMap<>();
  private final Set<Room> stirring = ConcurrentHashMap.newKeySet();
  private final Set<String> erasing = ConcurrentHashMap.newKeySet(); // persons

  /// @param encoder writes events as a frame
  /// @param clock tells the time that messages show; nothing is ordered or limited by it
  /// @param readers runs the reading of history, which blocks
  public Rooms(
      Limits limits,
      MessageLog log,
      FrameEncoder encoder,
      RateLimit rateLimit,
      Pseudonyms pseudonyms,
      InstantSource clock,
      Executor readers,
      Telemetry telemetry) {
    this.limits = limits;
    this.log = log;
    this.encoder = encoder;
    this.rateLimit = rateLimit;
    this.pseudonyms = pseudonyms;
    this.clock = clock;
    this.readers = readers;
    this.telemetry = telemetry;
    this.journal =
        new Journal(
            log,
            limits,
            new Journal.Outcome() {
              @Override
              public void stored(List<Draft> drafts, List<MessageLog.Appended> entries) {
                announce(drafts, entries);
              }

              @Override
              public void changed(List<Change> changes, List<Optional<RoomEvent.Numbered>> events) {
                announceChanges(changes, events);
              }

              @Override
              public void refused(Entry entry) {
                switch (entry) {
                  case Draft draft -> draft.from().busy(draft.clientId());
                  case Change change -> change.from().refuse(change.of(), Rejection.BUSY);
                }
              }
            });
  }

  /// The keyed hash that stands for the person whose browser holds `anonymousId`.
  public String person(UUID anonymousId) {
    return pseudonyms.person(anonymousId);
  }

  /// Lets a person into a room. The first thing the connection is sent is the welcome.
  ///
  /// @param anonymousId the secret that the person's browser holds
  /// @param profile null: a reader, who is counted but not listed and cannot speak
  /// @param since the last event the browser has, or null: it has none
  public Member enter(
      RoomId id,
      UUID anonymousId,
      @Nullable Profile profile,
      @Nullable Long since,
      Connection connection) {
    String person = pseudonyms.person(anonymousId);
    String author = pseudonyms.author(id, person);
    while (true) {
      Room room = open.computeIfAbsent(id, missing -> new Room(missing, this));
      Outbox outbox = new Outbox(connection, limits, telemetry, this::nanoTime);
      Member member = new Member(room, person, author, connection.address(), profile, outbox);
      if (room.admit(member, since)) {
        return member;
      }
      open.remove(id, room);
    }
  }

  /// The last messages of a room, as shown on entry. Blocks where nobody is in the room.
  public MessageLog.Tail recent(RoomId id) throws MessageLog.Unavailable {
    Room room = open.get(id);
    MessageLog.Tail tail = room == null ? null : room.tail(limits.history());
    if (tail != null) {
      return tail;
    }
    telemetry.historyRead(HistoryRead.PAGE);
    return log.tail(id, limits.history());
  }

  /// Whether [#recent] knows the last messages of a room without a look into the log.
  public boolean remembers(RoomId id) {
    Room room = open.get(id);
    return room != null && room.remembers();
  }

  /// Deletes what is older than its room keeps. Blocks. Pages that show it keep it until they are
  /// loaded anew.
  ///
  /// @param keepDays of rooms that have no number of their own; 0: for ever
  public void expire(int keepDays) throws MessageLog.Unavailable {
    log.expire(clock.instant(), keepDays)
        .forEach((id, upTo) -> {
          Room room = open.get(id);
          if (room != null) {
            room.expire(upTo);
          }
        });
  }

  /// How many persons are in a room.
  public int present(RoomId id) {
    Room room = open.get(id);
    return room == null ? 0 : room.present();
  }

  /// How many rooms somebody is in.
  public int count() {
    return open.size();
  }

  /// What stores messages. Its [Journal#run] wants a thread of its own.
  public Journal journal() {
    return journal;
  }

  /// Looks after members that stop reading, tells who came and went, and refuses what waits too
  /// long to be stored, until interrupted. Wants a thread of its own.
  public void watch() {
    try {
      for (int round = 1; ; round++) {
        Thread.sleep(WATCH_EVERY);
        watched(journal::refuseLate);
        for (Room room : List.copyOf(stirring)) {
          watched(() -> lookAfter(room));
        }
        if (round % DEADLINES_EVERY == 0) {
          open.values().forEach(room -> watched(() -> enforceDeadlines(room)));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void watched(Runnable look) {
    try {
      look.run();
    } catch (RuntimeException | Error e) {
      LOGGER.log(Level.ERROR, "the watch over the rooms met a bug; it goes on", e);
    }
  }

  /// Taken out before it is looked at: what happens meanwhile puts it in again.
  private void lookAfter(Room room) {
    stirring.remove(room);
    boolean more = true;
    try {
      more = room.lookAfter();
    } finally {
      if (more) {
        stirring.add(room);
      }
    }
  }

  private static void enforceDeadlines(Room room) {
    room.everybody().forEach(member -> member.outbox().enforceDeadline());
  }

  /// Something has happened in `room` that the watch has to look after.
  void stirs(Room room) {
    stirring.add(room);
  }

  /// How many rooms the watch looks after more than once a second.
  int stirring() {
    return stirring.size();
  }

  /// Shows what is stored, and tells those who sent something again that it is.
  ///
  /// What was there before is shown as well, and most rooms know it: but where the answer to a
  /// commit was lost, nobody has seen what it stored.
  private void announce(List<Draft> drafts, List<MessageLog.Appended> entries) {
    long now = nanoTime();
    Map<RoomId, SortedMap<Long, RoomEvent.Numbered>> stored = new LinkedHashMap<>();
    for (int i = 0; i < entries.size(); i++) {
      RoomEvent.Numbered event = entries.get(i).event();
      stored.computeIfAbsent(drafts.get(i).room(), _ -> new TreeMap<>()).put(event.seq(), event);
      if (entries.get(i).fresh()) {
        telemetry.stored(now - drafts.get(i).takenNanos());
      }
    }
    Map<RoomId, Long> known = new HashMap<>();
    stored.forEach((id, events) -> {
      Room room = open.get(id);
      if (room != null) {
        known.put(id, room.announce(events.values()));
      }
    });
    for (int i = 0; i < entries.size(); i++) {
      RoomEvent.Numbered event = entries.get(i).event();
      boolean shownNow = event.seq() > known.getOrDefault(drafts.get(i).room(), Long.MAX_VALUE);
      if (!entries.get(i).fresh() && !shownNow) {
        drafts.get(i).from().acknowledge(event);
      }
    }
  }

  /// Shows what became of messages, and tells those who wanted something impossible, or again what
  /// was done before.
  private void announceChanges(List<Change> changes, List<Optional<RoomEvent.Numbered>> events) {
    for (int i = 0; i < events.size(); i++) {
      Change change = changes.get(i);
      RoomEvent.Numbered event = events.get(i).orElse(null);
      if (event == null) {
        change.from().refuse(change.of(), Rejection.NOT_YOURS);
        continue;
      }
      Room room = open.get(change.room());
      boolean before = room != null && event.seq() <= room.announce(List.of(event));
      change.from().made(event, before);
    }
  }

  /// Some of what a person said.
  ///
  /// @param more whether the person said anything after it
  public record Part(List<MessageLog.Own> said, boolean more) {}

  /// What a person said and did not delete, all rooms one after the other, as far as it fits into
  /// one answer. Little of it is read at a time, since long texts fill the memory. Blocks.
  ///
  /// @param after goes on after this room's message `seq`; null: begins
  /// @param most how many messages, …
  /// @param chars … and how many characters of text in them; one message, however long, always fits
  public Part said(UUID anonymousId, @Nullable RoomId after, long seq, int most, int chars)
      throws MessageLog.Unavailable {
    String person = pseudonyms.person(anonymousId);
    List<MessageLog.Own> part = new ArrayList<>();
    RoomId room = after;
    long number = seq;
    int left = chars;
    while (true) {
      List<MessageLog.Own> some = log.said(person, room, number, READ_AT_ONCE);
      for (MessageLog.Own own : some) {
        left -= own.message().text().length();
        if (!part.isEmpty() && (part.size() == most || left < 0)) {
          return new Part(part, true);
        }
        part.add(own);
        room = own.room();
        number = own.message().seq();
      }
      if (some.size() < READ_AT_ONCE) {
        return new Part(part, false);
      }
    }
  }

  /// Deletes what a person said, as the person could message by message: everybody is told, in each
  /// room's order. Little at a time, so that nobody else waits long; and once at a time for each
  /// person, for several would want the same messages gone, one after the other, while all others
  /// wait. Blocks.
  ///
  /// @return how many messages are deleted, fewer than `most` if these were all; empty: the
  ///   person's are being deleted already
  /// @throws MessageLog.Unavailable if some are left, since the log is away; asking again is safe
  public OptionalInt erase(UUID anonymousId, int most)
      throws MessageLog.Unavailable, InterruptedException {
    String person = pseudonyms.person(anonymousId);
    if (!erasing.add(person)) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(erase(person, most));
    } finally {
      erasing.remove(person);
    }
  }

  private int erase(String person, int most) throws MessageLog.Unavailable, InterruptedException {
    int erased = 0;
    while (erased < most) {
      List<MessageLog.Own> some =
          log.said(person, null, 0, Math.min(ERASED_AT_ONCE, most - erased));
      if (some.isEmpty()) {
        break;
      }
      Erasure erasure = new Erasure(some.size());
      for (MessageLog.Own own : some) {
        long of = own.message().seq();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (!journal.submit(new Change(own.room(), erasure, person, of, null, now, nanoTime()))) {
          erasure.refuse(of, Rejection.BUSY);
        }
      }
      erased += erasure.await();
    }
    return erased;
  }

  boolean submit(RoomId room, Member from, long of, @Nullable String text) {
    return journal.submit(
        new Change(
            room,
            from,
            from.person(),
            of,
            text,
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            nanoTime()));
  }

  boolean submit(RoomId room, Member from, UUID clientId, Profile profile, String text) {
    return journal.submit(
        new Draft(
            room,
            from,
            from.person(),
            clientId,
            profile,
            text,
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            nanoTime()));
  }

  void load(Room room) {
    try {
      readers.execute(() -> room.load(log));
    } catch (RuntimeException e) { // such as: the server stops
      room.turnAway();
    }
  }

  void forget(Room room) {
    open.remove(room.id(), room);
  }

  long nanoTime() {
    return System.nanoTime();
  }

  Limits limits() {
    return limits;
  }

  FrameEncoder encoder() {
    return encoder;
  }

  RateLimit rateLimit() {
    return rateLimit;
  }

  Telemetry telemetry() {
    return telemetry;
  }
}
