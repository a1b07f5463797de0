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
import java.util.List;
import java.util.Map;

/// The figures of a whole run, as a table to read and as JSON.
final class Report {
  private final Options options;
  private final String taken = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  private final Map<String, Map<String, Runs>> scenes = new LinkedHashMap<>();
  private final Map<String, String> database;
  private final List<String> virtualMachine;

  /// @param database settings of PostgreSQL
  /// @param virtualMachine options of the chat's JVM
  Report(Options options, Map<String, String> database, List<String> virtualMachine) {
    this.options = options;
    this.database = database;
    this.virtualMachine = virtualMachine;
  }

  synchronized void add(Scene scene, Target target, Figures figures) {
    scenes
        .computeIfAbsent(scene.name(), _ -> new LinkedHashMap<>())
        .computeIfAbsent(target.name(), _ -> new Runs())
        .add(figures);
  }

  synchronized void print(Scene scene) {
    Map<String, Runs> servers = scenes.get(scene.name());
    if (servers != null) {
      System.out.println(Tables.of(scene, servers));
    }
  }

  synchronized void printGoals() {
    System.out.println(Tables.goals(scenes));
  }

  /// Writes what there is so far.
  synchronized void write() {
    JsonObjectBuilder settings = Json.createObjectBuilder();
    database.forEach(settings::add);
    JsonObject all =
        Json.createObjectBuilder()
            .add("taken", taken)
            .add("commit", Machine.commit())
            .add("machine", Machine.json())
            .add("jvm", Json.createArrayBuilder(virtualMachine))
            .add("seconds", options.seconds())
            .add("warm", options.warm())
            .add("repeats", options.repeats())
            .add("postgresql", settings)
            .add("scenes", scenes())
            .add("ratios", ratios())
            .add("targets", goals())
            .build();
    JsonWriterFactory writers =
        Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true));
    Path file = options.json().toAbsolutePath();
    try {
      Files.createDirectories(file.getParent());
      try (var out = Files.newBufferedWriter(file);
          var writer = writers.createWriter(out)) {
        writer.write(all);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonObjectBuilder scenes() {
    JsonObjectBuilder byScene = Json.createObjectBuilder();
    scenes.forEach((scene, servers) -> {
      JsonObjectBuilder byServer = Json.createObjectBuilder();
      servers.forEach((server, runs) -> byServer.add(server, json(runs)));
      byScene.add(scene, byServer);
    });
    return byScene;
  }

  private static JsonObjectBuilder json(Runs runs) {
    JsonArrayBuilder each = Json.createArrayBuilder();
    runs.all().forEach(run -> each.add(json(run)));
    return Json.createObjectBuilder()
        .add("sound", runs.sound().size())
        .add("figures", json(runs.spreads()))
        .add("runs", each);
  }

  private static JsonObjectBuilder json(Figures run) {
    JsonObjectBuilder figures = Json.createObjectBuilder();
    run.values
        .keySet()
        .forEach(name -> run.finite(name).forEach(value -> figures.add(name, value)));
    return Json.createObjectBuilder()
        .add("repeat", run.repeat)
        .add("sound", run.isSound())
        .add("faults", run.faults)
        .add("note", run.note)
        .add("figures", figures);
  }

  private static JsonObjectBuilder json(Map<String, Runs.Spread> spreads) {
    JsonObjectBuilder all = Json.createObjectBuilder();
    spreads.forEach((name, spread) ->
        all.add(
            name,
            Json.createObjectBuilder()
                .add("min", spread.min())
                .add("median", spread.median())
                .add("max", spread.max())));
    return all;
  }

  private JsonArrayBuilder ratios() {
    JsonArrayBuilder all = Json.createArrayBuilder();
    for (Ratio ratio : Ratio.ALL) {
      Map<String, Runs.Spread> spreads =
          ratio.spreads(scenes.getOrDefault(ratio.scene(), Map.of()));
      if (!spreads.isEmpty()) {
        all.add(
            Json.createObjectBuilder()
                .add("scene", ratio.scene())
                .add("figure", ratio.figure())
                .add("over", json(spreads)));
      }
    }
    return all;
  }

  private JsonArrayBuilder goals() {
    JsonArrayBuilder all = Json.createArrayBuilder();
    for (Goal goal : Goal.ALL) {
      Map<String, Runs> servers = scenes.get(goal.scene());
      if (servers != null) {
        List<Double> values = goal.values(servers);
        all.add(
            Json.createObjectBuilder()
                .add("scene", goal.scene())
                .add("target", goal.says())
                .add("wanted", goal.wanted())
                .add("values", Json.createArrayBuilder(values))
                .add("reached", goal.reached(values))
                .add("of", goal.judged(servers)));
      }
    }
    return all;
  }
}
