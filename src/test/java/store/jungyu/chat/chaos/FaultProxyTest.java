package store.jungyu.chat.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import store.jungyu.chat.chaos.FaultProxy.Way;
import store.jungyu.chat.chaos.FaultProxy.Weather;
import store.jungyu.chat.testing.Waiting;

/// The bad network is as bad as it says, in front of a server that says everything back.
final class FaultProxyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ByteArrayOutputStream arrived = new ByteArrayOutputStream();
  private ServerSocket echo;
  private FaultProxy proxy;
  private Socket client;

  @BeforeEach
  void open() throws IOException {
    echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
    proxy = new FaultProxy(echo.getLocalPort());
    client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    client.setSoTimeout((int) PATIENCE.toMillis());
    assertThat(ask("hello")).isEqualTo("hello");
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    proxy.close();
    echo.close();
  }

  @Test
  void inABlackHoleNothingIsHeardAndNothingEnds() throws IOException {
    proxy.set(Weather.BLACK_HOLE);
    write("lost");
    client.setSoTimeout(300);
    assertThatThrownBy(() -> client.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    assertThat(arrived()).isEqualTo("hello");
  }

  @Test
  void whatWasStoppedIsPassedOnLater() throws IOException {
    proxy.set(Weather.STOPPED);
    write("later");
    client.setSoTimeout(300);
    assertThatThrownBy(() -> client.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    proxy.set(Weather.FAIR);
    client.setSoTimeout((int) PATIENCE.toMillis());
    assertThat(read(5)).isEqualTo("later");
  }

  @Test
  void aDelayIsAtLeastWhatWasAskedForEachWay() throws IOException {
    proxy.delay(Duration.ofMillis(100));
    long before = System.nanoTime();
    ask("slow");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(200));
  }

  @Test
  void cutAtAPatternItArrivesAndItsAnswerDoesNot() throws IOException {
    proxy.cutAt(Way.THERE, "COMMIT".getBytes(StandardCharsets.UTF_8), true);
    assertThat(ask("BEGIN")).isEqualTo("BEGIN");
    write("now COMMIT this");
    assertCut();
    Waiting.untilTrue("the pattern", PATIENCE, () -> arrived().endsWith("now COMMIT this"));
    assertThat(proxy.armed()).isFalse();
  }

  @Test
  void cutBeforeAPatternNothingOfItArrives() throws IOException {
    proxy.cutAt(Way.THERE, "COMMIT".getBytes(StandardCharsets.UTF_8), false);
    write("now COMMIT this");
    assertCut();
    Waiting.untilTrue("the end", PATIENCE, () -> proxy.connections() == 0);
    assertThat(arrived()).isEqualTo("hello");
  }

  @Test
  void aPatternThatComesInPiecesIsSeen() throws IOException {
    proxy.cutAt(Way.THERE, "COMMIT".getBytes(StandardCharsets.UTF_8), false);
    assertThat(ask("COM")).isEqualTo("COM");
    assertThat(ask("M")).isEqualTo("M");
    assertThat(proxy.armed()).isTrue();
    write("IT");
    assertCut();
    assertThat(proxy.armed()).isFalse();
    assertThat(arrived()).isEqualTo("helloCOMM");
  }

  @Test
  void theAnswerToAPatternInPiecesIsCutOff() throws IOException {
    proxy.cutAt(Way.THERE, "COMMIT".getBytes(StandardCharsets.UTF_8), true);
    assertThat(ask("now C")).isEqualTo("now C");
    write("OMMIT this");
    assertCut();
    Waiting.untilTrue("the pattern", PATIENCE, () -> arrived().endsWith("now COMMIT this"));
  }

  @Test
  void whatWentByBeforeATrapWasSetIsNotPartOfItsPattern() throws IOException {
    assertThat(ask("COM")).isEqualTo("COM");
    proxy.cutAt(Way.THERE, "COMMIT".getBytes(StandardCharsets.UTF_8), false);
    assertThat(ask("MIT")).isEqualTo("MIT");
    assertThat(proxy.armed()).isTrue();
  }

  @Test
  void cutAfterSoManyBytesTheRestDoesNotArrive() throws IOException {
    proxy.cutAfter(Way.BACK, 7);
    write("0123456789");
    assertThat(read(7)).isEqualTo("0123456");
    assertCut();
  }

  @Test
  void whoComesToAClosedDoorIsSentAway() throws IOException {
    proxy.set(Weather.CLOSED);
    proxy.cutAll();
    assertCut();
    try (Socket another = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
      another.setSoTimeout((int) PATIENCE.toMillis());
      assertThatThrownBy(() -> another.getInputStream().read()).isInstanceOf(SocketException.class);
    }
    proxy.set(Weather.FAIR);
    client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    assertThat(ask("again")).isEqualTo("again");
  }

  private void assertCut() {
    try {
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the connection goes on", e);
    } catch (IOException e) {
      // a RST
    }
  }

  private String ask(String text) throws IOException {
    write(text);
    return read(text.length());
  }

  private void write(String text) throws IOException {
    client.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private String read(int bytes) throws IOException {
    return new String(client.getInputStream().readNBytes(bytes), StandardCharsets.UTF_8);
  }

  private String arrived() {
    return arrived.toString(StandardCharsets.UTF_8);
  }

  private void serve() {
    while (!echo.isClosed()) {
      try {
        Socket socket = echo.accept();
        Thread.ofVirtual()
            .start(() -> {
              byte[] buffer = new byte[1024];
              try (socket) {
                for (int got = socket.getInputStream().read(buffer);
                    got >= 0;
                    got = socket.getInputStream().read(buffer)) {
                  arrived.write(buffer, 0, got);
                  socket.getOutputStream().write(buffer, 0, got);
                }
              } catch (IOException e) {
                // cut, as was to be
              }
            });
      } catch (IOException e) {
        return;
      }
    }
  }
}
