package store.jungyu.chat.room;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import store.jungyu.chat.chaos.Checker;
import store.jungyu.chat.chaos.History;
import store.jungyu.chat.chaos.Line;
import store.jungyu.chat.chaos.Violation;

/// A talk in one room of the real core, with parts under it that may [Cheat]: ana and ben speak,
/// cem reads all, din comes late, eve is away for long; in the end all leave, so that the room is
/// forgotten, and return. Each writes down what it did and heard.
final class Talk implements AutoCloseable {
  static final String LAST = "the last word";
  static final String AGAIN = "the first word, said otherwise";

  /// After so long without anything new nothing more is waited for: what cheats may keep it back.
  private static final Duration QUIET = Duration.ofMillis(400);

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final EventFrames frames = new EventFrames();
  private final MemoryLog memory;
  private final Cheat cheat;
  private final ForwardingLog log;
  private final Rooms rooms;
  private final Thread journal;
  private final Map<String, Browser> browsers = new LinkedHashMap<>();

  Talk(Cheat cheat) {
    var pseudonyms = new Pseudonyms(new byte[32]);
    this.cheat = cheat;
    this.memory = new MemoryLog(pseudonyms);
    this.log = cheat.log(memory);
    this.rooms =
        new Rooms(
            cheat.limits(),
            log,
            cheat.encoder(frames),
            (_, _, _) -> Duration.ZERO,
            pseudonyms,
            () -> Chat.NOW,
            task -> Thread.startVirtualThread(task),
            new Chat.Counts());
    this.journal = Thread.ofPlatform().daemon().name("journal").start(rooms.journal());
  }

  /// @return what the checker finds
  List<Violation> play() {
    Browser ana = enter("ana");
    Browser ben = enter("ben");
    Browser cem = enter("cem");
    Browser eve = enter("eve");
    UUID first = ana.say("the first word");
    settle();
    eve.leave();
    for (int i = 0; i < 40; i++) {
      ana.say("ana " + i);
      ben.say("ben " + i);
    }
    settle();
    Browser din = enter("din");
    ana.say(first, AGAIN);
    for (int i = 0; i < 10; i++) {
      ben.say("ben again " + i);
    }
    settle();
    List.of(ana, ben, cem, din).forEach(Browser::leave);
    din.history.add(new History.Left());
    List.of(ana, ben, cem).forEach(Browser::enter);
    eve.enter();
    ana.say("before the last word");
    settle();
    ben.say(LAST);
    settle();
    List<Line> stored = log.as(memory.stored(Chat.ROOM)).stream().map(Talk::line).toList();
    return Checker.check(
        "room",
        browsers.values().stream().map(browser -> browser.history).toList(),
        stored,
        log.head(head()));
  }

  private Browser enter(String name) {
    var browser = new Browser(name);
    browsers.put(name, browser);
    browser.enter();
    return browser;
  }

  private long head() {
    try {
      return memory.tail(Chat.ROOM, 1).head();
    } catch (MessageLog.Unavailable e) {
      throw new IllegalStateException(e);
    }
  }

  /// Until everybody has all answers and all messages, or nothing happens any more.
  private void settle() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    int before = -1;
    long since = System.nanoTime();
    while (System.nanoTime() < end) {
      long head = log.head(head());
      if (rooms.journal().waiting() == 0
          && browsers.values().stream().allMatch(browser -> browser.hasAll(head))) {
        return;
      }
      int now = browsers.values().stream().mapToInt(each -> each.history.events().size()).sum();
      if (now != before) {
        before = now;
        since = System.nanoTime();
      } else if (System.nanoTime() - since > QUIET.toNanos()) {
        return;
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void close() throws InterruptedException {
    rooms.journal().stop();
    journal.join();
  }

  private static Line line(Message message) {
    return new Line(message.seq(), message.clientId(), message.text());
  }

  /// One person's browser, over all its connections.
  private final class Browser {
    final History history;
    private final UUID anonymousId = UUID.randomUUID();
    private final Set<UUID> unanswered = new HashSet<>();
    private @Nullable Member member;
    private @Nullable Long last;
    private int connection;
    private boolean inside;
    private boolean shutOut;

    Browser(String name) {
      history = new History(name);
    }

    void enter() {
      Long since;
      int number;
      synchronized (this) {
        since = last;
        number = ++connection;
      }
      member = rooms.enter(Chat.ROOM, anonymousId, Chat.OTTER, since, new Listening(number));
      Wait.until(history.name() + " is inside", this::isInsideOrShutOut);
    }

    void leave() {
      ended(connection, 1001);
      Objects.requireNonNull(member).leave();
    }

    UUID say(String text) {
      UUID id = UUID.randomUUID();
      say(id, text);
      return id;
    }

    void say(UUID id, String text) {
      synchronized (this) {
        unanswered.add(id);
        history.add(new History.Said(id, text));
      }
      Objects.requireNonNull(member).say(id, text);
    }

    synchronized boolean isInsideOrShutOut() {
      return inside || shutOut;
    }

    synchronized void shutOut() {
      shutOut = true;
    }

    /// Who is not there waits for nothing.
    synchronized boolean hasAll(long head) {
      return !inside || (unanswered.isEmpty() && last != null && last >= head);
    }

    synchronized void hear(int number, RoomEvent event) {
      if (number != connection) {
        return;
      }
      switch (event) {
        case RoomEvent.Welcome welcome -> {
          List<Line> lines = welcome.messages().stream().map(Talk::line).toList();
          history.add(new History.Welcomed(last, welcome.head(), welcome.complete(), lines));
          last = welcome.head();
          inside = true;
          lines.forEach(line -> unanswered.remove(line.id()));
        }
        case RoomEvent.Said said -> {
          history.add(new History.Heard(line(said.message())));
          last = Math.max(last == null ? 0 : last, said.seq());
          unanswered.remove(said.message().clientId());
        }
        case RoomEvent.Rejected rejected -> {
          UUID id = Objects.requireNonNull(rejected.clientId());
          history.add(new History.Refused(id, rejected.reason().name(), false));
          unanswered.remove(id);
        }
        case RoomEvent.Edited _, RoomEvent.Deleted _, RoomEvent.Presence _, RoomEvent.Pong _ -> {}
      }
    }

    synchronized void ended(int number, int code) {
      if (number == connection && inside) {
        history.add(new History.Closed(code));
        inside = false;
        unanswered.clear();
      }
    }

    /// Its line, which may lose what it brings.
    private final class Listening implements Connection {
      private final int number;
      private final Cheat.Loss loss = cheat.loss(history.name());
      private int withMessages;

      Listening(int number) {
        this.number = number;
      }

      @Override
      public String address() {
        return "address";
      }

      @Override
      public void send(Frame frame) {
        List<? extends RoomEvent> events = frames.decode(frame.text());
        int times = 1;
        if (events.stream().anyMatch(RoomEvent.Said.class::isInstance)) {
          times = loss.times(++withMessages, events.stream().anyMatch(Listening::isLast));
        } else if (events.stream().anyMatch(RoomEvent.Welcome.class::isInstance)) {
          times = loss.times(0, false);
          if (times == 0) {
            shutOut();
          }
        }
        for (int i = 0; i < times; i++) {
          events.forEach(event -> hear(number, event));
        }
      }

      private static boolean isLast(RoomEvent event) {
        return event instanceof RoomEvent.Said said && said.message().text().equals(LAST);
      }

      @Override
      public void ping() {}

      @Override
      public void close(Disconnect reason) {
        ended(number, reason.code());
      }
    }
  }
}
