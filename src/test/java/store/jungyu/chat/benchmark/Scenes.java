package store.jungyu.chat.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/// All scenes.
final class Scenes {
  private static final List<String> LIVELY =
      List.of(
          "deliveriesPerSecond",
          "p50Ms",
          "p90Ms",
          "p99Ms",
          "p999Ms",
          "latestSendMs",
          "serverMiB",
          "deliveriesPerServerSecond",
          "serverMicrosPerDelivery",
          "databaseMicrosPerMessage",
          "serverCores",
          "databaseCores",
          "generatorCores");
  private static final List<String> RAISED =
      List.of(
          "saidPerSecond",
          "deliveriesPerSecond",
          "p50Ms",
          "p99Ms",
          "latestSendMs",
          "messagesPerFrame",
          "serverMiB",
          "serverMicrosPerDelivery",
          "serverCores",
          "databaseCores",
          "generatorCores",
          "topDeliveriesPerSecond",
          "topP99Ms",
          "stepsDown");
  private static final int OPEN_AT_ONCE = 200;
  private static final int IN_A_STORM_AT_ONCE = 1_000;
  private static final int OPENING_ROUNDS = 8;

  /// Until a line stands still, and again until all that do are cut.
  private static final Duration STUCK = Duration.ofSeconds(60);

  private Scenes() {}

  static List<Scene> all() {
    List<Scene> scenes = new ArrayList<>();
    scenes.add(start());
    scenes.add(lively("quiet", 1, 1_000, 1));
    scenes.add(lively("room10", 1, 1_000, 10));
    scenes.add(lively("room50", 1, 1_000, 50));
    scenes.add(lively("rooms", 1_000, 10, 1_500));
    scenes.add(
        new Scene(
            "rooms-raised",
            "1,000 rooms of 10, raised until p99 > 500 ms or loss; best with p99 <= 250 ms",
            RAISED,
            stage -> raised(stage, 1_000, 10, 3_000, 250)));
    scenes.add(
        new Scene(
            "busy",
            "one room of 1,000, raised until p99 > 500 ms or loss; best with p99 <= 250 ms",
            RAISED,
            stage -> raised(stage, 1, 1_000, 100, 250)));
    scenes.add(
        new Scene(
            "ingest",
            "100 rooms of 2, raised until p99 > 500 ms or loss; best with p99 <= 100 ms",
            RAISED,
            stage -> raised(stage, 100, 2, 5_000 * 27 / 64.0, 100)));
    scenes.add(idle());
    scenes.add(storm());
    scenes.add(slow());
    for (int sockets : new int[] {100, 1_000, 5_000, 10_000}) {
      scenes.add(lively("sockets" + sockets, 1, sockets, 10));
    }
    for (int rooms : new int[] {1, 10, 100, 1_000}) {
      scenes.add(lively("split" + rooms, rooms, 1_000 / rooms, 50));
    }
    return scenes;
  }

  /// @param each how many read in each room
  /// @param rate messages a second, of all rooms together
  private static Scene lively(String name, int rooms, int each, int rate) {
    String where = rooms == 1 ? "one room" : "%,d rooms".formatted(rooms);
    return new Scene(
        name,
        "%s of %,d, %,d messages/s".formatted(where, each, rate),
        LIVELY,
        stage -> rooms(stage, rooms, each, rate));
  }

  private static List<Visitor> furnish(
      Stage stage, Crowd crowd, int rooms, int visitors, int remembered) {
    List<Visitor> speakers = new ArrayList<>();
    int named = Math.min(20, visitors);
    for (int i = 0; i < rooms; i++) {
      crowd.room(stage.room(i), visitors, named, remembered);
    }
    for (int speaker = 0; speaker < named; speaker++) {
      for (Topic topic : crowd.topics) {
        speakers.add(topic.visitors.get(speaker));
      }
    }
    return speakers;
  }

  /// Twenty in a room speak in turn, all listen.
  private static Figures rooms(Stage stage, int rooms, int visitors, double perSecond) {
    try (Crowd crowd = stage.crowd()) {
      List<Visitor> speakers = furnish(stage, crowd, rooms, visitors, 1 << 14);
      stage.open(crowd);
      stage.warmUp(crowd, Math.max(50, perSecond), speakers);
      return stage.measure(crowd, perSecond, speakers, Duration.ofSeconds(1), stage.time());
    }
  }

  private static Figures raised(Stage stage, int rooms, int visitors, double from, double good) {
    try (Crowd crowd = stage.crowd()) {
      List<Visitor> speakers =
          furnish(stage, crowd, rooms, visitors, rooms == 1 ? 1 << 18 : 1 << 12);
      stage.open(crowd);
      stage.warmUp(crowd, from, speakers);
      return stage.raise(crowd, from, speakers, good, 500);
    }
  }

