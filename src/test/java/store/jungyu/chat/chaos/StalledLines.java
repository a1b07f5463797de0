package store.jungyu.chat.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Watches lines whose readers have stopped reading: when the network took the last byte for each,
/// and when the server cut how many.
///
/// First what is sent fills the buffers of both ends, which are as large as the kernel likes; Linux
/// tells in `/proc/net/tcp6` what a socket was given that has not arrived. Once that grows no more
/// the send under way stands still, and what follows waits in the server's memory: it reaches none
/// of its bounds before.
final class StalledLines implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final List<Path> SOCKETS =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
  private static final int LOCAL = 1; // fields of a line, see proc(5)
  private static final int REMOTE = 2;
  private static final int STATE = 3;
  private static final int QUEUES = 4;
  private static final String ESTABLISHED = "01";
  private static final int HEX = 16;

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
    Map<Integer, Long> bytes = unarrived();
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

  /// Bytes that the server's sockets were given and the other end has not taken, by its port.
  private Map<Integer, Long> unarrived() {
    Map<Integer, Long> bytes = new HashMap<>();
    for (Path sockets : SOCKETS) {
      for (String socket : lines(sockets)) {
        String[] fields = socket.strip().split(" +", -1);
        if (fields[STATE].equals(ESTABLISHED) && port(fields[LOCAL]) == served) {
          String sent = fields[QUEUES].substring(0, fields[QUEUES].indexOf(':'));
          bytes.put(port(fields[REMOTE]), Long.parseLong(sent, HEX));
        }
      }
    }
    return bytes;
  }

  private static List<String> lines(Path sockets) {
    try {
      return Files.exists(sockets) ? Files.readAllLines(sockets) : List.of(); // without IPv6
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.indexOf(':') + 1), HEX);
  }
}
