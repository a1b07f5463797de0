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
  /// Maven puts `[INFO]` before what Liberty says.
  private static final Pattern TROUBLE =
      Pattern.compile(
          "(?:\\[INFO] )?\\[(?:WARNING|ERROR|err) *] ?(.*)|\\S+\\.java:\\d+: error: .*");

  private static final Pattern MORE_OF_IT =
      Pattern.compile("(?:\\[INFO] )?(\\s+\\S.*|Caused by: .*)");
  private static final Pattern FETCHING = Pattern.compile("\\[INFO] Downloading from .*/([^/]+)");
  private static final Pattern RELOADED = Pattern.compile("CWWKZ0003I: .* (\\S+) seconds");

  /// Not ready yet, which is just what is waited for; what dev mode does on purpose; and a warning
  /// of javac that nothing silences (`sun.misc.Signal`, without which no stop could be announced).
  private static final Pattern NO_TROUBLE =
      Pattern.compile(
          "CWMMH0052W|multiple execution configurations|\"looseApplication\" to"
              + "|is internal proprietary API");

  private final PrintStream out;
  private final Path log;
  private volatile String progress = "Maven is starting";
  private volatile boolean muted;
  private boolean inTrouble;

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
        if (shown != null && !muted) {
          out.println(shown);
        }
      }
    }
  }

  /// From now on nothing is shown: what ends on demand has no troubles worth telling.
  void mute() {
    muted = true;
  }

  /// What was being done last.
  String progress() {
    return progress;
  }

  private @Nullable String shown(String line) {
    Matcher trouble = TROUBLE.matcher(line);
    Matcher more = MORE_OF_IT.matcher(line);
    if (trouble.matches()) {
      inTrouble = !"".equals(trouble.group(1)) && !NO_TROUBLE.matcher(line).find();
      return inTrouble ? withoutInfo(line) : null;
    }
    if (inTrouble && more.matches()) {
      return more.group(1);
    }
    inTrouble = false;
    Matcher reloaded = RELOADED.matcher(line);
    if (reloaded.find()) {
      return "Taken over in " + reloaded.group(1) + " s.";
    }
    Matcher fetching = FETCHING.matcher(line);
    progress = fetching.matches() ? "fetching " + fetching.group(1) : withoutInfo(line);
    return null;
  }

  private static String withoutInfo(String line) {
    return line.replaceFirst("^\\[INFO] ", "");
  }
}
