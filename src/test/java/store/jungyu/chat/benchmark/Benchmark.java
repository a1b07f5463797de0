package store.jungyu.chat.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What `script/benchmark` runs: every scene on every server, as often as wanted, in turns, so that
/// what else the machine does meets all alike.
final class Benchmark {
  private static final int UNSOUND = 1;
  private static final int WRONG_USE = 2;
  private static final int OVERDUE = 3;

  private final Options options;
  private final List<Scene> scenes;
  private final List<Target> targets = new ArrayList<>();
  private final Report report;
  private final Progress progress;

  private Benchmark(Options options, Chat chat, List<Peer> peers) {
    this.options = options;
    this.scenes =
        Scenes.all().stream().filter(scene -> options.scenes().contains(scene.name())).toList();
    this.report = new Report(options, chat.durability(), chat.options());
    targets.add(chat);
    targets.addAll(peers);
    this.progress = new Progress(estimate());
  }

  static void main(String[] arguments) throws IOException {
    if (!Files.exists(Path.of("/proc/self/stat"))) {
      System.err.println("The benchmark reads processor time and memory from Linux's /proc.");
      System.exit(UNSOUND);
    }
    Options options = Options.of(arguments);
    System.exit(options == null ? WRONG_USE : run(options));
  }

  private static int run(Options options) throws IOException {
    Files.createDirectories(Path.of("target", "benchmark"));
    List<Peer> peers = Peer.all(options.gorilla(), options.ws());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> peers.forEach(Peer::stop)));
    System.out.println("PostgreSQL and the chat are starting.");
    try (var chat = new Chat(options.profile(), options.isTrial())) {
      Runtime.getRuntime().addShutdownHook(new Thread(chat::close));
      if (!chat.isDurable()) {
        System.err.println("PostgreSQL must write before it answers: " + chat.durability());
        return UNSOUND;
      }
      var benchmark = new Benchmark(options, chat, peers);
      benchmark.printHead(chat);
      return benchmark.play() ? 0 : UNSOUND;
    }
  }

  private void printHead(Chat chat) {
    System.out.printf(
        "%s, commit %s; PostgreSQL: %s%n",
        ProcessFigures.processor(), Machine.commit(), chat.durability());
    if (!Machine.warning().isEmpty()) {
      System.out.println(Machine.warning());
    }
    if (options.isTrial()) {
      System.out.println("WARNING: without the usual warm-up no figure is worth anything.");
    }
    System.out.printf(
        "%d scenes, %d times on each server: about %s, at most twice that.%n",
        scenes.size(), options.repeats(), progress.left());
  }

  private boolean play() {
    progress.atLimit(this::giveUp);
    boolean sound = true;
    for (int i = 0; i < scenes.size(); i++) {
      Scene scene = scenes.get(i);
      System.out.printf("%n%s: %s%n", scene.name(), scene.says());
      for (int repeat = 1; repeat <= options.repeats(); repeat++) {
        for (Target target : playing(scene)) {
          System.out.printf(
              "  %s: scene %d of %d, repeat %d of %d, about %s left%n",
              target.name(), i + 1, scenes.size(), repeat, options.repeats(), progress.left());
          sound &= play(scene, target, repeat);
          progress.done(once(scene));
        }
      }
      report.print(scene);
      report.write();
    }
    report.printGoals();
    System.out.printf("%nAll figures: %s%n", options.json());
    return sound;
  }

  private boolean play(Scene scene, Target target, int repeat) {
    Figures figures = played(scene, target, repeat);
    figures.repeat = repeat;
    report.add(scene, target, figures);
    if (!figures.isSound()) {
      System.out.printf("         NOT SOUND: %s%n", figures.faults);
    }
    return figures.isSound();
  }

  /// Whatever happens to a server, the next one has its turn.
  private Figures played(Scene scene, Target target, int repeat) {
    String run = "%s-%d-%x".formatted(scene.name(), repeat, Instant.now().toEpochMilli());
    try {
      double startSeconds = target.start().toNanos() / 1e9;
      var warm = Duration.ofSeconds(options.warm());
      Figures figures = scene.play().apply(new Stage(target, run, options.seconds(), warm));
      return figures.put("startSeconds", startSeconds);
    } catch (RuntimeException e) {
      return failed(target, e);
    } finally {
      stop(target);
    }
  }

  private static Figures failed(Target target, RuntimeException why) {
    System.err.println(target.name() + ": " + why);
    return Figures.failed(why.toString().lines().findFirst().orElse(""));
  }

  private static void stop(Target target) {
    try {
      target.stop();
    } catch (RuntimeException e) {
      System.err.println(target.name() + " was not stopped: " + e);
    }
  }

  /// Called from another thread, when it takes twice as long as it should.
  private void giveUp() {
    System.out.printf("%nThis takes too long; here is what there is.%n");
    scenes.forEach(report::print);
    report.printGoals();
    report.write();
    System.exit(OVERDUE);
  }

  private List<Target> playing(Scene scene) {
    return targets.stream().filter(target -> target.plays(scene.name())).toList();
  }

  private int once(Scene scene) {
    return Timetable.once(scene.name(), options.seconds(), options.warm());
  }

  private int estimate() {
    return scenes.stream()
        .mapToInt(scene -> options.repeats() * playing(scene).size() * once(scene))
        .sum();
  }
}
