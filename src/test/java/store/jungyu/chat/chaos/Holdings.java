package store.jungyu.chat.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the server holds of the machine, after a garbage collection.
///
/// @param heapKib what is live
/// @param threads of the system
/// @param descriptors files and sockets
/// @param connections PostgreSQL's, of the chat
record Holdings(long heapKib, long threads, long descriptors, long connections) {
  static Holdings of(Bench bench) {
    long pid = bench.server().process().pid();
    Path process = Path.of("/proc", Long.toString(pid));
    return new Holdings(
        bench.server().liveHeap() / 1_024,
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
}
