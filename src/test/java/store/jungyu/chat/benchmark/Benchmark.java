package store.jungyu.chat.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What `script/benchmark` runs: every scene on every server, as often as wanted, in turns, so that
/// what else the machine does meets all alike.
final class Benchmark {
  private final Options options;
  private final List<Scene> scenes;
  private final Report report;
  private final long began = System.nanoTime();

  private Benchmark(Options options) {
    this.options = options;
    this.scenes =
        Scenes.all().stream().filter(scene -> options.scenes().contains(scene.name())).toList();
    this.report = new Report(options);
  }

  static void main(String[] arguments) throws Exception {
    if (!Files.exists(Path.of("/proc/self/stat"))) {
      System.err.println("The benchmark reads processor time and memory from Linux's /proc.");
      System.exit(1);
    }
    Options options = Options.of(arguments);
    if (options == null) {
      System.exit(2);
      return;
    }
    boolean sound = new Benchmark(options).run();
    System.exit(sound ? 0 : 1);
  }

  private boolean run() throws Exception {
    Files.createDirectories(Path.of("target", "benchmark"));
    List<Peer> peers = Peer.all(options.gorilla());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> peers.forEach(Peer::stop)));
    System.out.println("PostgreSQL and the chat are starting.");
    boolean sound = true;
    try (var chat = new Chat(options.profile())) {
      Runtime.getRuntime().addShutdownHook(new Thread(chat::close));
      report.describe(chat.durability());
      List<Target> targets = new ArrayList<>();
      targets.add(chat);
      targets.addAll(peers);
      System.out.printf(
          "%d scenes, %d times on each server: about %d minutes.%n",
          scenes.size(), options.repeats(), (estimate(targets) + 59) / 60);
      for (Scene scene : scenes) {
        System.out.printf("%n%s: %s%n", scene.name(), scene.says());
        for (int repeat = 1; repeat <= options.repeats(); repeat++) {
          for (Target target : playing(scene, targets)) {
            sound &= play(scene, target, repeat);
          }
        }
        report.print(scene);
        report.write();
      }
    }
    report.write();
    System.out.printf("%nAll figures: %s%n", options.json());
    return sound;
  }

  private boolean play(Scene scene, Target target, int repeat) {
    System.out.printf(
        "  %4d s  %s, %d of %d%n",
        (System.nanoTime() - began) / 1_000_000_000, target.name(), repeat, options.repeats());
    String run = "%s-%d-%x".formatted(scene.name(), repeat, Instant.now().toEpochMilli());
    try {
      double startSeconds = target.start().toNanos() / 1e9;
      Figures figures =
          scene
              .play()
              .apply(new Stage(target, run, options.seconds(), Duration.ofSeconds(options.warm())));
      figures.put("startSeconds", startSeconds);
      report.add(scene, target, figures);
      if (!figures.faults.isBlank()) {
        System.out.printf("         NOT SOUND: %s%n", figures.faults);
      }
      return figures.faults.isBlank();
    } catch (IllegalStateException e) {
      System.out.printf("         FAILED: %s%n", e.getMessage());
      report.fail(scene, target, String.valueOf(e.getMessage()));
      return false;
    } finally {
      target.stop();
    }
  }

  private static List<Target> playing(Scene scene, List<Target> targets) {
    return targets.stream().filter(target -> target.plays(scene.name())).toList();
  }

  private int estimate(List<Target> targets) {
    int seconds = 30;
    for (Scene scene : scenes) {
      int once = Timetable.once(scene.name(), options.seconds(), options.warm());
      seconds += options.repeats() * playing(scene, targets).size() * once;
    }
    return seconds;
  }

  /// Smallest, middle and largest of several runs.
  record Spread(double min, double median, double max) {
    static Spread of(List<Double> values) {
      List<Double> sorted = values.stream().sorted().toList();
      int n = sorted.size();
      double median = (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
      return new Spread(sorted.getFirst(), median, sorted.getLast());
    }
  }

  /// Runs of one scene on one server.
  record Runs(List<Figures> runs, List<String> failures) {
    Runs() {
      this(new ArrayList<>(), new ArrayList<>());
    }

    Map<String, Spread> spreads() {
      Map<String, List<Double>> values = new TreeMap<>();
      for (Figures figures : runs) {
        figures.values.forEach((name, value) -> {
          if (Double.isFinite(value)) {
            values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
          }
        });
      }
      Map<String, Spread> spreads = new TreeMap<>();
      values.forEach((name, all) -> spreads.put(name, Spread.of(all)));
      return spreads;
    }
  }
}
