package store.jungyu.chat.benchmark;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import store.jungyu.chat.testing.UnarrivedBytes;

/// The server's ends of connections whose readers do not read. First what it sends fills the
/// buffers of the network, which are as large as the kernel likes: `/proc/net/tcp` tells how much
/// waits there. Once that grows no more, the line stands still.
final class StandingLines {
  private static final long LOOK_NANOS = 500_000_000;

  private final int served;
  private final Set<Integer> readers;
  private Map<Integer, Long> before = Map.of();
  private long lookAt;
  private boolean standing;

  /// @param served where the server listens
  StandingLines(int served, Collection<Visitor> readers) {
    this.served = served;
    this.readers = readers.stream().map(Visitor::port).collect(Collectors.toSet());
  }

  /// Whether one stands still: of much that was sent meanwhile it has taken nothing. Looks twice a
  /// second.
  boolean anyStands() {
    if (System.nanoTime() - lookAt > 0) {
      lookAt = System.nanoTime() + LOOK_NANOS;
      Map<Integer, Long> waits = waiting();
      standing |=
          waits.entrySet().stream()
              .anyMatch(
                  line -> line.getValue() > 0 && line.getValue().equals(before.get(line.getKey())));
      before = waits;
    }
    return standing;
  }

  /// How many the server has not cut. Looks twice a second.
  int left() {
    anyStands();
    return before.size();
  }

  /// Bytes that wait in each connection that is open, by the reader's port.
  private Map<Integer, Long> waiting() {
    Map<Integer, Long> bytes = UnarrivedBytes.of(served);
    bytes.keySet().retainAll(readers);
    return bytes;
  }
}
