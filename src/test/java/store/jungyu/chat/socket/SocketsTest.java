package store.jungyu.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import store.jungyu.chat.room.Disconnect;
import store.jungyu.chat.room.Limits;
import store.jungyu.chat.room.MessageLog;
import store.jungyu.chat.room.Pseudonyms;
import store.jungyu.chat.room.Rooms;
import store.jungyu.chat.room.Telemetry;

/// All sockets while they say nothing (S11), and at a planned stop (S12), in a container that does
/// as Open Liberty: a socket is closed first, and its browser told then.
@Timeout(30)
final class SocketsTest {
  private static final Limits LIMITS =
      new Limits(2000, 2, 15, 50, 500, 100, 256, 1 << 20, Duration.ofSeconds(10), 4096, 1000, 20);

  private static final int CROWD = 200;

  private static final String HELLO =
      "{\"type\":\"hello\",\"v\":1,\"anonymousId\":\"%s\"}".formatted(UUID.randomUUID());

  private final Sockets sockets =
      new Sockets(
          new Sockets.Settings(
              8192,
              Duration.ofSeconds(10),
              Duration.ofSeconds(40),
              999,
              999,
              999,
              9,
              9,
              9999,
              9999),
          _ -> Duration.ZERO,
          (_, _) -> null,
          Telemetry.SILENT);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch network = new CountDownLatch(1);
  private final Semaphore pings = new Semaphore(0);
  private final Map<Class<?>, MessageHandler> handlers = new HashMap<>(); // of the last one
  private MessageHandler.Whole<PongMessage> answers = _ -> {};
  private boolean silent;
  private final Queue<Integer> told = new ConcurrentLinkedQueue<>();

  @Test
  void aPlannedStopEndsOnceTheLastBrowserIsTold() throws Exception {
    open();
    Thread stop = stopping();
    assertThat(sockets.count()).isZero();
    assertThat(stop.join(Duration.ofMillis(100))).isFalse();
    network.countDown();
    stop.join();

    assertThat(told).containsExactly(Disconnect.GOING_AWAY.code());
  }

  @Test
  void aBrowserThatCannotBeToldHoldsUpAPlannedStopForTwoSeconds() throws Exception {
    open();
    long began = System.nanoTime();
    sockets.drain(Duration.ZERO);

    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
    assertThat(told).isEmpty();
    network.countDown();
  }

