package store.jungyu.chat.benchmark;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/// What figures were taken on, and of which code.
final class Machine {
  /// As many as the figures of `docs/performance.md` were taken on.
  private static final int PROCESSORS = 2;

  private static final String UNKNOWN = "unknown";
  private static final String COMMIT = readCommit();

  private Machine() {}

  /// The code's commit, with "-dirty" where files differ from it.
  static String commit() {
    return COMMIT;
  }

  /// A warning; empty if there is nothing to warn of.
  static String warning() {
    int processors = Runtime.getRuntime().availableProcessors();
    return processors == PROCESSORS
        ? ""
        : "WARNING: %d processors and not %d: figures cannot be compared with those of docs/performance.md, nor targets judged."
            .formatted(processors, PROCESSORS);
  }

  static JsonObjectBuilder json() {
    return Json.createObjectBuilder()
        .add("processor", ProcessFigures.processor())
        .add("processors", Runtime.getRuntime().availableProcessors())
        .add("os", System.getProperty("os.name") + " " + System.getProperty("os.version"))
        .add("java", System.getProperty("java.vendor") + " " + System.getProperty("java.version"));
  }

  private static String readCommit() {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*")
              .redirectErrorStream(true)
              .start();
      if (!git.waitFor(10, TimeUnit.SECONDS)) {
        git.destroyForcibly();
        return UNKNOWN;
      }
      String told = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return git.exitValue() == 0 ? told.strip() : UNKNOWN;
    } catch (IOException e) {
      return UNKNOWN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return UNKNOWN;
    }
  }
}
