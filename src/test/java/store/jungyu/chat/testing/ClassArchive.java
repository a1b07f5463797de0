package store.jungyu.chat.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// What the JVM made of the chat's classes, for quicker starts (class data sharing, JEP 350), as
/// `container/archive-classes` makes it for the image.
public final class ClassArchive {
  private static final Path FILE = Path.of("target", "servers", "classes.jsa").toAbsolutePath();
  private static final String ARGUMENT = "-XX:SharedArchiveFile=" + FILE;

  private ClassArchive() {}

  /// The argument that lets a JVM use the archive, which is made where there is none. Classes that
  /// have changed since are not taken from it.
  public static synchronized String argument() {
    return Files.exists(FILE) ? ARGUMENT : make();
  }

  /// Makes the archive anew.
  ///
  /// @return [#argument]
  public static synchronized String make() {
    String arguments =
        ChatServer.QUICK_START
            + " -XX:ArchiveClassesAtExit=%s -Xlog:cds=error -Xlog:cds+dynamic=error"
                .formatted(FILE);
    // Liberty's agent, which counts for /metrics, would forbid to make one.
    try (var once =
        ChatServer.start(Map.of("WLP_SKIP_BOOTSTRAP_AGENT", "true", "JVM_ARGS", arguments))) {
      once.stop();
    }
    return ARGUMENT;
  }
}
