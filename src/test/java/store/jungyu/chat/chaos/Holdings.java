package store.jungyu.chat.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What the server holds of the machine, after a garbage collection.
///
/// @param heapKib what is live
/// @param threads of the system
/// @param descriptors files and sockets
/// @param connections PostgreSQL's, of the chat
record Holdings(long heapKib, long threads, long descriptors, long connections) {
  /// How many minutes tell what the heap is like at first: it differs from one to the next.
  private static final int FIRST_MINUTES = 5;

  private static final double HEAP_AT_MOST = 1.15; // of that
  private static final int MORE_THREADS = 10;
  private static final int MORE_DESCRIPTORS = 20;

  /// How many connections to PostgreSQL the chat's pools may have (`maxPoolSize` in `server.xml`).
  private static final int POOLS = 10;

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

  /// What has grown from the first minutes to the last.
  ///
  /// @param minutes what was held after each
  /// @return in words; empty: nothing
  static List<String> leaks(List<Holdings> minutes) {
    Holdings first = minutes.getFirst();
    Holdings last = minutes.getLast();
    long[] heaps =
        minutes.stream().limit(FIRST_MINUTES).mapToLong(Holdings::heapKib).sorted().toArray();
    long heapAtFirst = heaps[heaps.length / 2];
    List<String> leaks = new ArrayList<>();
    if (last.heapKib > HEAP_AT_MOST * heapAtFirst) {
      leaks.add(
          "heap: %.1f MiB, and at first %.1f"
              .formatted(last.heapKib / 1_024.0, heapAtFirst / 1_024.0));
    }
    if (last.threads > first.threads + MORE_THREADS) {
      leaks.add("threads: %d, and at first %d".formatted(last.threads, first.threads));
    }
    if (last.descriptors > first.descriptors + MORE_DESCRIPTORS) {
      leaks.add("descriptors: %d, and at first %d".formatted(last.descriptors, first.descriptors));
    }
    if (last.connections > POOLS) {
      leaks.add("connections to PostgreSQL: %d of %d".formatted(last.connections, POOLS));
    }
    return leaks;
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
