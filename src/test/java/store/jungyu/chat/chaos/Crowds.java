package store.jungyu.chat.chaos;

import static store.jungyu.chat.testing.RawSocket.BINARY;
import static store.jungyu.chat.testing.RawSocket.CLOSE;
import static store.jungyu.chat.testing.RawSocket.FIN;
import static store.jungyu.chat.testing.RawSocket.PING;
import static store.jungyu.chat.testing.RawSocket.frame;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import store.jungyu.chat.benchmark.Crowd;
import store.jungyu.chat.benchmark.Topic;
import store.jungyu.chat.benchmark.Visitor;

/// What hundreds and thousands of readers are put through. The benchmark's crowd plays them: each
/// knows the number of the last message it has, and counts what was missed, came again or is gone.
final class Crowds {
  static final int SMALL = 60; // bytes of text
  private static final int LARGE = 3_000;
  static final int AT_ONCE = 200;
  static final int REMEMBERED = 1 << 14;
  static final Duration ENTRANCE = Duration.ofSeconds(120);
  static final Duration REST = Duration.ofSeconds(30);

  /// Promised are 10 s. Both ends are looked for twice a second, so that what is read may be half a
  /// second short.
  private static final double CUT_WITHIN_SECONDS = 9.5;

  private static final int RESERVED = 0x3; // RFC 6455, 5.2

  /// Until who does not read is cut, a second for his last word, and what the container waits for
  /// by itself.
  private static final Duration CUT_TAKES = Duration.ofSeconds(10 + 1 + 6);

  /// When who was cut is looked for once more.
  private static final Duration PARTING = Duration.ofSeconds(10);

  /// Until 95 % are back after a planned stop, beside other work; promised are 3.
  static final double BACK_WITHIN_SECONDS = 15;

  /// How often the table of messages is looked into besides, whatever the number of readers.
  private static final int OTHER_LOOKS = 100;

  private Crowds() {}

  /// Readers are away for times drawn by lot while others write, and return.
  ///
  /// @param longest how long they are away at most; so long that some have to start anew
  static Outcome away(Bench bench, int readers, double perSecond, Duration longest) {
    var random = new Random(bench.seed());
    try (var crowd = crowd(bench, SMALL)) {
      Topic room = crowd.room("away-" + readers, readers + 1, 1, REMEMBERED);
      enter(crowd, room.visitors);
      crowd.talk(perSecond, room.visitors.subList(0, 1));
      crowd.go(Duration.ofSeconds(2));
      record Return(Visitor who, long at) {}
      var returns = new PriorityQueue<Return>((a, b) -> Long.compare(a.at(), b.at()));
      long now = crowd.now();
      for (Visitor who : room.visitors.subList(1, readers + 1)) {
        long millis = 100 + random.nextLong(longest.toMillis() - 100);
        returns.add(new Return(who, now + TimeUnit.MILLISECONDS.toNanos(millis)));
      }
      crowd.cut(room.visitors.subList(1, readers + 1));
      while (!returns.isEmpty()) {
        List<Visitor> due = new ArrayList<>();
        while (!returns.isEmpty() && returns.peek().at() <= crowd.now()) {
          due.add(returns.remove().who());
        }
        if (due.isEmpty()) {
          crowd.go(Duration.ofMillis(20));
        } else {
          enter(crowd, due);
        }
      }
      List<String> broken = rest(crowd);
      return new Outcome(
          "S5",
          "%d readers away 0.1-%d s at %.0f messages/s: %,d missed messages caught up with, %d readers told to start anew; %s"
              .formatted(
                  readers,
                  longest.toSeconds(),
                  perSecond,
                  crowd.tally.caughtUp,
                  crowd.tally.startedAnew,
                  missedRepeatedLost(crowd)),
          broken);
    }
  }

