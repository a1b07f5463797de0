package store.jungyu.chat.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Figures to read, as Markdown: the middle of all sound runs, and from smallest to largest.
final class Tables {
  private static final int WIDTH = 7;
  private static final String HEAD =
      "\n| target | wanted | median (min–max) | reached |\n| --- | --- | --- | --- |";

  private Tables() {}

  /// @param servers the scene's runs by the server's name
  static String of(Scene scene, Map<String, Runs> servers) {
    var text = new StringBuilder();
    List<String> columns = scene.columns();
    for (int from = 0; from < columns.size(); from += WIDTH) {
      List<String> some = columns.subList(from, Math.min(columns.size(), from + WIDTH));
      text.append(table(scene.name(), some, servers)).append('\n');
    }
    servers.forEach((server, runs) -> {
      if (!runs.faults().isEmpty()) {
        text.append("\n- %s: %s".formatted(server, runs.faults()));
      }
    });
    ratios(scene.name(), servers).forEach(line -> text.append("\n- ").append(line));
    return text.toString();
  }

  private static String table(String scene, List<String> columns, Map<String, Runs> servers) {
    var table = new StringBuilder("\n| " + scene + " |");
    columns.forEach(column -> table.append(' ').append(column).append(" |"));
    table.append("\n|").append(" --- |".repeat(columns.size() + 1));
    servers.forEach((server, runs) -> {
      table.append("\n| ").append(server).append(" |");
      Map<String, Runs.Spread> spreads = runs.spreads();
      columns.forEach(column -> table.append(' ').append(cell(spreads.get(column))).append(" |"));
    });
    return table.toString();
  }

  private static List<String> ratios(String scene, Map<String, Runs> servers) {
    List<String> lines = new ArrayList<>();
    for (Ratio ratio : Ratio.of(scene)) {
      ratio
          .spreads(servers)
          .forEach((peer, spread) ->
              lines.add("%s, of that of %s: %s".formatted(ratio.says(), peer, cell(spread))));
    }
    return lines;
  }

  /// What was to be reached in the scenes that were played; empty if there is nothing.
  static String goals(Map<String, Map<String, Runs>> scenes) {
    var table = new StringBuilder();
    for (Goal goal : Goal.ALL) {
      Map<String, Runs> servers = scenes.get(goal.scene());
      if (servers != null) {
        List<Double> values = goal.values(servers);
        Runs.Spread spread = values.isEmpty() ? null : Runs.Spread.of(values);
        table.append(
            "\n| %s: %s | %s | %s | %s |"
                .formatted(
                    goal.scene(),
                    goal.says(),
                    goal.wanted(),
                    cell(spread),
                    reached(goal, servers)));
      }
    }
    return table.isEmpty() ? "" : HEAD + table;
  }

  private static String reached(Goal goal, Map<String, Runs> servers) {
    int judged = goal.judged(servers);
    return judged == 0
        ? "not measured"
        : "in %d of %d".formatted(goal.reached(goal.values(servers)), judged);
  }

  private static String cell(Runs.@Nullable Spread spread) {
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
}
