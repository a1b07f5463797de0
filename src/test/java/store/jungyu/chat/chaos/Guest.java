package store.jungyu.chat.chaos;

import jakarta.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import store.jungyu.chat.testing.ChatClient;

/// A browser with the page open, as `docs/protocol.md` wants it: comes back with the number of the
/// last event it has, sends again what was not answered, notices a dead line. It writes down all
/// that it does and hears.
final class Guest implements AutoCloseable {
  private static final Duration WELCOME = Duration.ofSeconds(10);
  private static final Duration QUIET = Duration.ofSeconds(3);
  private static final Duration DEAD = Duration.ofSeconds(7);
  private static final long LOOKS_EVERY_MILLIS = 250;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;
  private static final int CHANGEABLE = 20;

  final History history;

  private final Supplier<URI> address;
  private final String origin;
  private final boolean stubborn;
  private final LongConsumer acknowledgedAfter;
  private final String anonymousId;
  private final Thread life;

  // Guarded by this.
  private final Set<History.Request> unanswered = new LinkedHashSet<>();
  private final Map<UUID, Long> firstSaid = new HashMap<>();
  private final Queue<History.Request> toSend = new ArrayDeque<>();
  private final Map<History.Request, Long> notBefore = new HashMap<>();
  private final Map<History.Request, Long> sentAt = new HashMap<>(); // on this connection
  private final Deque<Long> changeable = new ArrayDeque<>();
  private @Nullable Long last;
  private int connection; // tells what comes from an old one
  private boolean inside;
  private boolean lost;
  private boolean pingDue;
  private long heardAt;
  private int refusals;
  private long longestRefusal;
  private int returns;

  private volatile boolean leaving;

  /// @param anonymousId whose browser it is
  /// @param address where the room's socket is at the time of asking
  /// @param stubborn whether it sends again what was refused; otherwise it takes that for the truth
  /// @param acknowledgedAfter is told of each acknowledgement how many nanoseconds it took
  Guest(
      String name,
      String anonymousId,
      Supplier<URI> address,
      String origin,
      boolean stubborn,
      LongConsumer acknowledgedAfter) {
    this.anonymousId = anonymousId;
    this.history = new History(name);
    this.address = address;
    this.origin = origin;
    this.stubborn = stubborn;
    this.acknowledgedAfter = acknowledgedAfter;
    this.life = Thread.ofVirtual().start(this::live);
  }

  /// Writes something, which is sent as soon as there is a line.
  synchronized UUID say(String text) {
    UUID id = UUID.randomUUID();
    firstSaid.put(id, System.nanoTime());
    say(id, text);
    return id;
  }

  /// Sends what was sent before, maybe elsewhere, and is perhaps answered already.
  void say(UUID id, String text) {
    ask(new History.Said(id, text));
  }

  /// Asks for another text of a message.
  void edit(long seq, String text) {
    change(new History.Wanted(seq, text));
  }

  /// Asks for a message to be deleted.
  void delete(long seq) {
    change(new History.Wanted(seq, null));
  }

  /// Unless another change of the message waits: an answer says only which message it is of.
  private synchronized void change(History.Wanted change) {
    if (unanswered.stream().noneMatch(each -> isOf(change.of(), each))) {
      changeable.remove(change.of());
      ask(change);
    }
  }

  private static boolean isOf(long seq, History.Request request) {
    return request instanceof History.Wanted change && change.of() == seq;
  }

  private synchronized void ask(History.Request request) {
    unanswered.add(request);
    toSend.add(request);
    notifyAll();
  }

  /// The last messages of its own that are stored, and of which it knows what became of them.
  synchronized List<Long> changeable() {
    return List.copyOf(changeable);
  }

  synchronized boolean isInside() {
    return inside;
  }

  /// Whether what it said was answered.
  synchronized boolean hasAnswer(UUID id) {
    return unanswered.stream().noneMatch(each -> isSaid(id, each));
  }

  /// Whether all that it asked for was answered, and it has all events up to `head`.
  synchronized boolean isUpToDate(long head) {
    return inside && unanswered.isEmpty() && (last == null ? 0 : last) >= head;
  }

  /// How often it was told that something is not stored.
  synchronized int refusals() {
    return refusals;
  }

