package store.jungyu.chat.chaos;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What `script/chaos` runs: ordeals, one after the other, each on a chat of its own; or a soak.
final class Chaos {
  private static final Duration QUICK = Duration.ofSeconds(3);
  private static final Duration LONG = Duration.ofSeconds(60); // what S7 asks for

  /// @param numbers with how much of everything: the promises', or those of the tests
  record Ordeal(String says, Play play) {}

  interface Play {
    Outcome on(Bench bench) throws SQLException;
  }

  private Chaos() {}

  static void main(String[] arguments) throws SQLException {
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
      Outcome outcome = play(name, ordeal, seed);
      outcomes.add(outcome);
      System.out.printf(
          "%s%n     %d s%n", outcome, Duration.ofNanos(System.nanoTime() - before).toSeconds());
    }
    long broken = outcomes.stream().filter(outcome -> !outcome.sound()).count();
    System.out.printf(
        "%n%d of %d promises kept; again with --seed %d%n",
        outcomes.size() - broken, outcomes.size(), seed);
    System.exit(broken == 0 ? 0 : 1);
  }

  private static Outcome play(String name, Ordeal ordeal, long seed) throws SQLException {
    try (Bench bench = new Bench(seed, Map.of())) {
      return ordeal.play().on(bench);
    } catch (AssertionError | IllegalStateException e) {
      return new Outcome(name, "not played to its end", List.of(String.valueOf(e.getMessage())));
    }
  }

  private static Map<String, Ordeal> ordeals(boolean brief) {
    Load load = brief ? Load.SHORT : Load.FULL;
    Map<String, Ordeal> all = new LinkedHashMap<>();
    all.put(
        "S1",
        new Ordeal(
            "server and database are killed at random moments",
            bench -> Ordeals.killed(bench, load, brief ? 1 : 5)));
    all.put(
        "S2",
        new Ordeal(
            "everything is sent up to six times, on two sockets, over cuts and a restart",
            bench -> Ordeals.resent(bench, brief ? 40 : 300)));
    all.put(
        "S3",
        new Ordeal(
            "20 authors race in one room",
            bench -> Ordeals.raced(bench, 20, brief ? 20 : 200, brief ? 1_000 : 5_000)));
    all.put(
        "S4",
        new Ordeal(
            "lines between browsers and server are torn in every way",
            bench -> Ordeals.tornLines(bench, load, brief ? QUICK : Duration.ofSeconds(10))));
    all.put(
        "S7",
        new Ordeal(
            "the database is away in every way",
            bench -> Ordeals.databaseAway(bench, load, brief ? QUICK : LONG)));
    all.put(
        "S8",
        new Ordeal(
            "the line to the database is cut before COMMIT and before its answer",
            bench -> Ordeals.cutAtCommit(bench, load, brief ? 3 : 20)));
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
