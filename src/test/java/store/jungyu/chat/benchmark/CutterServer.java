package store.jungyu.chat.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Welcomes everybody, says nothing, and cuts each after a while: what a benchmark has to notice.
final class CutterServer implements Target, AutoCloseable {
  private static final String WELCOME =
      "[{\"type\":\"welcome\",\"v\":1,\"head\":0,\"complete\":true,\"messages\":[]}]";

  private final ServerSocket door;
  private final Duration patience;

  CutterServer(Duration patience) throws IOException {
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.patience = patience;
    Thread.ofVirtual().start(this::serve);
  }

  private void serve() {
    while (!door.isClosed()) {
      try {
        Socket guest = door.accept();
        Thread.ofVirtual().start(() -> entertain(guest));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void entertain(Socket guest) {
    try (guest) {
      InputStream in = guest.getInputStream();
      for (int newlines = 0; newlines < 2; ) {
        int read = in.read();
        newlines = read == '\n' ? newlines + 1 : read == '\r' ? newlines : 0;
      }
      byte[] welcome = WELCOME.getBytes(StandardCharsets.UTF_8);
      var out = guest.getOutputStream();
      out.write("HTTP/1.1 101 Welcome\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.write(0x81);
      out.write(welcome.length);
      out.write(welcome);
      Thread.sleep(patience);
    } catch (IOException e) {
      // It has gone itself.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String name() {
    return "cutter";
  }

  @Override
  public Duration start() {
    return Duration.ZERO;
  }

  @Override
  public void stop() {}

  @Override
  public int port() {
    return door.getLocalPort();
  }

  @Override
  public long pid() {
    return ProcessHandle.current().pid();
  }

  @Override
  public void collectGarbage() {}
}