  /// People come in while others write; each is shown the last 50 and all that follows.
  static Outcome joined(Bench bench, int joins, int atOnce, double perSecond) {
    try (var crowd = crowd(bench, SMALL)) {
      Topic room = crowd.room("joined-" + joins, joins + 1, 1, REMEMBERED);
      List<Visitor> author = room.visitors.subList(0, 1);
      enter(crowd, author);
      crowd.talk(perSecond, author);
      crowd.go(Duration.ofSeconds(2));
      for (int i = 1; i <= joins; i += atOnce) {
        List<Visitor> group = room.visitors.subList(i, Math.min(joins + 1, i + atOnce));
        enter(crowd, group);
        crowd.go(Duration.ofMillis(200));
        crowd.cut(group);
      }
      List<String> broken = rest(crowd);
      return new Outcome(
          "S6",
          "%,d joins, %d at a time, at %.0f messages/s; %s"
              .formatted(joins, atOnce, perSecond, missedRepeatedLost(crowd)),
          broken);
    }
  }

  /// Some stop reading. They are cut soon after their lines stand still, and the others notice
  /// nothing.
  ///
  /// @param atMost what the others' p99 may become of what it was; beside other work, no figure
  static Outcome slow(Bench bench, int readers, int slow, Duration time, double atMost) {
    try (var crowd = crowd(bench, LARGE)) {
      Topic room = crowd.room("slow-" + readers, readers, 10, REMEMBERED);
      List<Visitor> authors = room.visitors.subList(0, 10);
      List<Visitor> lazy = room.visitors.subList(readers - slow, readers);
      lazy.forEach(visitor -> visitor.smallWindow = true);
      enter(crowd, room.visitors);
      crowd.talk(100, authors);
      crowd.go(Duration.ofSeconds(5));
      try (var lines = watch(bench, lazy)) {
        crowd.clear();
        crowd.go(time.dividedBy(2));
        double before = crowd.tally.latency.getValueAtPercentile(99) / 1e3;
        crowd.ignore(lazy);
        crowd.clear();
        crowd.go(time);
        double after = crowd.tally.latency.getValueAtPercentile(99) / 1e3;
        // First the network's own buffers fill, and they are as large as the kernel likes.
        crowd.goUntil(ENTRANCE, () -> lines.cut() == slow);
        List<String> broken = rest(crowd);
        int cut = lines.cut();
        if (cut != slow) {
          broken.add("%d of %d slow readers were cut".formatted(cut, slow));
        }
        double stood = lines.longestSeconds();
        if (stood > CUT_WITHIN_SECONDS) {
          broken.add("a line stood still for %.1f s before it was cut".formatted(stood));
        }
        if (after > atMost * before) {
          broken.add("others' p99 went from %.1f to %.1f ms".formatted(before, after));
        }
        Burden burden = burden(bench, crowd, slow);
        broken.addAll(burden.broken());
        Writes left = leftOver(bench, crowd);
        left.held().forEach(thread -> broken.add("still held up in a write: " + thread));
        if (left.parked() > 0) {
          broken.add("%d virtual threads wait in writes for good".formatted(left.parked()));
        }
        return new Outcome(
            "S10",
            "%d of %d stop reading, 100 messages/s of 3 KB, %d s: %d cut, at most %.1f s after their lines stood still; others' p99 %.1f ms, before %.1f; %s; once more: %s, %d virtual ones still %d s after the last was cut"
                .formatted(
                    slow,
                    readers,
                    time.toSeconds(),
                    cut,
                    stood,
                    after,
                    before,
                    missedRepeatedLost(crowd),
                    burden,
                    left.parked(),
                    PARTING.toSeconds()),
            broken);
      }
    }
  }

