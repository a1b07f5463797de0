package store.jungyu.chat.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;

/// Ends another process when this one is gone, however it went.
///
/// A shutdown hook does not run on `kill -9`. A closed pipe is noticed always: a small shell waits
/// for the end of its input, which only this JVM holds open, and then sends the signal.
final class Leash implements AutoCloseable {
  private static final String WAIT_THEN_SIGNAL =
      "trap '' INT TERM HUP; read -r _; kill -\"$1\" \"$2\" 2>/dev/null";

  private final Process shell;

  private Leash(Process shell) {
    this.shell = shell;
  }

  /// @param signal what the process hears, by its name: `TERM`, `QUIT`, `KILL`
  static Leash on(long pid, String signal) {
    try {
      return new Leash(
          new ProcessBuilder("sh", "-c", WAIT_THEN_SIGNAL, "leash", signal, Long.toString(pid))
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Lets go without a signal: the process has ended, and its number may soon be somebody else's.
  @Override
  public void close() {
    shell.destroyForcibly();
  }
}
