package store.jungyu.chat.benchmark;

import java.time.Duration;
import java.util.List;

/// Where a scene is played: a fresh server, and how long things last.
///
/// @param target the running server
/// @param run tells the rooms of one run from those of all others
/// @param seconds how long a figure is measured
record Stage(Target target, String run, int seconds) {
  /// About 300 bytes of JSON a message.
  static final int TEXT_BYTES = 60;

  private static final Duration OPENING = Duration.ofSeconds(60);
  static final Duration WARMING = Duration.ofSeconds(45);
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
    crowd.clear();
  }

  /// Speaks for a while: a fresh Java server compiles while it is first used.
  void warmUp(Crowd crowd, double perSecond, List<Visitor> speakers) {
    crowd.talk(perSecond, speakers);
    crowd.go(WARMING);
    crowd.hush();
    crowd.settle(SETTLING);
    if (!crowd.tally.whole()) {
      throw new IllegalStateException("not sound while warming up: " + crowd.tally.faults());
    }
  }

  /// Speaks for a while, then measures, then waits until all is heard. Rates and processor time are
  /// those of the measured time; latencies those of every message sent in it.
  Figures measure(
      Crowd crowd, double perSecond, List<Visitor> speakers, Duration warm, Duration time) {
    target.beginProfile();
    crowd.talk(perSecond, speakers);
    crowd.go(warm);
    crowd.clear();
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
    figures.faults = tally.faults() + unstored(crowd);
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

  /// Raises the rate in steps of a third until the p99 is above `worst` or something is lost.
  ///
  /// @return the best step with a p99 of at most `good`; what the next ones did stands beside it
  Figures raise(Crowd crowd, double from, List<Visitor> speakers, double good, double worst) {
    var best = new Figures();
    double topPerSecond = 0;
    double topP99 = 0;
    String end = "";
    Duration warm = Duration.ofSeconds(1);
    Duration time = Duration.ofSeconds(Math.max(2, seconds / 3));
    for (double rate = from; end.isEmpty(); rate *= 4 / 3.0) {
      Figures step = measure(crowd, rate, speakers, warm, time);
      if (step.faults.isEmpty() && step.get("p99Ms") > worst) {
        step = measure(crowd, rate, speakers, warm, time); // once may be the neighbours' fault
      }
      System.out.printf(
          "      %,.0f messages/s: %,.0f deliveries/s, p99 %.0f ms %s%n",
          rate, step.get("deliveriesPerSecond"), step.get("p99Ms"), step.faults);
      if (!step.faults.isEmpty()) {
        end = step.faults;
      } else if (step.get("p99Ms") > worst) {
        end = "p99 %.0f ms".formatted(step.get("p99Ms"));
      } else if (step.get("saidPerSecond") < 0.9 * rate) {
        end = "the generator is full";
      }
      boolean sound = step.faults.isEmpty();
      if (sound && step.get("p99Ms") <= good) {
        best = step;
      }
      if (sound && step.get("p99Ms") <= worst && step.get("deliveriesPerSecond") > topPerSecond) {
        topPerSecond = step.get("deliveriesPerSecond");
        topP99 = step.get("p99Ms");
      }
    }
    best.put("topDeliveriesPerSecond", topPerSecond).put("topP99Ms", topP99);
    best.note = end;
    return best;
  }
}
