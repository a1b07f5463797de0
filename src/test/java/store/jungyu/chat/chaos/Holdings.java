package store.jungyu.chat.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the server holds of the machine, after a garbage collection.
///
/// @param heapKib what is live
/// @param threads of the system
/// @param descriptors files and sockets
/// @param connections PostgreSQL's, of the chat
record Holdings(long heapKib, long threads, long descriptors, long connections) {
  private static final Pattern USED = Pattern.compile("used (\\d+)K");

  static Holdings of(Bench bench) {
    long pid = bench.server().process().pid();
    jcmd(pid, "GC.run");
    Matcher used = USED.matcher(jcmd(pid, "GC.heap_info"));
    long heap = used.find() ? Long.parseLong(used.group(1)) : -1;
    Path process = Path.of("/proc", Long.toString(pid));
    return new Holdings(
        heap,
        count(process.resolve("task")),
        descriptors(bench),
        bench
            .ask(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE ?",
                "realtime-chat%",
                row -> row.getLong(1))
            .getFirst());
  }

  /// How many files and sockets it holds now.
  static long descriptors(Bench bench) {
    return count(Path.of("/proc", Long.toString(bench.server().process().pid()), "fd"));
  }

  /// How much it has worked since it was started, on all processors.
  static double cpuSeconds(Bench bench) {
    return bench.server().process().info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
  }

  @Override
  public String toString() {
    return "heap %.1f MiB, %d threads, %d descriptors, %d connections"
        .formatted(heapKib / 1_024.0, threads, descriptors, connections);
  }

  private static long count(Path folder) {
    try (var files = Files.list(folder)) {
      return files.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String jcmd(long pid, String order) {
    try {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  Long.toString(pid),
                  order)
              .redirectErrorStream(true)
              .start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