  /// Some stop reading and then go, each in another way, while the server still writes to them.
  /// Nothing may stay behind: the container's threads are few, and there are many phones that lose
  /// their network.
  ///
  /// @param each how many go in each way
  static Outcome gone(Bench bench, int each) {
    try (var crowd = crowd(bench, LARGE)) {
      List<Consumer<Visitor>> ways =
          List.of(
              visitor -> crowd.cut(List.of(visitor)),
              crowd::endSending,
              visitor -> crowd.sendRaw(visitor, frame(FIN | CLOSE, (byte) 3, (byte) 0xe8)),
              visitor -> crowd.sendRaw(visitor, frame(FIN | RESERVED, (byte) 3, (byte) 3)),
              visitor -> crowd.sendRaw(visitor, frame(FIN | BINARY, (byte) 3, (byte) 3)),
              visitor -> crowd.sendRaw(visitor, frame(FIN | PING)));
      int going = each * ways.size();
      Topic room = crowd.room("gone-" + each, 10 + going, 10, REMEMBERED);
      List<Visitor> lazy = room.visitors.subList(10, 10 + going);
      lazy.forEach(visitor -> visitor.smallWindow = true);
      enter(crowd, room.visitors);
      crowd.talk(250, room.visitors.subList(0, 10));
      crowd.ignore(lazy);
      boolean standing = crowd.goUntil(ENTRANCE, () -> Writes.of(bench).parked() >= going);
      for (int i = 0; i < going; i++) {
        ways.get(i % ways.size()).accept(lazy.get(i));
        crowd.go(Duration.ofMillis(5)); // for the server to meet them one at a time
      }
      crowd.go(Duration.ofSeconds(2));
      Writes soon = Writes.of(bench);
      crowd.goUntil(CUT_TAKES, () -> Writes.of(bench).isNone());
      Writes left = Writes.of(bench);
      double sockets = metric(bench, "chat_sockets", "");
      List<String> broken = rest(crowd);
      if (!standing) {
        broken.add("not all were written to when they went: nothing was put to the test");
      }
      left.held().forEach(thread -> broken.add("held up by who is gone: " + thread));
      if (left.parked() > 0) {
        broken.add("%d virtual threads wait for who is gone".formatted(left.parked()));
      }
      if (sockets != 10) {
        broken.add("%.0f sockets for 10 readers".formatted(sockets));
      }
      return new Outcome(
          "S10",
          "%d who do not read go in %d ways: 2 s later they hold %d threads of the system and %d virtual ones, in the end %d and %d; %s"
              .formatted(
                  going,
                  ways.size(),
                  soon.held().size(),
                  soon.parked(),
                  left.held().size(),
                  left.parked(),
                  missedRepeatedLost(crowd)),
          broken);
    }
  }

  /// What those cost who stop reading, until they are cut: in a room of their own, when nobody's
  /// latency is measured any more.
  private static Burden burden(Bench bench, Crowd crowd, int slow) {
    Topic room = crowd.room("burden-" + slow, 10 + slow, 10, REMEMBERED);
    List<Visitor> lazy = room.visitors.subList(10, 10 + slow);
    lazy.forEach(visitor -> visitor.smallWindow = true);
    enter(crowd, room.visitors);
    crowd.talk(100, room.visitors.subList(0, 10));
    crowd.go(Duration.ofSeconds(6)); // until the room remembers as much as it may
    try (var burden = new Burden(bench, slow);
        var lines = watch(bench, lazy)) {
      crowd.goUntil(ENTRANCE, burden::hasBegun);
      crowd.ignore(lazy);
      crowd.goUntil(ENTRANCE, () -> lines.cut() == slow);
      crowd.hush();
      return burden;
    }
  }

  /// Which threads wait in a write although all were cut for whom they do.
  private static Writes leftOver(Bench bench, Crowd crowd) {
    Writes left = Writes.of(bench);
    for (int waited = 0; waited < PARTING.toSeconds() && left.parked() > 0; waited++) {
      crowd.go(Duration.ofSeconds(1));
      left = Writes.of(bench);
    }
    return left;
  }

