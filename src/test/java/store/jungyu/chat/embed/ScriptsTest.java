package store.jungyu.chat.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What holds for every script that a browser gets from the chat.
final class ScriptsTest {
  private static final Path WEB = Path.of("src/main/webapp");
  private static final Pattern TO_ANYBODY = Pattern.compile("[\"'`]\\*[\"'`]\\s*[,)};]");

  @Test
  void everyMessageToAnotherWindowNamesWhoMayReadIt() throws IOException {
    List<String> posting = new ArrayList<>();
    try (Stream<Path> files = Files.walk(WEB)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".js")).toList()) {
        String script = Files.readString(file);
        assertThat(script).as(file.toString()).doesNotContainPattern(TO_ANYBODY);
        if (script.contains(".postMessage(")) {
          posting.add(file.getFileName().toString());
        }
      }
    }
    assertThat(posting).containsExactlyInAnyOrder("embed.js", "parent.js", "start.js");
  }
}
