package store.jungyu.chat.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Runs of one scene on one server. Of those that are not sound no figure counts.
final class Runs {
  private final List<Figures> all = new ArrayList<>();

  void add(Figures figures) {
    all.add(figures);
  }

  List<Figures> all() {
    return all;
  }

  List<Figures> sound() {
    return all.stream().filter(Figures::isSound).toList();
  }

  Map<String, Spread> spreads() {
    Map<String, Spread> spreads = new TreeMap<>();
    sound().stream()
        .flatMap(figures -> figures.values.keySet().stream())
        .distinct()
        .forEach(name -> {
          List<Double> values = sound().stream().flatMap(run -> run.finite(name)).toList();
          if (!values.isEmpty()) {
            spreads.put(name, Spread.of(values));
          }
        });
    return spreads;
  }

  /// How many were not sound and why, in words; empty if all were.
  String faults() {
    List<String> faults =
        all.stream()
            .filter(run -> !run.isSound())
            .map(run -> "%s (repeat %d)".formatted(run.faults, run.repeat))
            .toList();
    if (faults.isEmpty()) {
      return "";
    }
    return "%d of %d sound: %s".formatted(sound().size(), all.size(), String.join("; ", faults));
  }

  /// A figure over the same one of another server, of each repeat that was sound on both.
  List<Double> over(Runs other, String figure) {
    return all.stream().flatMap(run -> run.over(other, figure)).toList();
  }

  Stream<Figures> repeat(int repeat) {
    return all.stream().filter(run -> run.repeat == repeat);
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
}
