package store.jungyu.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import store.jungyu.chat.room.Disconnect;

/// Who is told why it is closed, also while something is being sent to it (S12): Open Liberty may
/// write both at once.
@Timeout(30)
final class SocketConnectionTest {
  private final Queue<String> container = new ConcurrentLinkedQueue<>();
  private final CountDownLatch sending = new CountDownLatch(1);
  private final CountDownLatch network = new CountDownLatch(1);
  private final CountDownLatch told = new CountDownLatch(1);
  private final SocketConnection connection =
      new SocketConnection(
          proxy(
              Session.class,
              (_, method, _) -> {
                if (method.getName().equals("close")) {
                  container.add("close");
                  return null;
                }
                return proxy(RemoteEndpoint.Basic.class, (_, _, _) -> ping());
              }),
          "address",
          () -> {},
          told::countDown);

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private @Nullable Object ping() throws InterruptedException {
    sending.countDown();
    network.await();
    container.add("sent");
    return null;
  }

  @AfterEach
  void releaseWhoWaits() {
    network.countDown();
  }

  private void send() throws InterruptedException {
    Thread.startVirtualThread(() -> {
      try {
        connection.ping();
      } catch (IOException e) {
        container.add(e.toString());
      }
    });
    sending.await();
  }

  private Duration closingTakes(Disconnect reason) throws InterruptedException {
    long began = System.nanoTime();
    connection.close(reason);
    told.await();
    return Duration.ofNanos(System.nanoTime() - began);
  }

  @Test
  void theLastWordComesAfterWhatIsBeingSent() throws Exception {
    send();
    connection.close(Disconnect.GOING_AWAY);
    Thread.sleep(100);
    assertThat(container).isEmpty();
    network.countDown();
    told.await();

    assertThat(container).containsExactly("sent", "close");
  }

  @Test
  void whoDoesNotReadIsClosedAfterFiveSeconds() throws Exception {
    send();
    assertThat(closingTakes(Disconnect.GOING_AWAY)).isGreaterThan(Duration.ofSeconds(5));
    assertThat(container).containsExactly("close");
  }

  @Test
  void whoHasBeenWaitedForIsClosedAfterOne() throws Exception {
    send();
    assertThat(closingTakes(Disconnect.TOO_SLOW))
        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(4));
    assertThat(container).containsExactly("close");
  }

  @Test
  void nothingIsSentAfterTheLastWord() throws Exception {
    connection.close(Disconnect.GOING_AWAY);
    told.await();

    assertThatThrownBy(connection::ping).isInstanceOf(IOException.class);
    assertThat(container).containsExactly("close");
  }
}
