package store.jungyu.chat.benchmark;

import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/// What one run of a scene has shown: figures by name, the unit in the name.
final class Figures {
  final Map<String, Double> values = new LinkedHashMap<>();

  /// What went wrong, in words; empty if nothing did.
  String faults = "";

  /// What else is to be known.
  String note = "";

  Figures put(String name, double value) {
    values.put(name, value);
    return this;
  }

  double get(String name) {
    return values.getOrDefault(name, Double.NaN);
  }

  void putPercentiles(String prefix, Histogram micros) {
    put(prefix + "p50Ms", micros.getValueAtPercentile(50) / 1e3);
    put(prefix + "p90Ms", micros.getValueAtPercentile(90) / 1e3);
    put(prefix + "p99Ms", micros.getValueAtPercentile(99) / 1e3);
    put(prefix + "p999Ms", micros.getValueAtPercentile(99.9) / 1e3);
    put(prefix + "maxMs", micros.getMaxValue() / 1e3);
  }
}
