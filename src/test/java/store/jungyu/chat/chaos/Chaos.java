package store.jungyu.chat.chaos;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import store.jungyu.chat.testing.ClassArchive;

/// What `script/chaos` runs: ordeals, one after the other, each on a chat of its own; or a soak.
final class Chaos {
  private static final Duration QUICK = Duration.ofSeconds(3);
  private static final double UNJUDGED = Double.POSITIVE_INFINITY;

  /// An ordeal that goes on for longer than this stands still.
  private static final Duration LIMIT_SHORT = Duration.ofMinutes(4);

  private static final Duration LIMIT = Duration.ofMinutes(30);

  private static final Duration LONG = Duration.ofSeconds(60); // what S7 asks for

  record Ordeal(String says, Play play) {}

  /// On a bench of its own.
  interface Play {
    Outcome from(long seed) throws SQLException, IOException;
  }

  /// On a bench as most want it.
  interface OnBench {
    Outcome on(Bench bench) throws SQLException;
  }

  /// Where speed is judged the server is the one that readers get, and not the one of tests.
  private static Play onBench(boolean brief, OnBench play) {
    return seed -> {
      try (Bench bench =
          new Bench(seed, brief ? Map.of() : Map.of("JVM_ARGS", ClassArchive.argument()))) {
        return play.on(bench);
      }
    };
  }

  private Chaos() {}

  static void main(String[] arguments) throws SQLException, IOException {
    Map<String, String> options = options(arguments);
    long seed = Long.parseLong(options.getOrDefault("seed", Long.toString(System.nanoTime())));
    boolean brief = options.containsKey("short");
    System.out.println("seed " + seed);
    if (options.containsKey("soak")) {
      System.exit(new Soak(seed, Soak.time(options.getOrDefault("soak", ""))).run() ? 0 : 1);
    }
    Map<String, Ordeal> ordeals = ordeals(brief);
    List<String> wanted =
        options.containsKey("only")
            ? List.of(options.getOrDefault("only", "").split(",", -1))
            : List.copyOf(ordeals.keySet());
    List<Outcome> outcomes = new ArrayList<>();
    for (String name : wanted) {
      Ordeal ordeal = ordeals.get(name);
      if (ordeal == null) {
        System.err.println("There is no \"" + name + "\", but: " + ordeals.keySet());
        System.exit(2);
        return;
      }
      System.out.printf("%n%s  %s%n", name, ordeal.says());
      long before = System.nanoTime();
      Outcome outcome = play(name, ordeal, seed, brief ? LIMIT_SHORT : LIMIT);
      outcomes.add(outcome);
      System.out.printf(
          "%s%n     %d s%n", outcome, Duration.ofNanos(System.nanoTime() - before).toSeconds());
    }
    System.out.printf("%n%s; again with --seed %d%n", Outcome.count(outcomes), seed);
    System.exit(outcomes.stream().allMatch(outcome -> outcome.broken().isEmpty()) ? 0 : 1);
  }