  private static StalledLines watch(Bench bench, List<Visitor> readers) {
    double before = disconnects(bench, "TOO_SLOW");
    return new StalledLines(
        bench.server().url("/").getPort(),
        readers.stream().map(Visitor::port).toList(),
        () -> (long) (disconnects(bench, "TOO_SLOW") - before));
  }

  /// The server stops as planned, or is killed, and starts anew; browsers come back as the page
  /// does: after a random wait, and after failures with its back-off.
  ///
  /// @param mostWithin seconds from the server's return until 95 % are back
  /// @param allWithin until the last one is
  static Outcome restarted(
      Bench bench,
      String promise,
      int readers,
      boolean planned,
      double mostWithin,
      double allWithin) {
    var random = new Random(bench.seed());
    try (var crowd = crowd(bench, SMALL)) {
      Topic room = crowd.room("%s-%d".formatted(promise, readers), readers + 1, 1, REMEMBERED);
      List<Visitor> all = room.visitors;
      enter(crowd, all);
      crowd.talk(20, all.subList(0, 1));
      crowd.go(Duration.ofSeconds(3));
      long said = crowd.tally.said; // PostgreSQL counts what it did for them a second later
      crowd.clear();
      long scansBefore = scans(bench);
      var anew =
          CompletableFuture.supplyAsync(() -> {
            if (planned) {
              bench.server().stop();
            } else {
              bench.server().kill();
            }
            bench.server().start();
            return new Ready(System.nanoTime(), Holdings.cpuSeconds(bench));
          });
      crowd.goUntil(ENTRANCE, () -> all.stream().noneMatch(Visitor::isInside));
      crowd.hush();
      Map<String, Integer> gone = Map.copyOf(crowd.tally.gone);
      int farewells = gone.getOrDefault("closed 4012", 0);
      List<Double> back = comeBack(crowd, all, anew, random);
      double cpu = Holdings.cpuSeconds(bench) - anew.join().cpuSeconds();
      room.expectWhatIsStored(); // this crowd sends nothing again
      crowd.talk(20, all.subList(0, 1));
      crowd.go(Duration.ofSeconds(1));
      crowd.tally.gone.clear(); // that they went was wanted
      crowd.tally.refused.remove("UNSENT"); // the author was out, too
      List<String> broken = rest(crowd);
      double p95 = back.get(back.size() * 95 / 100);
      long scans = scans(bench) - scansBefore;
      if (p95 > mostWithin) {
        broken.add("95 %% were back only after %.1f s".formatted(p95));
      }
      if (back.getLast() > allWithin) {
        broken.add("all were back only after %.1f s".formatted(back.getLast()));
      }
      if (planned && farewells != readers + 1) {
        broken.add("only %d of %d were told: %s".formatted(farewells, readers + 1, gone));
      }
      said += crowd.tally.said; // each is looked for once before it is stored
      if (scans > said + OTHER_LOOKS) {
        broken.add("the table was looked into %d times, for %d messages".formatted(scans, said));
      }
      HistoryReads reads = HistoryReads.of(bench); // by the new server
      broken.addAll(reads.broken());
      if (bench.server().log().contains("OutOfMemoryError")) {
        broken.add("the server was out of memory");
      }
      return new Outcome(
          promise,
          "%,d readers, server %s: %,d told with 4012; after the server was ready, 95 %% back in %.1f s, all in %.1f s, for which it used %.1f s of processor time; messages looked up %d times, readings of history: %s; %s"
              .formatted(
                  readers,
                  planned ? "stopped" : "killed",
                  farewells,
                  p95,
                  back.getLast(),
                  cpu,
                  scans,
                  reads,
                  missedRepeatedLost(crowd)),
          broken);
    }
  }

  /// When the server was ready, and how much it had worked for that.
  private record Ready(long at, double cpuSeconds) {}

  private record Attempt(Visitor who, int failures, long at) {}

