package store.jungyu.chat.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a server's open connections were given and the other end has not taken, as Linux tells it.
public final class UnarrivedBytes {
  private static final List<Path> SOCKETS =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
  private static final int LOCAL = 1; // fields of a line, see proc(5)
  private static final int REMOTE = 2;
  private static final int STATE = 3;
  private static final int QUEUES = 4;
  private static final String ESTABLISHED = "01";
  private static final int HEX = 16;

  private UnarrivedBytes() {}

  /// Bytes by the other end's port.
  ///
  /// @param served where the server listens
  public static Map<Integer, Long> of(int served) {
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
