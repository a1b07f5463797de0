package store.jungyu.chat.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import store.jungyu.chat.testing.Waiting;

/// On a real line: the server has always something to send, and the reader takes nothing.
final class StalledLinesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration A_WHILE = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofSeconds(4);

  private final AtomicLong written = new AtomicLong();
  private final AtomicLong cut = new AtomicLong();
  private ServerSocket door;
  private Socket reader;
  private Socket served;

  @BeforeEach
  void open() throws IOException {
    door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    reader = new Socket();
    reader.setReceiveBufferSize(4_096);
    reader.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), door.getLocalPort()));
    served = door.accept();
  }

  @AfterEach
  void close() throws IOException {
    reader.close();
    served.close();
    door.close();
  }

  @Test
  void aLineThatIsLeftStandingForLongIsFoundOut() {
    try (var lines = watch()) {
      Thread.ofVirtual().start(this::write);
      awaitStandstill();
      Fault.pause(LONG);
      cut.set(1);
      Waiting.untilTrue("the cut", PATIENCE, () -> lines.cut() == 1);
      assertThat(lines.longestSeconds()).isGreaterThan(LONG.toSeconds());
    }
  }

  @Test
  void aLineThatIsCutAtOnceDidNotStandLong() {
    try (var lines = watch()) {
      Thread.ofVirtual().start(this::write);
      awaitStandstill();
      cut.set(1);
      Waiting.untilTrue("the cut", PATIENCE, () -> lines.cut() == 1);
      assertThat(lines.longestSeconds()).isLessThan(LONG.toSeconds());
    }
  }

  private StalledLines watch() {
    return new StalledLines(door.getLocalPort(), List.of(reader.getLocalPort()), cut::get);
  }

  /// Until nothing more has been taken for a while.
  private void awaitStandstill() {
    long[] last = {0, System.nanoTime()};
    Waiting.untilTrue(
        "a standstill",
        PATIENCE,
        () -> {
          if (written.get() != last[0]) {
            last[0] = written.get();
            last[1] = System.nanoTime();
          }
          return last[0] > 0 && System.nanoTime() - last[1] > A_WHILE.toNanos();
        });
  }

  private void write() {
    byte[] bytes = new byte[1_024];
    try {
      while (true) {
        served.getOutputStream().write(bytes);
        written.addAndGet(bytes.length);
      }
    } catch (SocketException e) {
      // the end
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