  @Test
  void whoseEndTheContainerKeepsToItselfIsNotCountedForEver() throws Exception {
    silent = true;
    open();
    network.countDown();
    long began = System.nanoTime();
    sockets.drain(Duration.ZERO);

    assertThat(sockets.count()).isZero();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void whoComesWhileTheLastAreToldIsToldAsWell() throws Exception {
    open();
    Thread stop = stopping();
    assertThat(sockets.accepting()).isFalse();
    open();
    assertThat(sockets.count()).isZero();
    network.countDown();
    stop.join();

    assertThat(told).containsOnly(Disconnect.GOING_AWAY.code()).hasSize(2);
  }

  /// Closed from another thread than the one that reads, the container may lose the farewell.
  @Test
  void whoIsInARoomIsToldByTheThreadThatReadsWhatHeAnswersToAPing() throws Exception {
    enter();
    Thread stop = Thread.ofVirtual().start(this::drain);
    assertThat(pings.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    assertThat(closing.getCount()).isEqualTo(1);
    network.countDown();
    answers.onMessage(() -> ByteBuffer.allocate(0));

    assertThat(told).containsExactly(Disconnect.GOING_AWAY.code());
    stop.join();
    assertThat(told).hasSize(1);
  }

  @Test
  void whoAnswersNothingIsToldAllTheSame() throws Exception {
    enter();
    network.countDown();
    sockets.drain(Duration.ZERO);

    assertThat(told).containsExactly(Disconnect.GOING_AWAY.code());
  }

  /// A thousand answers at once held up who spoke in that moment (S11).
  @Test
  void whoCameTogetherIsNotAskedForASignOfLifeTogether() throws Exception {
    long opened = System.nanoTime();
    List<RoomSocket> crowd = Stream.generate(this::enter).limit(CROWD).toList();
    List<Integer> asked = new ArrayList<>();
    for (int second = 20; second < 40 && asked.size() < CROWD; second++) {
      long now = opened + TimeUnit.SECONDS.toNanos(second);
      crowd.forEach(socket -> socket.lookAfter(now));
      while (pings.tryAcquire(100, TimeUnit.MILLISECONDS)) {
        asked.add(second);
      }
    }

    assertThat(asked).hasSize(CROWD).doesNotContain(20);
    assertThat(asked)
        .allSatisfy(
            second -> assertThat(Collections.frequency(asked, second)).isLessThan(CROWD / 2));
  }

  /// A planned stop that has begun to tell.
  private Thread stopping() throws InterruptedException {
    Thread stop = Thread.ofVirtual().start(this::drain);
    closing.await();
    return stop;
  }

  private void drain() {
    try {
      sockets.drain(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("unchecked")
  private RoomSocket enter() {
    RoomSocket socket = open();
    ((MessageHandler.Partial<String>) handler(String.class)).onMessage(HELLO, true);
    return socket;
  }

  @SuppressWarnings("unchecked")
  private RoomSocket open() {
    Rooms rooms =
        new Rooms(
            LIMITS,
            emptyLog(),
            RoomSockets.encoder(),
            (_, _, _) -> Duration.ZERO,
            new Pseudonyms(new byte[32]),
            InstantSource.system(),
            Runnable::run,
            Telemetry.SILENT);
    RoomSocket socket = new RoomSocket(rooms, LIMITS, sockets, List.of("address"));
    socket.onOpen(session(socket), nothing(ClientEndpointConfig.class));
    answers = (MessageHandler.Whole<PongMessage>) handler(PongMessage.class);
    return socket;
  }

  private MessageHandler handler(Class<?> type) {
    return Objects.requireNonNull(handlers.get(type));
  }

  private static MessageLog emptyLog() {
    return (MessageLog)
        Proxy.newProxyInstance(
            MessageLog.class.getClassLoader(),
            new Class<?>[] {MessageLog.class},
            (_, method, _) -> {
              if (method.getName().equals("tail")) {
                return new MessageLog.Tail(0, List.of());
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }

  /// It takes all that is sent.
  private RemoteEndpoint.Basic remote() {
    return (RemoteEndpoint.Basic)
        Proxy.newProxyInstance(
            RemoteEndpoint.class.getClassLoader(),
            new Class<?>[] {RemoteEndpoint.Basic.class},
            (_, method, _) -> {
              if (method.getName().equals("sendPing")) {
                pings.release();
              }
              return null;
            });
  }

  private Session session(RoomSocket socket) {
    return (Session)
        Proxy.newProxyInstance(
            Session.class.getClassLoader(),
            new Class<?>[] {Session.class},
            (session, method, arguments) -> {
              switch (method.getName()) {
                case "getPathParameters" -> {
                  return Map.of("postId", "post-1");
                }
                case "addMessageHandler" ->
                    handlers.put((Class<?>) arguments[0], (MessageHandler) arguments[1]);
                case "getBasicRemote" -> {
                  return remote();
                }
                case "close" -> {
                  CloseReason reason = (CloseReason) arguments[0];
                  if (!silent) {
                    socket.onClose((Session) session, reason);
                  }
                  closing.countDown();
                  network.await();
                  told.add(reason.getCloseCode().getCode());
                }
                default -> {}
              }
              return null;
            });
  }

  /// One of whom nothing is asked.
  private static <T> T nothing(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, _) -> {
              throw new UnsupportedOperationException(method.getName());
            }));
  }
}
