package store.jungyu.chat.testing;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/// Well-behaved people in a room of their own, who talk while somebody else does harm, and must
/// notice nothing (S16): no message of theirs is lost, doubled, refused or later than a second, 99
/// of 100 take at most twice as long as they did before the harm, and the server's memory comes
/// back.
///
/// They speak at their own pace, whether they are heard or not: so a server that stands still for a
/// second makes twenty messages late and not one. Each comes from an address of its own where the
/// server trusts this machine as a proxy.
public final class Canary implements AutoCloseable {
  private static final int SPEAKERS = 20;
  private static final Duration PACE = Duration.ofMillis(53); // each may speak once a second
  private static final int ENOUGH = 60; // messages to judge by, before the harm and beside it
  private static final int LEAST = 20; // messages that say something
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration LONGEST = Duration.ofSeconds(1);

  /// Below this nobody is judged, though it be more than twice the baseline, …
  private static final double FLOOR_MILLIS = 100;

  /// … nor below what a machine that has too much to do takes: those who do harm run on the
  /// server's own processors here, and others may as well. So many threads wake one after the other
  /// until a message is heard (its speaker's line, the server's, the journal, PostgreSQL, the
  /// journal again, the room's pass, the hearer's line, the hearer), each as late as one here that
  /// does nothing but sleep.
  private static final int WAKINGS = 8;

  private static final double MEMORY = 1.1;
  private static final Duration MEMORY_BACK = Duration.ofSeconds(60);

  private final ChatServer server;
  private final List<ChatClient> speakers;
  private final ChatClient hearer;
  private final Map<String, Long> unheard = new ConcurrentHashMap<>();
  private final Set<String> faults = ConcurrentHashMap.newKeySet();
  private final Thread talk = Thread.ofPlatform().daemon().unstarted(this::talk);
  private final Histogram lately = new Histogram(3); // microseconds; guarded by itself, as the next
  private final Histogram judged = new Histogram(3);
  private final Histogram late = new Histogram(3); // how long after its time a sleep ended
  private final long heap;
  private final double baseline;
  private volatile boolean welcomed;
  private volatile boolean over;

  private Canary(ChatServer server) {
    this.server = server;
    String room = "canary-" + UUID.randomUUID();
    hearer = ChatClient.open(server, room, "192.0.2.100", this::hear);
    hearer.hello("듣는이", null);
    Waiting.untilTrue("a welcome", PATIENCE, () -> welcomed); // what is said before is in it
    speakers =
        IntStream.range(0, SPEAKERS)
            .mapToObj(i -> ChatClient.open(server, room, "192.0.2." + i, this::notRefused))
            .toList();
    speakers.forEach(speaker -> speaker.hello("카나리아", null));
    talk.start();
    awaitHeard(SPEAKERS); // nobody is measured cold, and no memory without what stays for good
    for (String path : List.of("/room/" + room, "/nope", "/room/.", "/embed.js", "/metrics")) {
      look(path);
    }
    heap = server.liveHeap();
    baseline = measure();
    notice();
    synchronized (lately) {
      judged.reset();
      late.reset();
    }
  }

  /// They talk, and how long they wait for each other is known, when this returns.
  public static Canary sing(ChatServer server) {
    return new Canary(server);
  }

  /// How long messages took to be heard since the start or the last call; waits until there are
  /// some.
  ///
  /// @throws AssertionError if any message was lost, doubled, refused or late, or a socket closed
  public synchronized String notice() {
    awaitHeard(LEAST);
    awaitAllHeard();
    if (!hearer.isOpen() || speakers.stream().anyMatch(speaker -> !speaker.isOpen())) {
      faults.add("a neighbour was cut");
    }
    Histogram heard;
    synchronized (lately) {
      heard = lately.copy();
      lately.reset();
    }
    if (heard.getMaxValue() > TimeUnit.NANOSECONDS.toMicros(LONGEST.toNanos())) {
      faults.add("a neighbour waited %d ms".formatted(heard.getMaxValue() / 1_000));
    }
    if (!faults.isEmpty()) {
      throw new AssertionError(faults.toString());
    }
    return says(heard);
  }

