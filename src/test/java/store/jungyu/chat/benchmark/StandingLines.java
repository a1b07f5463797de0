package store.jungyu.chat.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The server's ends of connections whose readers do not read. First what it sends fills the
/// buffers of the network, which are as large as the kernel likes: `/proc/net/tcp` tells how much
/// waits there. Once that grows no more, the line stands still.
final class StandingLines {
  private static final List<Path> SOCKETS =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
  private static final int LOCAL = 1; // fields of a line, see proc(5)
  private static final int REMOTE = 2;
  private static final int STATE = 3;
  private static final int QUEUES = 4;
  private static final String ESTABLISHED = "01";
  private static final int HEX = 16;
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
    Map<Integer, Long> bytes = new HashMap<>();
    for (Path sockets : SOCKETS) {
      for (String socket : lines(sockets)) {
        String[] fields = socket.strip().split(" +", -1);
        if (fields[STATE].equals(ESTABLISHED)
            && port(fields[LOCAL]) == served
            && readers.contains(port(fields[REMOTE]))) {
          String unsent = fields[QUEUES].substring(0, fields[QUEUES].indexOf(':'));
          bytes.put(port(fields[REMOTE]), Long.parseLong(unsent, HEX));
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
