package store.jungyu.chat.benchmark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A figure in which the chat is compared with its peers, repeat by repeat.
record Ratio(String scene, String figure, String says) {
  static final List<Ratio> ALL =
      List.of(
          new Ratio("quiet", "p99Ms", "p99"),
          new Ratio("room10", "serverMicrosPerDelivery", "processor time a delivery"),
          new Ratio("room50", "serverMicrosPerDelivery", "processor time a delivery"),
          new Ratio("rooms", "serverMicrosPerDelivery", "processor time a delivery"),
          new Ratio("busy", "deliveriesPerSecond", "deliveries a second"),
          new Ratio("idle", "kibPerSocket", "memory a socket"),
          new Ratio("idle", "serverMicrosPerOpening", "processor time an opening"));

  /// What the chat has, over what each other server has, by the name of that.
  Map<String, Runs.Spread> spreads(Map<String, Runs> servers) {
    Map<String, Runs.Spread> spreads = new LinkedHashMap<>();
    Runs own = servers.getOrDefault(Chat.NAME, new Runs());
    servers.forEach((peer, runs) -> {
      List<Double> values = peer.equals(Chat.NAME) ? List.of() : own.over(runs, figure);
      if (!values.isEmpty()) {
        spreads.put(peer, Runs.Spread.of(values));
      }
    });
    return spreads;
  }

  static List<Ratio> of(String scene) {
    return ALL.stream().filter(ratio -> ratio.scene.equals(scene)).toList();
  }
}
