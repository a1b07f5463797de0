package store.jungyu.chat.benchmark;

import java.util.List;
import java.util.Map;

/// What the chat is to reach. Missing it is no fault of a run.
///
/// @param says what is measured
/// @param figure its name
/// @param peer over whose figure the chat's is taken, or "" for the figure itself
/// @param atMost whether `bound` is an upper one
record Goal(String scene, String says, String figure, String peer, boolean atMost, double bound) {
  private static final String HUB = "gorilla hub";
  private static final String EXAMPLE = "gorilla chat example";
  private static final String MORE_SLOTS = "the same, 4096 slots";

  static final List<Goal> ALL =
      List.of(
          atMost("start", "seconds until the first welcome", "startSeconds", 6),
          over("quiet", "p99", "p99Ms", HUB, 1.5),
          over("room50", "processor time a delivery", "serverMicrosPerDelivery", HUB, 0.7),
          atMost("room50", "p99, ms", "p99Ms", 100),
          atMost("room50", "resident, MiB", "serverMiB", 400),
          over("rooms", "processor time a delivery", "serverMicrosPerDelivery", HUB, 1),
          times("busy", "deliveries a second", "deliveriesPerSecond", EXAMPLE, 4),
          times("busy", "deliveries a second", "deliveriesPerSecond", MORE_SLOTS, 2.5),
          atMost("busy", "p99, ms", "p99Ms", 250),
          new Goal("ingest", "stored messages a second", "saidPerSecond", "", false, 5_000),
          atMost("ingest", "p99, ms", "p99Ms", 100),
          atMost("idle", "KiB a socket", "kibPerSocket", 20),
          atMost("idle", "µs of processor an opening", "serverMicrosPerOpening", 250),
          atMost("storm", "seconds until all are back", "backSeconds", 15),
          atMost("slow", "others' p99 over that before", "timesBaseline", 1.2));

  private static Goal atMost(String scene, String says, String figure, double bound) {
    return new Goal(scene, says, figure, "", true, bound);
  }

  private static Goal over(String scene, String says, String figure, String peer, double bound) {
    return new Goal(scene, says + " over that of " + peer, figure, peer, true, bound);
  }

  private static Goal times(String scene, String says, String figure, String peer, double bound) {
    return new Goal(scene, says + " over those of " + peer, figure, peer, false, bound);
  }

  String wanted() {
    return (atMost ? "≤ " : "≥ ") + (bound == Math.rint(bound) ? "%,.0f" : "%.1f").formatted(bound);
  }

  /// The values that the chat's sound runs have, or their ratios.
  ///
  /// @param servers the runs of the scene by the server's name
  List<Double> values(Map<String, Runs> servers) {
    Runs own = servers.getOrDefault(Chat.NAME, new Runs());
    if (!peer.isEmpty()) {
      return own.over(servers.getOrDefault(peer, new Runs()), figure);
    }
    return own.sound().stream().flatMap(run -> run.finite(figure)).toList();
  }

  /// In how many repeats it could have been reached: one that is not sound has not.
  int judged(Map<String, Runs> servers) {
    if (!peer.isEmpty() && !servers.containsKey(peer)) {
      return 0;
    }
    Runs own = servers.getOrDefault(Chat.NAME, new Runs());
    return values(servers).size() + own.all().size() - own.sound().size();
  }

  long reached(List<Double> values) {
    return values.stream().filter(value -> atMost ? value <= bound : value >= bound).count();
  }
}