  /// Plays it to its end, or for `within`: then what it stands at is printed, and the next one's
  /// turn comes. What it started ends with this program, if it does not before.
  private static Outcome play(String name, Ordeal ordeal, long seed, Duration within) {
    var outcome = new CompletableFuture<Outcome>();
    Thread player =
        Thread.ofPlatform()
            .daemon()
            .name(name)
            .start(() -> {
              try {
                outcome.complete(ordeal.play().from(seed));
              } catch (Exception | Error e) {
                outcome.complete(cutShort(name, String.valueOf(e.getMessage())));
              }
            });
    try {
      return outcome.get(within.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      Stream.of(player.getStackTrace()).forEach(at -> System.out.println("     at " + at));
      player.interrupt();
      return cutShort(name, "not through after %d s".formatted(within.toSeconds()));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return cutShort(name, "interrupted");
    }
  }

  private static Outcome cutShort(String name, String why) {
    return new Outcome(name, "not played to its end", List.of(why));
  }

  private static Map<String, Ordeal> ordeals(boolean brief) {
    Load load = brief ? Load.SHORT : Load.FULL;
    Map<String, Ordeal> all = new LinkedHashMap<>();
    all.put(
        "S1",
        new Ordeal(
            "server and database are killed at random moments",
            onBench(brief, bench -> Ordeals.killed(bench, load, brief ? 1 : 5))));
    all.put(
        "S2",
        new Ordeal(
            "everything is sent up to six times, on two sockets, over cuts and a restart",
            onBench(brief, bench -> Ordeals.resent(bench, brief ? 40 : 300))));
    all.put(
        "S3",
        new Ordeal(
            "20 authors race in one room",
            onBench(
                brief,
                bench -> Ordeals.raced(bench, 20, brief ? 20 : 200, brief ? 1_000 : 5_000))));
    all.put(
        "S4",
        new Ordeal(
            "lines between browsers and server are torn in every way",
            onBench(
                brief,
                bench -> Ordeals.tornLines(bench, load, brief ? QUICK : Duration.ofSeconds(10)))));
    all.put(
        "S5",
        new Ordeal(
            "readers are away for times by lot",
            onBench(
                brief,
                bench ->
                    brief
                        ? Crowds.away(bench, 150, 100, Duration.ofSeconds(8))
                        : Crowds.away(bench, 1_000, 20, Duration.ofSeconds(120)))));
    all.put(
        "S6",
        new Ordeal(
            "people come in while others write",
            onBench(
                brief,
                bench -> Crowds.joined(bench, brief ? 400 : 10_000, brief ? 100 : 200, 100))));
    all.put(
        "S7",
        new Ordeal(
            "the database is away in every way",
            onBench(brief, bench -> Ordeals.databaseAway(bench, load, brief ? QUICK : LONG))));
    all.put(
        "S8",
        new Ordeal(
            "the line to the database is cut before COMMIT and before its answer",
            onBench(brief, bench -> Ordeals.cutAtCommit(bench, load, brief ? 3 : 20))));
    all.put("S9", new Ordeal("the disk is full", seed -> Trials.diskFull(seed, load)));
    all.put(
        "S10",
        new Ordeal(
            "some stop reading",
            onBench(
                brief,
                bench ->
                    brief
                        ? Crowds.slow(bench, 200, 10, Duration.ofSeconds(12), UNJUDGED)
                        : Crowds.slow(bench, 1_000, 50, LONG, 1.2))));
    all.put(
        "S10-gone",
        new Ordeal(
            "some stop reading and go",
            onBench(brief, bench -> Crowds.gone(bench, brief ? 8 : 20))));
    all.put(
        "S11",
        new Ordeal(
            "peers go silent without a word",
            onBench(brief, bench -> WhoIsThere.silenced(bench, brief ? 50 : 500))));
    all.put(
        "S12",
        new Ordeal(
            "a planned stop under load",
            onBench(
                brief,
                bench ->
                    Crowds.restarted(
                        bench,
                        "S12",
                        brief ? 200 : 1_000,
                        true,
                        brief ? Crowds.BACK_WITHIN_SECONDS : 3,
                        UNJUDGED))));
    for (int readers : brief ? new int[] {500} : new int[] {2_000, 5_000, 10_000}) {
      all.put(
          "S13-" + readers,
          new Ordeal(
              "all come back to a server that was killed",
              onBench(
                  brief, bench -> Crowds.restarted(bench, "S13", readers, false, UNJUDGED, 60))));
    }
    all.put("S14", new Ordeal("the server's clock steps", seed -> Clocks.step(seed, load)));
    all.put(
        "S15",
        new Ordeal(
            "people come and go as fast as they can",
            onBench(
                brief,
                bench ->
                    WhoIsThere.cameAndWent(
                        bench,
                        brief ? 100 : 500,
                        brief ? Duration.ofSeconds(8) : Duration.ofSeconds(30)))));
    all.put(
        "lies",
        new Ordeal(
            "the database lies, and this bench has to find out",
            onBench(brief, Planted::inTheDatabase)));
    all.put(
        "S16",
        new Ordeal(
            "one client wants too much, and sends what nobody should",
            seed -> Greed.played(seed, Duration.ofSeconds(brief ? 4 : 10), !brief)));
    all.put("S17", new Ordeal("secrets are looked for everywhere", Trials::secretsTraced));
    return all;
  }

  private static Map<String, String> options(String[] arguments) {
    Map<String, String> options = new LinkedHashMap<>();
    Function<String, String> bare = name -> name.replaceFirst("^--", "");
    for (int i = 0; i < arguments.length; i++) {
      String name = bare.apply(arguments[i]);
      options.put(name, name.equals("short") ? "" : arguments[++i]);
    }
    return options;
  }
}
