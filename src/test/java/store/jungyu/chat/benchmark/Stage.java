package store.jungyu.chat.benchmark;

import java.time.Duration;
import java.util.List;

/// Where a scene is played: a fresh server, and how long things last.
///
/// @param target the running server
/// @param run tells the rooms of one run from those of all others
/// @param seconds how long a figure is measured
/// @param warm how long a scene is played before it is measured
record Stage(Target target, String run, int seconds, Duration warm) {
  /// About 300 bytes of JSON a message.
  static final int TEXT_BYTES = 60;

  private static final Duration OPENING = Duration.ofSeconds(60);
  private static final Duration SETTLING = Duration.ofSeconds(10);

  Crowd crowd() {
    return crowd(TEXT_BYTES);
  }

  Crowd crowd(int textBytes) {
    return new Crowd(target.port(), textBytes, target.keepsHistory());
  }

  String room(int number) {
    return run + "-" + number;
  }

  Duration time() {
    return Duration.ofSeconds(seconds);
  }

  /// Opens all sockets of `crowd`.
  void open(Crowd crowd) {
    if (!crowd.open(crowd.everybody(), 200, OPENING)) {
      throw new IllegalStateException(
          target.name() + " does not take all sockets: " + crowd.tally.faults());
    }
    crowd.settle(SETTLING);
    requireSound(crowd, "opening");
  }

  private static void requireSound(Crowd crowd, String meanwhile) {
    if (!crowd.faults().isEmpty()) {
      throw new IllegalStateException("not sound while " + meanwhile + ": " + crowd.faults());
    }
  }

  /// Speaks for a while: a fresh Java server compiles while it is first used.
  void warmUp(Crowd crowd, double perSecond, List<Visitor> speakers) {
    crowd.talk(perSecond, speakers);
    crowd.go(warm);
    crowd.hush();
    crowd.settle(SETTLING);
    requireSound(crowd, "warming up");
  }

  /// Speaks for a while, then measures, then waits until all is heard. Rates and processor time are
  /// those of the measured time; latencies those of every message sent in it. Faults count from the
  /// first word on, also those of before that nobody has cleared, and everybody has to be inside at
  /// the end. Looks at processor time take some 20 ms, in which nobody speaks or hears: they fall
  /// between two messages.
  Figures measure(
      Crowd crowd, double perSecond, List<Visitor> speakers, Duration warm, Duration time) {
    target.beginProfile();
    crowd.talk(perSecond, speakers);
    crowd.go(warm.plusNanos((long) (0.5e9 / perSecond)));
    crowd.count();
    Usage before = Usage.of(target);
    crowd.go(time);
    Usage used = Usage.of(target).since(before);
    Tally tally = crowd.tally;
    var figures = new Figures();
    figures.put("offeredPerSecond", perSecond);
    figures.put("saidPerSecond", tally.said / used.seconds());
    figures.put("deliveriesPerSecond", tally.deliveries / used.seconds());
    figures.put("serverMicrosPerDelivery", (double) used.serverMicros() / tally.deliveries);
    figures.put("deliveriesPerServerSecond", tally.deliveries * 1e6 / used.serverMicros());
    figures.put("serverMicrosPerMessage", (double) used.serverMicros() / tally.said);
    figures.put("databaseMicrosPerMessage", (double) used.databaseMicros() / tally.said);
    figures.put("serverCores", used.cores(used.serverMicros()));
    figures.put("databaseCores", used.cores(used.databaseMicros()));
    figures.put("generatorCores", used.cores(used.generatorMicros()));
    figures.put("messagesPerFrame", (double) tally.deliveries / tally.frames);
    figures.put("serverMiB", ProcessFigures.residentKib(target.pid()) / 1_024.0);
    crowd.hush();
    crowd.settle(SETTLING);
    target.endProfile("%s-%.0f".formatted(run, perSecond));
    figures.putPercentiles("", tally.latency);
    figures.put("latestSendMs", tally.latestNanos / 1e6);
    figures.faults = (crowd.faults() + unstored(crowd)).strip();
    return figures;
  }

  /// Nobody may have seen what is not stored.
  private String unstored(Crowd crowd) {
    if (!target.keepsHistory()) {
      return "";
    }
    long seen = crowd.topics.stream().mapToLong(topic -> topic.head).sum();
    long stored = target.storedLike(run + "-%");
    return stored == seen ? "" : " seen " + seen + " but stored " + stored;
  }

  /// Raises the rate; see [Raise].
  ///
  /// @param good the p99 of what is reported, in milliseconds
  /// @param worst the p99 that ends it
  Figures raise(Crowd crowd, double from, List<Visitor> speakers, double good, double worst) {
    Raise.Step step =
        (rate, time) -> {
          Figures figures = measure(crowd, rate, speakers, Duration.ofSeconds(1), time);
          if (!figures.faults.isEmpty()) {
            restore(crowd);
          }
          return figures;
        };
    var judged = Duration.ofSeconds(Math.max(2, seconds / 3));
    var confirmed = Duration.ofSeconds(Math.max(10, seconds));
    return new Raise(step, good, worst, judged, confirmed).from(from);
  }

  /// Brings everybody in anew who fell out or behind, so that the next step can be sound. Where
  /// that does not succeed it is not.
  private static void restore(Crowd crowd) {
    crowd.settle(SETTLING);
    crowd.topics.forEach(Topic::expectWhatIsStored);
    List<Visitor> strays =
        crowd.everybody().stream()
            .filter(visitor -> !visitor.isInside() || visitor.seq < visitor.topic.head)
            .toList();
    crowd.cut(strays);
    crowd.clear();
    boolean all = crowd.open(strays, 200, OPENING);
    crowd.topics.forEach(Topic::expectWhatIsStored);
    if (all && crowd.settle(SETTLING)) {
      crowd.clear();
    }
  }
}
