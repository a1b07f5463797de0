package store.jungyu.chat.benchmark;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonWriterFactory;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The figures of a whole run, as a table to read and as JSON.
final class Report {
  private final Options options;
  private final String taken = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  private final Map<String, Map<String, Benchmark.Runs>> scenes = new LinkedHashMap<>();
  private Map<String, String> durability = Map.of();

  Report(Options options) {
    this.options = options;
  }

  void describe(Map<String, String> databaseSettings) {
    durability = databaseSettings;
  }

  void add(Scene scene, Target target, Figures figures) {
    runs(scene, target).runs().add(figures);
  }

  void fail(Scene scene, Target target, String why) {
    runs(scene, target).failures().add(why);
  }

  private Benchmark.Runs runs(Scene scene, Target target) {
    return scenes
        .computeIfAbsent(scene.name(), _ -> new LinkedHashMap<>())
        .computeIfAbsent(target.name(), _ -> new Benchmark.Runs());
  }

  /// As Markdown: the middle of all runs, and from smallest to largest.
  void print(Scene scene) {
    var table = new StringBuilder("\n| " + scene.name() + " |");
    scene.columns().forEach(column -> table.append(' ').append(column).append(" |"));
    table.append("\n|").append(" --- |".repeat(scene.columns().size() + 1));
    scenes
        .getOrDefault(scene.name(), Map.of())
        .forEach((target, runs) -> {
          table.append("\n| ").append(target).append(" |");
          Map<String, Benchmark.Spread> spreads = runs.spreads();
          for (String column : scene.columns()) {
            table.append(' ').append(cell(spreads.get(column))).append(" |");
          }
        });
    System.out.println(table);
  }

  private static String cell(Benchmark.@Nullable Spread spread) {
    if (spread == null) {
      return "–";
    }
    if (spread.min() == spread.max()) {
      return number(spread.median());
    }
    return "%s (%s–%s)"
        .formatted(number(spread.median()), number(spread.min()), number(spread.max()));
  }

  private static String number(double value) {
    int decimals = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  void write() {
    JsonObjectBuilder all =
        Json.createObjectBuilder()
            .add("taken", taken)
            .add("machine", machine())
            .add("seconds", options.seconds())
            .add("repeats", options.repeats());
    JsonObjectBuilder database = Json.createObjectBuilder();
    durability.forEach(database::add);
    all.add("postgresql", database);
    JsonObjectBuilder byScene = Json.createObjectBuilder();
    scenes.forEach((scene, targets) -> {
      JsonObjectBuilder byTarget = Json.createObjectBuilder();
      targets.forEach((target, runs) -> byTarget.add(target, json(runs)));
      byScene.add(scene, byTarget);
    });
    all.add("scenes", byScene);
    JsonWriterFactory writers =
        Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true));
    Path file = options.json().toAbsolutePath();
    try {
      Files.createDirectories(file.getParent());
      try (var out = Files.newBufferedWriter(file);
          var writer = writers.createWriter(out)) {
        writer.write(all.build());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonObject json(Benchmark.Runs runs) {
    JsonObjectBuilder spreads = Json.createObjectBuilder();
    runs.spreads()
        .forEach((name, spread) ->
            spreads.add(
                name,
                Json.createObjectBuilder()
                    .add("min", spread.min())
                    .add("median", spread.median())
                    .add("max", spread.max())));
    JsonArrayBuilder faults = Json.createArrayBuilder(runs.failures());
    JsonArrayBuilder notes = Json.createArrayBuilder();
    runs.runs()
        .forEach(figures -> {
          faults.add(figures.faults);
          notes.add(figures.note);
        });
    return Json.createObjectBuilder()
        .add("runs", runs.runs().size())
        .add("figures", spreads)
        .add("faults", faults)
        .add("notes", notes)
        .build();
  }

  private static JsonObject machine() {
    return Json.createObjectBuilder()
        .add("processor", ProcessFigures.processor())
        .add("processors", Runtime.getRuntime().availableProcessors())
        .add("os", System.getProperty("os.name") + " " + System.getProperty("os.version"))
        .add("java", System.getProperty("java.vendor") + " " + System.getProperty("java.version"))
        .build();
  }
}