  private static Scene start() {
    return new Scene(
        "start",
        "from the process's start to its first answered socket",
        List.of("startSeconds", "startProcessorSeconds", "serverMiB"),
        stage ->
            new Figures()
                .put("startProcessorSeconds", ProcessFigures.cpuMicros(stage.target().pid()) / 1e6)
                .put("serverMiB", ProcessFigures.residentKib(stage.target().pid()) / 1_024.0));
  }

  private static Scene idle() {
    return new Scene(
        "idle",
        "10,000 sockets in 100 rooms, nobody speaks; per socket of the last 9,000",
        List.of(
            "kibPerSocket",
            "kibPerSocketCollected",
            "openedPerSecond",
            "serverMicrosPerFirstOpening",
            "serverMicrosPerOpening",
            "openingp99Ms",
            "databaseMicrosPerOpening",
            "idleServerCores",
            "idleDatabaseCores",
            "serverMiB"),
        Scenes::idle);
  }

  private static Figures idle(Stage stage) {
    Target target = stage.target();
    var figures = new Figures();
    try (Crowd crowd = stage.crowd()) {
      furnish(stage, crowd, 100, 100, 16);
      List<Visitor> first = new ArrayList<>();
      List<Visitor> others = new ArrayList<>();
      for (Topic topic : crowd.topics) {
        first.addAll(topic.visitors.subList(0, 10));
        others.addAll(topic.visitors.subList(10, 100));
      }
      boolean open = crowd.open(first, OPEN_AT_ONCE, Duration.ofSeconds(30));
      crowd.go(Duration.ofSeconds(2));
      target.collectGarbage();
      long residentFirst = ProcessFigures.residentKib(target.pid());
      Usage before = Usage.of(target);
      open &= crowd.open(others, OPEN_AT_ONCE, Duration.ofSeconds(60));
      Usage used = Usage.of(target).since(before);
      figures.put("serverMicrosPerFirstOpening", (double) used.serverMicros() / others.size());
      crowd.go(Duration.ofSeconds(3));
      long residentAll = ProcessFigures.residentKib(target.pid());
      figures.put("serverMiB", residentAll / 1_024.0);
      figures.put("kibPerSocket", (double) (residentAll - residentFirst) / others.size());
      target.collectGarbage();
      long residentCollected = ProcessFigures.residentKib(target.pid());
      figures.put(
          "kibPerSocketCollected", (double) (residentCollected - residentFirst) / others.size());
      // Once more, again and again, and the last time counts: a Java server compiles for as long
      // as it took here to find out what it does often.
      for (int round = 1; round <= OPENING_ROUNDS; round++) {
        crowd.cut(others);
        crowd.go(Duration.ofSeconds(3));
        crowd.count();
        if (round == OPENING_ROUNDS) {
          target.beginProfile();
        }
        before = Usage.of(target);
        open &= crowd.open(others, OPEN_AT_ONCE, Duration.ofSeconds(60));
        used = Usage.of(target).since(before);
      }
      target.endProfile(stage.run());
      figures.put("openedPerSecond", others.size() / used.seconds());
      figures.put("serverMicrosPerOpening", (double) used.serverMicros() / others.size());
      figures.put("databaseMicrosPerOpening", (double) used.databaseMicros() / others.size());
      figures.putPercentiles("opening", crowd.tally.opening);
      crowd.go(Duration.ofSeconds(10));
      Usage quiet = Usage.of(target);
      crowd.go(Duration.ofSeconds(25));
      used = Usage.of(target).since(quiet);
      figures.put("idleServerCores", used.cores(used.serverMicros()));
      figures.put("idleDatabaseCores", used.cores(used.databaseMicros()));
      figures.faults = (open ? "" : "not all were let in ") + crowd.faults();
    }
    return figures;
  }

  private static Scene storm() {
    return new Scene(
        "storm",
        "10,000 of one room are cut off, miss 20 messages, and all come back at once",
        List.of(
            "backSeconds",
            "backPerSecond",
            "caughtUp",
            "p50Ms",
            "p99Ms",
            "openingp99Ms",
            "serverMiB",
            "serverMicrosPerOpening",
            "databaseMicrosPerOpening",
            "serverCores",
            "databaseCores",
            "generatorCores"),
        Scenes::storm);
  }