  /// @return seconds from the server's return to each reader's, in order
  private static List<Double> comeBack(
      Crowd crowd, List<Visitor> all, CompletableFuture<Ready> anew, Random random) {
    var attempts = new PriorityQueue<Attempt>((a, b) -> Long.compare(a.at(), b.at()));
    long now = System.nanoTime();
    all.forEach(who -> attempts.add(new Attempt(who, 0, now + random.nextLong(5_000_000_000L))));
    List<Visitor> coming = new ArrayList<>();
    List<Double> back = new ArrayList<>();
    boolean allBack =
        crowd.goUntil(
            ENTRANCE.multipliedBy(2),
            () -> {
              List<Visitor> due = new ArrayList<>();
              while (!attempts.isEmpty() && attempts.peek().at() <= System.nanoTime()) {
                Attempt attempt = attempts.remove();
                if (anew.isDone()) {
                  due.add(attempt.who());
                } else {
                  attempts.add(again(attempt, random));
                }
              }
              crowd.come(due, AT_ONCE);
              coming.addAll(due);
              if (coming.removeIf(Visitor::isInside)) {
                double seconds = (System.nanoTime() - anew.join().at()) / 1e9;
                while (back.size() < all.size() - attempts.size() - coming.size()) {
                  back.add(seconds);
                }
              }
              return attempts.isEmpty() && coming.isEmpty();
            });
    if (!allBack) {
      throw new AssertionError("not all came back: " + crowd.tally.faults());
    }
    return back;
  }

  /// As `backoff.js` has it.
  private static Attempt again(Attempt failed, Random random) {
    long bound = Math.min(2_000, 500L << Math.min(6, failed.failures()));
    long wait = TimeUnit.MILLISECONDS.toNanos(random.nextLong(bound));
    return new Attempt(failed.who(), failed.failures() + 1, System.nanoTime() + wait);
  }

  /// Asks what costs more than a look twice a second.
  static BooleanSupplier nowAndThen(BooleanSupplier condition) {
    long[] nextLook = {System.nanoTime()};
    return () -> {
      if (System.nanoTime() - nextLook[0] < 0) {
        return false;
      }
      nextLook[0] = System.nanoTime() + 500_000_000;
      return condition.getAsBoolean();
    };
  }

  static Crowd crowd(Bench bench, int textBytes) {
    return new Crowd(bench.server().url("/").getPort(), textBytes, true);
  }

  static void enter(Crowd crowd, List<Visitor> visitors) {
    if (!crowd.open(visitors, AT_ONCE, ENTRANCE)) {
      throw new AssertionError("not all came in: " + crowd.tally.faults());
    }
  }

  /// @return what was missed, came again, is gone or was refused
  static List<String> rest(Crowd crowd) {
    crowd.hush();
    crowd.settle(REST);
    List<String> broken = new ArrayList<>();
    if (!crowd.tally.faults().isEmpty()) {
      broken.add(crowd.tally.faults());
    }
    return broken;
  }

  static String missedRepeatedLost(Crowd crowd) {
    return "%d missed, %d came again, %d lost"
        .formatted(crowd.tally.missed, crowd.tally.repeated, crowd.tally.lost);
  }

  /// How often anybody looked into the table of messages.
  private static long scans(Bench bench) {
    return bench
        .ask(
            "SELECT seq_scan + idx_scan FROM pg_stat_user_tables WHERE relname = ?",
            "messages",
            row -> row.getLong(1))
        .getFirst();
  }

  private static double disconnects(Bench bench, String reason) {
    return metric(bench, "chat_disconnects_total", "reason=\"" + reason + "\"");
  }

  static double metric(Bench bench, String name, String label) {
    Matcher line =
        Pattern.compile("(?m)^" + name + "(\\{[^}]*" + label + "[^}]*})? (\\S+)$")
            .matcher(bench.server().metrics());
    return line.find() ? Double.parseDouble(line.group(2)) : 0;
  }
}
