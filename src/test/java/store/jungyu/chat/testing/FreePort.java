package store.jungyu.chat.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/// A port nobody listens on at this moment.
///
/// It is below those that systems take for the near end of a connection (Linux from 32,768 on,
/// others from 49,152 on as RFC 6335 says): a server that starts again on its port would else find
/// it taken by somebody's connection.
final class FreePort {
  private static final int FIRST = 20_000;
  private static final int END = 32_768;
  private static final int TRIES = 1_000;

  private FreePort() {}

  static int draw() {
    for (int tries = 0; tries < TRIES; tries++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // the next one may be free
      }
    }
    throw new IllegalStateException("no port from " + FIRST + " to " + END + " is free");
  }
}
