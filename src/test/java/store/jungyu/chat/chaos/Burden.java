package store.jungyu.chat.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What readers that do not read cost the server: looks again and again, since what waits for them
/// is given up one after the other.
///
/// Each look collects garbage, which stops the server for some tenths of a second: nothing is
/// measured beside it.
final class Burden implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final int LOOKS_BEFORE = 3; // it differs from one to the next
  private static final double MIB = 1 << 20;

  private final Bench bench;
  private final int readers;
  private final Thread watch;
  private volatile boolean over;

  // Guarded by this.
  private long before;
  private long most;
  private int parked;
  private int looks;
  private final Set<String> held = new LinkedHashSet<>();
  private @Nullable RuntimeException failure;

  /// @param readers how many will stop reading
  Burden(Bench bench, int readers) {
    this.bench = bench;
    this.readers = readers;
    this.watch = Thread.ofPlatform().daemon().name("burden").start(this::watch);
  }

  /// Whether it is known what the server holds without that.
  synchronized boolean hasBegun() {
    return before > 0 || failure != null;
  }

  private void watch() {
    try {
      long least = Long.MAX_VALUE;
      for (int i = 0; i < LOOKS_BEFORE; i++) {
        least = Math.min(least, bench.server().liveHeap());
      }
      synchronized (this) {
        before = least;
      }
      while (!over) {
        look();
        Fault.pause(LOOK);
      }
    } catch (RuntimeException e) {
      synchronized (this) {
        failure = e;
      }
    }
  }

  private void look() {
    Writes writes = Writes.of(bench);
    long heap = bench.server().liveHeap();
    synchronized (this) {
      looks++;
      most = Math.max(most, heap);
      parked = Math.max(parked, writes.parked());
      held.addAll(writes.held());
    }
  }

  /// Mebibytes of the heap for each of them, at most.
  synchronized double heapEach() {
    return Math.max(0, most - before) / MIB / readers;
  }

  /// What is wrong, in words.
  ///
  /// @throws IllegalStateException if nobody could look
  synchronized List<String> broken() {
    if (failure != null) {
      throw new IllegalStateException("the server cannot be looked at", failure);
    }
    return broken(heapEach(), held, parked, looks);
  }

  static List<String> broken(double heapEach, Collection<String> held, int parked, int looks) {
    List<String> broken = new ArrayList<>();
    if (heapEach > 1) {
      broken.add("%.2f MiB of the heap for each who does not read".formatted(heapEach));
    }
    held.forEach(thread -> broken.add("held up by who does not read: " + thread));
    if (parked == 0) {
      broken.add(
          "nobody was seen waiting in %d looks: nothing was put to the test".formatted(looks));
    }
    return broken;
  }

  @Override
  public synchronized String toString() {
    return "%.2f MiB of the heap each (%.1f MiB, before %.1f), %d virtual threads wait in a write at most, %d of the system (%d looks)"
        .formatted(heapEach(), most / MIB, before / MIB, parked, held.size(), looks);
  }

  @Override
  public void close() {
    over = true;
    try {
      watch.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