  private static Figures storm(Stage stage) {
    Target target = stage.target();
    var figures = new Figures();
    try (Crowd crowd = stage.crowd()) {
      List<Visitor> speakers = furnish(stage, crowd, 1, 10_001, 1 << 12).subList(0, 1);
      boolean open = crowd.open(crowd.everybody(), OPEN_AT_ONCE, Duration.ofSeconds(60));
      crowd.talk(10, speakers);
      crowd.go(Duration.ofSeconds(2));
      crowd.hush();
      open &= crowd.settle(Duration.ofSeconds(20));
      List<Visitor> cut = crowd.everybody().subList(1, 10_001);
      crowd.cut(cut);
      crowd.count();
      crowd.talk(10, speakers);
      crowd.go(Duration.ofSeconds(2));
      target.beginProfile();
      crowd.count();
      crowd.talk(1, speakers); // and it goes on while they come
      Usage before = Usage.of(target);
      open &= crowd.open(cut, IN_A_STORM_AT_ONCE, Duration.ofSeconds(90));
      Usage used = Usage.of(target).since(before);
      crowd.hush();
      open &= crowd.settle(Duration.ofSeconds(20));
      target.endProfile(stage.run());
      figures.put("backSeconds", used.seconds());
      figures.put("backPerSecond", cut.size() / used.seconds());
      figures.put("serverMicrosPerOpening", (double) used.serverMicros() / cut.size());
      figures.put("databaseMicrosPerOpening", (double) used.databaseMicros() / cut.size());
      figures.put("serverCores", used.cores(used.serverMicros()));
      figures.put("databaseCores", used.cores(used.databaseMicros()));
      figures.put("generatorCores", used.cores(used.generatorMicros()));
      if (crowd.tally.latency.getTotalCount() > 0) {
        figures.putPercentiles("", crowd.tally.latency);
      }
      figures.put("caughtUp", crowd.tally.caughtUp);
      figures.put("serverMiB", ProcessFigures.residentKib(target.pid()) / 1_024.0);
      figures.putPercentiles("opening", crowd.tally.opening);
      figures.faults = (open ? "" : "not all are back ") + crowd.faults();
    }
    return figures;
  }

  private static Scene slow() {
    return new Scene(
        "slow",
        "one room of 1,000, 100 messages/s of 1 KiB; 50 stop reading; the others, while a line stands",
        List.of(
            "baselineP99Ms",
            "p50Ms",
            "p99Ms",
            "p999Ms",
            "timesBaseline",
            "standsAfterSeconds",
            "cut",
            "serverMicrosPerDelivery",
            "databaseMicrosPerMessage",
            "serverCores",
            "databaseCores",
            "generatorCores",
            "latestSendMs",
            "serverMiB"),
        Scenes::slow);
  }

  private static Figures slow(Stage stage) {
    try (Crowd crowd = stage.crowd(1_024)) {
      List<Visitor> speakers = furnish(stage, crowd, 1, 1_000, 1 << 14);
      List<Visitor> slow = crowd.everybody().subList(950, 1_000);
      slow.forEach(visitor -> visitor.smallWindow = true);
      stage.open(crowd);
      stage.warmUp(crowd, 100, speakers);
      Figures baseline = stage.measure(crowd, 100, speakers, Duration.ofSeconds(1), stage.time());
      var lines = new StandingLines(stage.target().port(), slow);
      crowd.ignore(slow);
      crowd.talk(100, speakers);
      double standsAfter = seconds(crowd, lines::anyStands);
      Figures figures =
          stage.measure(crowd, 100, speakers, Duration.ofMillis(100), stage.time().multipliedBy(2));
      crowd.talk(100, speakers);
      seconds(crowd, () -> lines.left() == 0);
      crowd.hush();
      crowd.settle(STUCK);
      if (figures.isSound()) {
        figures.faults = crowd.faults();
      }
      long cut = slow.size() - crowd.readAgain(slow, Duration.ofSeconds(3));
      figures.put("standsAfterSeconds", standsAfter);
      figures.put("baselineP99Ms", baseline.get("p99Ms"));
      figures.put("timesBaseline", figures.get("p99Ms") / baseline.get("p99Ms"));
      figures.put("cut", cut);
      if (!lines.anyStands()) {
        figures.faults += " no line stood still";
      } else if (cut != slow.size()) {
        figures.faults += " only %d of %d were cut".formatted(cut, slow.size());
      }
      return figures;
    }
  }

  /// How long it takes until something has come about, at most [#STUCK].
  private static double seconds(Crowd crowd, BooleanSupplier done) {
    long before = System.nanoTime();
    crowd.goUntil(STUCK, done);
    return (System.nanoTime() - before) / 1e9;
  }
}
