package store.jungyu.chat.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What of the talk of Maven and Liberty a developer wants to see: warnings, errors, and that a
/// change has arrived.
final class MavenConsole {
  private static final Pattern LINE =
      Pattern.compile("(?:\\[INFO] )?\\[(INFO|AUDIT|WARNING|ERROR|err) *] ?(.*)");
  private static final Pattern FETCHING = Pattern.compile("Downloading from .*/([^/]+)");
  private static final Pattern RELOADED = Pattern.compile("CWWKZ0003I: .* (\\S+ seconds?)\\.");

  /// Said at every start, and nothing to act on.
  private static final Pattern NOISE =
      Pattern.compile(
          "(^\\s*$)|(^WARNING: .*(sun\\.misc\\.Unsafe|restricted method|native access))");

  private final PrintStream out;
  private final Path log;
  private volatile String progress = "Maven is starting";
  private boolean showing;

  MavenConsole(PrintStream out, Path log) {
    this.out = out;
    this.log = log;
  }

  /// Returns when the other side has closed its output.
  void follow(BufferedReader lines) throws IOException {
    try (var file = Files.newBufferedWriter(log)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        file.write(line);
        file.newLine();
        file.flush();
        String shown = shown(line);
        if (shown != null) {
          out.println(shown);
        }
      }
    }
  }

  /// What was being done last.
  String progress() {
    return progress;
  }

  private @Nullable String shown(String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      return showing && !NOISE.matcher(line).find() ? line : null; // the rest of a stack trace
    }
    String text = parts.group(2);
    showing = !parts.group(1).equals("INFO") && !parts.group(1).equals("AUDIT");
    if (showing) {
      return NOISE.matcher(text).find() ? null : parts.group(1) + " " + text;
    }
    Matcher fetching = FETCHING.matcher(text);
    if (fetching.matches()) {
      progress = "fetching " + fetching.group(1);
    } else if (!text.isBlank()) {
      progress = text;
    }
    Matcher reloaded = RELOADED.matcher(text);
    if (reloaded.find()) {
      return "Reloaded in " + reloaded.group(1) + ".";
    }
    return text.contains("compilation had errors") ? text : null;
  }
}
