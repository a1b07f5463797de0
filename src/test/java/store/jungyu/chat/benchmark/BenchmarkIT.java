package store.jungyu.chat.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// The benchmark still works: a scene of it is played, for so short a time that its figures say
/// nothing. It takes a minute: `script/test -Dit.test=BenchmarkIT -Dchat.benchmark=try`.
@EnabledIfSystemProperty(named = "chat.benchmark", matches = ".+")
final class BenchmarkIT {
  private static final String SCENE = "room50";

  @TempDir Path folder;

  @Test
  void aSceneIsPlayedAndReported() throws Exception {
    Path json = folder.resolve("benchmark.json");
    Path said = folder.resolve("said.txt");
    assertThat(exitCode(json, said)).as(() -> read(said)).isZero();
    assertThat(read(said))
        .contains("fsync=on", "synchronous_commit=on", "scene 1 of 1, repeat 1 of 1")
        .contains("| room50 | deliveriesPerSecond |", "| target | wanted | median (min–max) |")
        .contains("| room50: p99, ms | ≤ 100 |", "gorilla hub | ≤ 0.7 | – | not measured |");
    check(json);
  }

  private static void check(Path file) throws IOException {
    try (var in = Files.newInputStream(file);
        var reader = Json.createReader(in)) {
      JsonObject all = reader.readObject();
      assertThat(all)
          .containsKeys("taken", "commit", "machine", "jvm", "postgresql", "ratios", "targets");
      JsonObject chat = all.getJsonObject("scenes").getJsonObject(SCENE).getJsonObject(Chat.NAME);
      assertThat(all.getString("commit")).isNotEmpty();
      assertThat(chat.getInt("sound")).isEqualTo(1);
      assertThat(chat.getJsonObject("figures")).containsKeys("p99Ms", "serverMicrosPerDelivery");
      JsonObject run = chat.getJsonArray("runs").getJsonObject(0);
      assertThat(run.getString("faults")).isEmpty();
      assertThat(run.getJsonObject("figures").getJsonNumber("deliveriesPerSecond").doubleValue())
          .isPositive();
    }
  }

  private static int exitCode(Path json, Path said) throws IOException, InterruptedException {
    Process playing =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dchat.liberty=" + System.getProperty("chat.liberty"),
                "-Dchat.server=" + System.getProperty("chat.server"),
                "-cp",
                System.getProperty("java.class.path"),
                Benchmark.class.getName(),
                "--scenes",
                SCENE,
                "--seconds",
                "1",
                "--warm",
                "2",
                "--repeats",
                "1",
                "--json",
                json.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      return playing.waitFor(3, TimeUnit.MINUTES) ? playing.exitValue() : -1;
    } finally {
      playing.destroy(); // its servers end with it
    }
  }

  private static String read(Path said) {
    try {
      return Files.readString(said, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "it said nothing";
    }
  }
}
