package store.jungyu.chat.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import store.jungyu.chat.testing.UnarrivedBytes;

/// Watches lines whose readers have stopped reading: when the network took the last byte for each,
/// and when the server cut how many.
///
/// First what is sent fills the buffers of both ends, which are as large as the kernel likes; Linux
/// tells in `/proc/net/tcp6` what a socket was given that has not arrived. Once that grows no more
/// the send under way stands still, and what follows waits in the server's memory: it reaches none
/// of its bounds before.
final class StalledLines implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(500);

  private final int served;
  private final Collection<Integer> ports;
  private final LongSupplier asked;
  private final Thread watch;

  // Guarded by this.
  private final Map<Integer, Long> unarrived = new HashMap<>(); // by the reader's port
  private final Map<Integer, Long> grewAt = new HashMap<>();
  private final List<Long> cutAt = new ArrayList<>();
  private @Nullable RuntimeException failure;

  /// @param served where the server listens
  /// @param ports the readers' ends of the lines
  /// @param cut how many of them the server says it has cut
  StalledLines(int served, Collection<Integer> ports, LongSupplier cut) {
    this.served = served;
    this.ports = ports;
    this.asked = cut;
    this.watch = Thread.ofPlatform().daemon().name("stalled-lines").start(this::watch);
  }

  /// How many were cut.
  ///
  /// @throws IllegalStateException if nobody could look
  synchronized int cut() {
    if (failure != null) {
      throw new IllegalStateException("the lines cannot be looked at", failure);
    }
    return cutAt.size();
  }

  /// How long it took at most from a line's standing still to its being cut: the first that was cut
  /// is taken for the first that stood still, and so on.
  synchronized double longestSeconds() {
    List<Long> stoodAt = grewAt.values().stream().sorted().toList();
    if (stoodAt.size() < cutAt.size()) {
      throw new AssertionError(
          "%d lines were cut, and only %d were seen in use"
              .formatted(cutAt.size(), stoodAt.size()));
    }
    double longest = 0;
    for (int i = 0; i < cutAt.size(); i++) {
      longest = Math.max(longest, (cutAt.get(i) - stoodAt.get(i)) / 1e9);
    }
    return longest;
  }

  @Override
  public void close() {
    watch.interrupt();
  }

  private void watch() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
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
    Map<Integer, Long> bytes = UnarrivedBytes.of(served);
    long cut = asked.getAsLong();
    long now = System.nanoTime();
    synchronized (this) {
      for (Integer port : ports) {
        long waits = bytes.getOrDefault(port, 0L);
        Long before = unarrived.put(port, waits);
        if (waits > (before == null ? 0 : before)) {
          grewAt.put(port, now);
        }
      }
      while (cutAt.size() < cut) {
        cutAt.add(now);
      }
    }
  }
}