  /// Judges all that was heard and held since the start, and ends.
  ///
  /// @param harm what was done meanwhile
  /// @throws AssertionError as [#notice], or if the neighbours waited too long, or memory is gone
  public void end(String harm) {
    try (this) {
      Waiting.untilTrue("messages to judge by", PATIENCE, () -> count(judged) >= ENOUGH);
      notice();
      Histogram all;
      double machine;
      synchronized (lately) {
        all = judged.copy();
        machine = p99(late);
      }
      double p99 = p99(all);
      double before = baseline;
      if (p99 > allowed(before, machine)) {
        before = Math.max(before, measure()); // perhaps the whole machine is slower by now
      }
      System.out.printf(
          "beside %s: %s; before: p99 %.1f ms; the machine late by %.1f ms; live heap %s%n",
          harm, says(all), before, machine, memory());
      if (p99 > allowed(before, machine)) {
        throw new AssertionError(
            "beside %s a neighbour's p99 was %.1f ms, before %.1f; the machine was late by %.1f"
                .formatted(harm, p99, before, machine));
      }
    }
  }

  /// @param machine how late one of a hundred sleeps ended meanwhile
  private static double allowed(double before, double machine) {
    return Math.max(2 * before, FLOOR_MILLIS + WAKINGS * machine);
  }

  /// What is closed is forgotten within half a minute, by the server as by the container.
  private String memory() {
    long[] now = {0};
    Waiting.untilTrue(
        "the server's memory to come back to %,d bytes".formatted(heap),
        MEMORY_BACK,
        () -> {
          now[0] = server.liveHeap();
          return now[0] <= MEMORY * heap;
        });
    return "%.1f MiB, before %.1f MiB".formatted(now[0] / 1_048_576.0, heap / 1_048_576.0);
  }

  /// @return p99 of the next messages, in milliseconds
  private double measure() {
    awaitAllHeard(); // what waited while the heap was counted
    synchronized (lately) {
      lately.reset();
    }
    awaitHeard(ENOUGH);
    synchronized (lately) {
      return p99(lately);
    }
  }

  /// Until what was said before this is heard.
  private void awaitAllHeard() {
    Set<String> said = Set.copyOf(unheard.keySet());
    Waiting.untilTrue(
        "neighbours that hear each other",
        PATIENCE,
        () -> said.stream().noneMatch(unheard::containsKey));
  }

  private void awaitHeard(int messages) {
    Waiting.untilTrue(
        messages + " messages that neighbours hear", PATIENCE, () -> count(lately) >= messages);
  }

  private long count(Histogram heard) {
    synchronized (lately) {
      return heard.getTotalCount();
    }
  }

  private static double p99(Histogram heard) {
    return heard.getValueAtPercentile(99) / 1_000.0;
  }

  private static String says(Histogram heard) {
    return "%d messages, median %.1f ms, p99 %.1f ms, longest %.1f ms"
        .formatted(
            heard.getTotalCount(),
            heard.getValueAtPercentile(50) / 1_000.0,
            p99(heard),
            heard.getMaxValue() / 1_000.0);
  }

  private void look(String path) {
    HttpRequest question = HttpRequest.newBuilder(server.url(path)).build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      http.send(question, BodyHandlers.discarding());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void hear(JsonObject event) {
    long now = System.nanoTime();
    welcomed |= event.getString("type").equals("welcome");
    if (!event.getString("type").equals("message")) {
      return;
    }
    Long said = unheard.remove(event.getString("text"));
    if (said == null) {
      faults.add("a neighbour heard something twice");
      return;
    }
    long micros = TimeUnit.NANOSECONDS.toMicros(now - said);
    synchronized (lately) {
      lately.recordValue(micros);
      judged.recordValue(micros);
    }
  }

  private void notRefused(JsonObject event) {
    if (event.getString("type").equals("rejected")) {
      faults.add("a neighbour was refused: " + event.getString("reason"));
    }
  }

  private void talk() {
    long next = System.nanoTime();
    for (int i = 0; !over; i++) {
      String text = "tweet " + i;
      unheard.put(text, System.nanoTime());
      speakers.get(i % SPEAKERS).trySay(text);
      next = Math.max(next + PACE.toNanos(), System.nanoTime());
      pauseUntil(next);
      long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - next);
      synchronized (lately) {
        late.recordValue(Math.max(0, micros));
      }
    }
  }

  private static void pauseUntil(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos - System.nanoTime());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    over = true;
    try {
      talk.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    speakers.forEach(ChatClient::close);
    hearer.close();
  }
}
