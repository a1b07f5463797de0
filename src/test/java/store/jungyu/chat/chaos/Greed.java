package store.jungyu.chat.chaos;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import store.jungyu.chat.benchmark.Crowd;
import store.jungyu.chat.benchmark.Topic;
import store.jungyu.chat.testing.ClassArchive;

/// What people who behave notice of one client that does not, in all the ways of [Abuse], one after
/// the other. All limits are those of a server that nobody has set up otherwise, but for two that
/// would take long to reach.
final class Greed {
  private static final Path DEFAULTS =
      Path.of("src", "main", "resources", "META-INF", "microprofile-config.properties");

  private static final Pattern LIMIT =
      Pattern.compile("chat\\.(sockets.*|hasty-.*|.*-burst|.*-per-.*)");

  private static final String SPENT = "30";

  private static final int PEOPLE = 20; // as many as may speak from one address at this pace
  private static final double PER_SECOND = 18;
  private static final Duration WARM = Duration.ofSeconds(4);
  private static final Duration FORGOTTEN = Duration.ofSeconds(35);
  private static final Duration NAP = Duration.ofMillis(2);
  private static final double TIMES = 2;

  /// Below it nobody is judged: a machine of two processors, which the abuser shares, has no finer
  /// one of a hundred.
  private static final double FLOOR_MILLIS = 20;

  /// Where it is not judged: beside other work.
  private static final double LONGEST_MILLIS = 1_000;

  private static final double MEMORY = 1.1;
  private static final long MEMORY_FLOOR = 4 << 20;
  private static final Duration MEMORY_BACK = Duration.ofSeconds(60);
  private static final double MIB = 1 << 20;

  private final Bench bench;
  private final Crowd crowd;
  private final List<String> broken = new ArrayList<>();
  private final Histogram late = new Histogram(3); // microseconds; guarded by itself

  private Greed(Bench bench, Crowd crowd) {
    this.bench = bench;
    this.crowd = crowd;
  }

  /// @param each how long each kind of abuse lasts
  /// @param judged whether the time that neighbours wait is judged, or only told
  static Outcome played(long seed, Duration each, boolean judged) {
    Map<String, String> settings = new HashMap<>(defaults());
    settings.put("CHAT_HANDSHAKES_BURST", SPENT); // as when most of it is used up already
    settings.put("CHAT_READS_BURST", SPENT);
    settings.put("JVM_ARGS", ClassArchive.argument());
    try (Bench bench = new Bench(seed, settings);
        Crowd crowd = Crowds.crowd(bench, Crowds.SMALL)) {
      var greed = new Greed(bench, crowd);
      Thread sleeper = Thread.ofPlatform().daemon().name("sleeper").start(greed::sleep);
      try {
        return greed.play(each, judged);
      } finally {
        sleeper.interrupt();
      }
    }
  }

  private Outcome play(Duration each, boolean judged) {
    Topic room = crowd.room("canary", PEOPLE, PEOPLE, Crowds.REMEMBERED);
    Crowds.enter(crowd, room.visitors);
    crowd.talk(PER_SECOND, room.visitors);
    for (Abuse.Kind kind : Abuse.Kind.values()) {
      beside(kind, WARM); // what is loaded then stays
    }
    crowd.go(judged ? FORGOTTEN : WARM);
    long heap = heap();
    double before = p99(each);
    double lateBefore = late();
    List<String> figures = new ArrayList<>();
    for (Abuse.Kind kind : Abuse.Kind.values()) {
      Beside beside = beside(kind, each);
      figures.add(kind.says + " " + beside);
      judge(kind, beside, judged ? Math.max(TIMES * before, FLOOR_MILLIS) : LONGEST_MILLIS);
    }
    long after = heapOnceBack(heap);
    broken.addAll(Crowds.rest(crowd));
    return new Outcome(
        "S16",
        "%d people, %.0f messages/s, %d s each: p99 %.1f ms (machine late by %.1f ms), beside one who sends too much: %s; live heap %.1f MiB, before %.1f; %s"
            .formatted(
                PEOPLE,
                PER_SECOND,
                each.toSeconds(),
                before,
                lateBefore,
                String.join(", ", figures),
                after / MIB,
                heap / MIB,
                Crowds.missedRepeatedLost(crowd)),
        broken);
  }

  /// @param p99 of the others' messages, in milliseconds
  /// @param late by how much one of a hundred sleeps of a thread that does nothing else was too
  ///   long
  /// @param times how often it was done
  /// @param refused how often that was answered with a no, or a cut
  private record Beside(double p99, double late, int times, int refused) {
    @Override
    public String toString() {
      return "%.1f ms (%,d, %,d refused; machine late by %.1f ms)"
          .formatted(p99, times, refused, late);
    }
  }

  private void judge(Abuse.Kind kind, Beside beside, double atMost) {
    if (beside.p99 > atMost) {
      broken.add(
          "beside %s others' p99 was %.1f ms, allowed are %.1f"
              .formatted(kind.says, beside.p99, atMost));
    }
    if (kind.isRefused() && beside.refused == 0) {
      broken.add("%s: not refused once, so it was no abuse".formatted(kind.says));
    }
    if (!crowd.tally.whole()) {
      broken.add("beside %s others: %s".formatted(kind.says, crowd.tally.faults()));
    }
  }

  private Beside beside(Abuse.Kind kind, Duration time) {
    var abuser = new Abuse(bench.server(), kind);
    double p99 = p99(time);
    var beside = new Beside(p99, late(), abuser.times(), abuser.refusals());
    abuser.end();
    crowd.goUntil(MEMORY_BACK, abuser::hasEnded);
    return beside;
  }

  private double p99(Duration time) {
    crowd.clear();
    synchronized (late) {
      late.reset();
    }
    crowd.go(time);
    return crowd.tally.latency.getValueAtPercentile(99) / 1e3;
  }

  private double late() {
    synchronized (late) {
      return late.getValueAtPercentile(99) / 1e3;
    }
  }

  private void sleep() {
    while (!Thread.currentThread().isInterrupted()) {
      long before = System.nanoTime();
      Fault.pause(NAP);
      long micros = (System.nanoTime() - before - NAP.toNanos()) / 1_000;
      synchronized (late) {
        late.recordValue(Math.max(0, micros));
      }
    }
  }

  /// What is closed is forgotten within half a minute, by the server as by the container.
  private long heapOnceBack(long before) {
    long atMost = Math.max((long) (MEMORY * before), before + MEMORY_FLOOR);
    long end = System.nanoTime() + MEMORY_BACK.toNanos();
    long now = heap();
    while (now > atMost && System.nanoTime() < end) {
      crowd.go(WARM);
      now = heap();
    }
    if (now > atMost) {
      broken.add("live heap %.1f MiB, before %.1f".formatted(now / MIB, before / MIB));
    }
    return now;
  }

  /// Counted while the others go on.
  private long heap() {
    var counted = CompletableFuture.supplyAsync(bench.server()::liveHeap);
    crowd.goUntil(MEMORY_BACK, counted::isDone);
    return counted.join();
  }

  /// The chat's own, as variables of the environment.
  private static Map<String, String> defaults() {
    var properties = new Properties();
    try (Reader file = Files.newBufferedReader(DEFAULTS)) {
      properties.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> defaults = new HashMap<>();
    for (String name : properties.stringPropertyNames()) {
      if (LIMIT.matcher(name).matches()) {
        defaults.put(
            name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'),
            properties.getProperty(name));
      }
    }
    return defaults;
  }
}
