package store.jungyu.chat.room;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import store.jungyu.chat.chaos.Changed;
import store.jungyu.chat.chaos.Checker;
import store.jungyu.chat.chaos.History;
import store.jungyu.chat.chaos.Line;
import store.jungyu.chat.chaos.Violation;

/// A talk in one room of the real core, with parts under it that may [Cheat]: ana and ben speak,
/// cem reads all and tries to change what is not his, din comes late, eve is away for long while a
/// message is edited and others are deleted; ana's line is cut while a message of hers is being
/// committed, and she sends it again over the next one; in the end all leave, so that the room is
/// forgotten, and return. Each writes down what it did and heard.
final class Talk implements AutoCloseable {
  static final String LAST = "the last word";
  static final String AGAIN = "the first word, said otherwise";
  static final String TWICE = "said once more over another line";

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
    UUID edited = ben.say("to be edited");
    UUID deleted = ben.say("to be deleted");
    settle();
    eve.leave();
    UUID unseen = ana.say("to be deleted before eve returns");
    for (int i = 0; i < 40; i++) {
      ana.say("ana " + i);
      ben.say("ben " + i);
    }
    settle();
    ben.change(edited, "edited");
    ben.change(deleted, null);
    ana.change(unseen, null);
    cem.change(first, "cem's");
    settle();
    Browser din = enter("din");
    sayOverTwoLines(ana);
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
    return Checker.check(
        "room",
        browsers.values().stream().map(browser -> browser.history).toList(),
        log.as(memory.rows(Chat.ROOM)).stream().map(Talk::line).toList(),
        memory.changes(Chat.ROOM).stream().map(log::as).map(Talk::changed).toList(),
        log.head(head()));
  }

  private void sayOverTwoLines(Browser author) {
    CountDownLatch answering = memory.holdAnswers();
    UUID id = author.say(TWICE);
    Wait.until("it is being committed", () -> memory.holds(Chat.ROOM, id));
    author.leave();
    author.enter();
    author.say(id, TWICE);
    answering.countDown();
    settle(() -> author.isAnswered(id));
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
    settle(() -> {
      long head = log.head(head());
      return rooms.journal().waiting() == 0
          && browsers.values().stream().allMatch(browser -> browser.hasAll(head));
    });
  }

  /// Until it is so, or nothing happens any more.
  private void settle(BooleanSupplier done) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    int before = -1;
    long since = System.nanoTime();
    while (System.nanoTime() < end) {
      if (done.getAsBoolean()) {
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

  private static Changed changed(RoomEvent.Numbered event) {
    return switch (event) {
      case RoomEvent.Edited edited -> new Changed(edited.seq(), edited.of(), edited.text());
      case RoomEvent.Deleted deleted -> new Changed(deleted.seq(), deleted.of(), null);
      case RoomEvent.Said said -> throw new IllegalArgumentException(said.toString());
    };
  }

  /// One person's browser, over all its connections.
  private final class Browser {
    final History history;
    private final UUID anonymousId = UUID.randomUUID();
    private final Set<UUID> unanswered = new HashSet<>();
    private final Set<Long> unchanged = new HashSet<>(); // whose changes are not answered
    private final Map<UUID, Long> numbers = new HashMap<>();
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

    /// Wants another text for what was said as `id`, or none (null), if it ever heard that.
    void change(UUID id, @Nullable String text) {
      Long of;
      synchronized (this) {
        of = numbers.get(id);
        if (of == null) {
          return;
        }
        unchanged.add(of);
        history.add(new History.Wanted(of, text));
      }
      Member asker = Objects.requireNonNull(member);
      if (text == null) {
        asker.delete(of);
      } else {
        asker.edit(of, text);
      }
    }

    synchronized boolean isInsideOrShutOut() {
      return inside || shutOut;
    }

    synchronized void shutOut() {
      shutOut = true;
    }

    /// Who is not there waits for nothing.
    synchronized boolean hasAll(long head) {
      return !inside
          || (unanswered.isEmpty() && unchanged.isEmpty() && last != null && last >= head);
    }

    synchronized boolean isAnswered(UUID id) {
      return !inside || !unanswered.contains(id);
    }

    synchronized void hear(int number, RoomEvent event) {
      if (number != connection) {
        return;
      }
      switch (event) {
        case RoomEvent.Welcome welcome -> {
          List<Line> lines = welcome.messages().stream().map(Talk::line).toList();
          List<Changed> changes = welcome.changes().stream().map(Talk::changed).toList();
          history.add(
              new History.Welcomed(last, welcome.head(), welcome.complete(), lines, changes));
          last = welcome.head();
          inside = true;
          lines.forEach(this::heard);
        }
        case RoomEvent.Said said -> {
          history.add(new History.Heard(line(said.message())));
          last = Math.max(last == null ? 0 : last, said.seq());
          heard(line(said.message()));
        }
        case RoomEvent.Edited edited -> told(changed(edited), null);
        case RoomEvent.Deleted deleted -> told(changed(deleted), deleted.clientId());
        case RoomEvent.Rejected rejected -> refused(rejected);
        case RoomEvent.Presence _, RoomEvent.Pong _ -> {}
      }
    }

    private void heard(Line line) {
      unanswered.remove(line.id());
      numbers.put(line.id(), line.seq());
    }

    private void told(Changed change, @Nullable UUID answers) {
      history.add(new History.Told(change, answers));
      last = Math.max(last == null ? 0 : last, change.seq());
      unchanged.remove(change.of());
      if (answers != null) {
        unanswered.remove(answers);
      }
    }

    private void refused(RoomEvent.Rejected rejected) {
      String reason = rejected.reason().name();
      Long of = rejected.of();
      if (of != null) {
        history.add(new History.Denied(of, reason, false));
        unchanged.remove(of);
        return;
      }
      UUID id = Objects.requireNonNull(rejected.clientId());
      history.add(new History.Refused(id, reason, false));
      unanswered.remove(id);
    }

    synchronized void ended(int number, int code) {
      if (number == connection && inside) {
        history.add(new History.Closed(code));
        inside = false;
        unanswered.clear();
        unchanged.clear();
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
