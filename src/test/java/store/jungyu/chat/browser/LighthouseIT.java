package store.jungyu.chat.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.Visitor;

/// What Lighthouse thinks of the room's page, full of messages, as a newcomer gets it. It takes a
/// quiet machine for its figures to mean anything, so only `script/lighthouse` asks for it.
@EnabledIfSystemProperty(named = "chat.lighthouse", matches = ".+")
final class LighthouseIT {
  private static final Path PROGRAM =
      Path.of(System.getProperty("chat.lighthouse", ""), "lighthouse", "cli", "index.js");
  private static final Path REPORTS = Path.of("target", "lighthouse");

  /// Not so on a machine that others use as well.
  private static final boolean PERFORMANCE =
      Boolean.parseBoolean(System.getProperty("chat.lighthouse.performance", "true"));

  private static final List<String> CATEGORIES =
      PERFORMANCE
          ? List.of("accessibility", "best-practices", "performance")
          : List.of("accessibility", "best-practices");
  private static final int PATIENCE_S = 120;
  private final ChatServer server = ChatServer.shared();

  /// `mobile` is a slow phone on a slow network, both reckoned by Lighthouse.
  @ParameterizedTest
  @ValueSource(strings = {"mobile", "desktop"})
  void theRoomIsAccessibleWellMadeAndFast(String device) throws Exception {
    String room = ChatPage.newRoom();
    Past.of(60).in(server, room);
    try (Visitor visitor = Visitor.atDesk()) {
      ChatPage.open(visitor, server, room); // a server that has served before
    }
    JsonObject report = look(server.url("/room/" + room).toString(), device);
    Map<String, Integer> scores = new LinkedHashMap<>();
    for (String category : CATEGORIES) {
      JsonObject found = report.getAsJsonObject("categories").getAsJsonObject(category);
      scores.put(category, (int) Math.round(found.get("score").getAsDouble() * 100));
    }
    System.out.println(
        "Lighthouse " + text(report, "lighthouseVersion") + ", " + device + ": " + scores);
    String failed = String.join("\n", failed(report));
    assertThat(scores.get("accessibility")).as(failed).isEqualTo(100);
    assertThat(scores.get("best-practices")).as(failed).isEqualTo(100);
    if (PERFORMANCE) {
      assertThat(scores.get("performance")).as(failed).isGreaterThanOrEqualTo(95);
    }
  }

  private static JsonObject look(String address, String device) throws Exception {
    Path report = Files.createDirectories(REPORTS).resolve(device + ".json");
    var command = new ArrayList<>(List.of("node", PROGRAM.toString(), address));
    command.add("--only-categories=" + String.join(",", CATEGORIES));
    command.addAll(List.of("--chrome-flags=--headless=new " + Visitor.chromiumArguments()));
    command.addAll(List.of("--no-enable-error-reporting", "--quiet"));
    command.addAll(List.of("--output=json", "--output-path=" + report));
    if (device.equals("desktop")) {
      command.add("--preset=desktop");
    }
    Path said = REPORTS.resolve(device + ".log");
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(Redirect.to(said.toFile()));
    Visitor.chromium().ifPresent(path -> builder.environment().put("CHROME_PATH", path.toString()));
    Process lighthouse = builder.start();
    try {
      assertThat(lighthouse.waitFor(PATIENCE_S, TimeUnit.SECONDS)).as("it ends").isTrue();
    } finally {
      lighthouse.destroyForcibly();
    }
    assertThat(lighthouse.exitValue()).as(read(said)).isZero();
    return JsonParser.parseString(read(report)).getAsJsonObject();
  }

  private static List<String> failed(JsonObject report) {
    List<String> failed = new ArrayList<>();
    for (JsonElement each : report.getAsJsonObject("audits").asMap().values()) {
      JsonObject audit = each.getAsJsonObject();
      JsonElement score = audit.get("score");
      if (score != null && score.isJsonPrimitive() && score.getAsDouble() < 1) {
        String shown = audit.has("displayValue") ? text(audit, "displayValue") : "";
        failed.add(text(audit, "title") + " " + score + " " + shown);
      }
    }
    return failed;
  }

  private static String text(JsonObject object, String name) {
    return object.get(name).getAsString();
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, UTF_8);
  }
}
