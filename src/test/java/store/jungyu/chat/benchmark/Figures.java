package store.jungyu.chat.benchmark;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/// What one run of a scene has shown: figures by name, the unit in the name.
final class Figures {
  final Map<String, Double> values = new LinkedHashMap<>();

  /// What went wrong, in words; empty if nothing did.
  String faults = "";

  /// What else is to be known.
  String note = "";

  /// The how many-th run of the scene on this server it was.
  int repeat;

  /// Those of a run that came to no end.
  static Figures failed(String why) {
    var figures = new Figures();
    figures.faults = "FAILED: " + why;
    return figures;
  }

  boolean isSound() {
    return faults.isBlank();
  }

  Figures put(String name, double value) {
    values.put(name, value);
    return this;
  }

  double get(String name) {
    return values.getOrDefault(name, Double.NaN);
  }

  /// The figure, if it is one.
  Stream<Double> finite(String name) {
    return Stream.of(get(name)).filter(Double::isFinite);
  }

  /// The figure over that of the same repeat on another server, if both are sound and have it.
  Stream<Double> over(Runs other, String name) {
    if (!isSound()) {
      return Stream.empty();
    }
    return other
        .repeat(repeat)
        .filter(Figures::isSound)
        .map(theirs -> get(name) / theirs.get(name))
        .filter(Double::isFinite);
  }

  void putPercentiles(String prefix, Histogram micros) {
    put(prefix + "p50Ms", micros.getValueAtPercentile(50) / 1e3);
    put(prefix + "p90Ms", micros.getValueAtPercentile(90) / 1e3);
    put(prefix + "p99Ms", micros.getValueAtPercentile(99) / 1e3);
    put(prefix + "p999Ms", micros.getValueAtPercentile(99.9) / 1e3);
    put(prefix + "maxMs", micros.getMaxValue() / 1e3);
  }
}