  /// After how many nanoseconds at most it was told so; what was told before the last call does not
  /// count.
  synchronized long takeLongestRefusal() {
    long longest = longestRefusal;
    longestRefusal = 0;
    return longest;
  }

  /// How often it was let in, after the first time.
  synchronized int returns() {
    return Math.max(0, returns - 1);
  }

  /// Leaves for good.
  @Override
  public void close() {
    leaving = true;
    try {
      life.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void live() {
    try {
      while (!leaving) {
        visit();
        if (!leaving) {
          Thread.sleep(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE_MILLIS));
        }
      }
      history.add(new History.Left());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// One connection, from its opening to its end.
  private void visit() throws InterruptedException {
    int number = begin();
    ChatClient client;
    try {
      client = ChatClient.open(address.get(), origin, event -> hear(number, event)).as(anonymousId);
    } catch (CompletionException e) {
      return; // nobody is there
    }
    try (client) {
      Long since = last();
      Thread watch = Thread.ofVirtual().start(() -> watch(client, number));
      client.hello("손님 " + history.name(), since);
      long asked = System.nanoTime();
      while (!leaving && client.isOpen() && !isLost(number)) {
        if (!isInside()) {
          if (System.nanoTime() - asked > WELCOME.toNanos()) {
            break;
          }
        } else {
          sendWhatIsDue(client);
        }
        rest();
      }
      watch.interrupt();
    } catch (CompletionException e) {
      // cut while it was sending
    } finally {
      end(number, client);
    }
  }

  /// Looks whether the line is alive, also while a send is stuck in it.
  private void watch(ChatClient client, int number) {
    try {
      while (client.isOpen() && !isLost(number)) {
        Thread.sleep(QUIET);
        long silent = System.nanoTime() - heardAt();
        if (silent > DEAD.toNanos() && isInside()) {
          client.abort();
          lose(number);
        } else if (silent > QUIET.toNanos() && isInside()) {
          askForLife();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Until there may be something to do.
  private synchronized void rest() throws InterruptedException {
    if (toSend.isEmpty() || !inside || !notBefore.isEmpty()) {
      wait(LOOKS_EVERY_MILLIS);
    }
  }

  private synchronized void askForLife() {
    pingDue = true;
    notifyAll();
  }

  private synchronized boolean takePing() {
    boolean due = pingDue;
    pingDue = false;
    return due;
  }

  private synchronized int begin() {
    lost = false;
    pingDue = false;
    sentAt.clear();
    heardAt = System.nanoTime();
    return ++connection;
  }

  private synchronized void lose(int number) {
    lost |= number == connection;
  }

  private synchronized boolean isLost(int number) {
    return lost || number != connection;
  }

  private synchronized long heardAt() {
    return heardAt;
  }

  private synchronized @Nullable Long last() {
    return last;
  }

  private synchronized void end(int number, ChatClient client) {
    if (number == connection) {
      connection++;
      if (inside) {
        history.add(new History.Closed(client.isOpen() ? 1006 : client.closeCode()));
      }
      inside = false;
      toSend.clear();
      toSend.addAll(unanswered);
    }
  }

  private void sendWhatIsDue(ChatClient client) {
    if (takePing()) {
      client.send("{\"type\":\"ping\"}");
    }
    for (History.Request request : takeDue()) {
      synchronized (this) {
        if (!unanswered.contains(request)) {
          continue; // answered meanwhile
        }
        history.add(request);
        sentAt.put(request, System.nanoTime());
      }
      switch (request) {
        case History.Said(UUID id, String text) -> client.say(id.toString(), text);
        case History.Wanted change -> {
          String text = change.text();
          if (text == null) {
            client.delete(change.of());
          } else {
            client.edit(change.of(), text);
          }
        }
      }
    }
  }

  /// What is to be sent now, in the order in which it was to be sent; the rest stays.
  private synchronized List<History.Request> takeDue() {
    long now = System.nanoTime();
    List<History.Request> due = new ArrayList<>();
    for (int left = toSend.size(); left > 0; left--) {
      History.Request request = toSend.remove();
      Long waits = notBefore.get(request);
      if (waits != null && now - waits < 0) {
        toSend.add(request);
      } else {
        notBefore.remove(request);
        due.add(request);
      }
    }
    return due;
  }

  private synchronized void hear(int number, JsonObject event) {
    if (number != connection) {
      return;
    }
    heardAt = System.nanoTime();
    switch (event.getString("type")) {
      case "welcome" -> welcome(event);
      case "message" -> {
        Line line = line(event);
        history.add(new History.Heard(line));
        last = Math.max(last == null ? 0 : last, line.seq());
        answered(line);
      }
      case "edited", "deleted" -> {
        Changed change = changed(event);
        UUID again = event.containsKey("id") ? UUID.fromString(event.getString("id")) : null;
        history.add(new History.Told(change, again));
        last = Math.max(last == null ? 0 : last, change.seq());
        answered(change);
        unanswered.removeIf(request -> again != null && isSaid(again, request));
      }
      case "rejected" -> {
        if (event.containsKey("id")) {
          refused(UUID.fromString(event.getString("id")), event);
        } else if (event.containsKey("of")) {
          denied(event.getJsonNumber("of").longValue(), event);
        }
      }
      default -> {
        // who came and went
      }
    }
  }

  private void welcome(JsonObject event) {
    List<Line> lines = new ArrayList<>();
    event.getJsonArray("messages").forEach(each -> lines.add(line(each.asJsonObject())));
    List<Changed> changes = new ArrayList<>();
    if (event.containsKey("changes")) {
      event.getJsonArray("changes").forEach(each -> changes.add(changed(each.asJsonObject())));
    }
    long head = event.getJsonNumber("head").longValue();
    boolean complete = event.getBoolean("complete");
    history.add(new History.Welcomed(last, head, complete, lines, changes));
    last = head;
    lines.forEach(this::answered);
    changes.forEach(this::answered);
    inside = true;
    returns++;
    notifyAll();
  }

  private static Line line(JsonObject message) {
    return new Line(
        message.getJsonNumber("seq").longValue(),
        UUID.fromString(message.getString("id")),
        message.getString("text"));
  }

  private static Changed changed(JsonObject event) {
    return new Changed(
        event.getJsonNumber("seq").longValue(),
        event.getJsonNumber("of").longValue(),
        event.getString("type").equals("deleted") ? null : event.getString("text"));
  }

  private static boolean isSaid(UUID id, History.Request request) {
    return request instanceof History.Said said && said.id().equals(id);
  }

  private void answered(Line line) {
    if (unanswered.removeIf(request -> isSaid(line.id(), request))) {
      mayChange(line.seq());
      Long since = firstSaid.remove(line.id());
      if (since != null) {
        acknowledgedAfter.accept(System.nanoTime() - since);
      }
    }
  }

  private void answered(Changed change) {
    if (unanswered.remove(change.wanted()) && change.text() != null) {
      mayChange(change.of());
    }
  }

  private void mayChange(long seq) {
    changeable.add(seq);
    if (changeable.size() > CHANGEABLE) {
      changeable.remove();
    }
  }

  private void refused(UUID id, JsonObject event) {
    history.add(new History.Refused(id, event.getString("reason"), stubborn));
    refused(request -> isSaid(id, request), event);
  }

  private void denied(long of, JsonObject event) {
    String reason = event.getString("reason");
    boolean never = reason.equals("NOT_YOURS");
    history.add(new History.Denied(of, reason, stubborn && !never));
    if (never) {
      unanswered.removeIf(request -> isOf(of, request));
    } else {
      refused(request -> isOf(of, request), event);
    }
  }

  private void refused(Predicate<History.Request> which, JsonObject event) {
    refusals++;
    unanswered.stream().filter(which).forEach(this::noteRefusal);
    if (!stubborn) {
      unanswered.removeIf(which);
      return;
    }
    long pause = event.getInt("retryAfterMs", 0);
    long until =
        System.nanoTime()
            + Duration.ofMillis(pause + ThreadLocalRandom.current().nextLong(pause + 1)).toNanos();
    unanswered.stream()
        .filter(which)
        .forEach(request -> {
          notBefore.put(request, until);
          toSend.add(request);
        });
  }

  private void noteRefusal(History.Request request) {
    Long sent = sentAt.remove(request);
    if (sent != null) {
      longestRefusal = Math.max(longestRefusal, System.nanoTime() - sent);
    }
  }
}
