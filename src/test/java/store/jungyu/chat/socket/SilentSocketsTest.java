package store.jungyu.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import store.jungyu.chat.room.Limits;
import store.jungyu.chat.room.MessageLog;
import store.jungyu.chat.room.Pseudonyms;
import store.jungyu.chat.room.Rooms;
import store.jungyu.chat.room.Telemetry;

/// When sockets that say nothing are asked whether they are there (S11).
@Timeout(30)
final class SilentSocketsTest {
  private static final int CROWD = 200;
  private static final Limits LIMITS =
      new Limits(2000, 2, 15, 50, 500, 100, 256, 1 << 20, Duration.ofSeconds(10), 4096, 1000, 20);

  private final Sockets sockets =
      new Sockets(
          new Sockets.Settings(
              8192,
              Duration.ofSeconds(10),
              Duration.ofSeconds(40),
              CROWD,
              CROWD,
              CROWD,
              9,
              9,
              9999,
              9999),
          _ -> Duration.ZERO,
          (_, _) -> null,
          Telemetry.SILENT);
  private final Rooms rooms =
      new Rooms(
          LIMITS,
          proxy(MessageLog.class, (_, _, _) -> new MessageLog.Tail(0, List.of())),
          RoomSockets.encoder(),
          (_, _, _) -> Duration.ZERO,
          new Pseudonyms(new byte[32]),
          InstantSource.system(),
          Runnable::run,
          Telemetry.SILENT);
  private final Semaphore welcomed = new Semaphore(0);
  private final Semaphore asked = new Semaphore(0);

  /// A thousand answers at once held up who spoke then by some 25 ms, each 25 s.
  @Test
  void whoCameTogetherIsNotAskedTogether() throws Exception {
    long opened = System.nanoTime();
    List<RoomSocket> crowd = new ArrayList<>();
    for (int i = 0; i < CROWD; i++) {
      crowd.add(enter());
    }
    assertThat(welcomed.tryAcquire(CROWD, 10, TimeUnit.SECONDS)).isTrue();

    assertThat(askedAt(crowd, opened, Duration.ofMillis(19_900))).isZero();
    int[] each =
        IntStream.rangeClosed(21, 27)
            .map(second -> askedAt(crowd, opened, Duration.ofSeconds(second)))
            .toArray();

    assertThat(IntStream.of(each).sum()).isEqualTo(CROWD);
    assertThat(IntStream.of(each).max().orElseThrow()).isLessThan(CROWD / 2);
  }

  /// How many are asked when all are looked after so long after `opened`.
  private int askedAt(List<RoomSocket> crowd, long opened, Duration after) {
    crowd.forEach(socket -> socket.lookAfter(opened + after.toNanos()));
    try {
      for (int seen = -1; seen != asked.availablePermits(); ) {
        seen = asked.availablePermits();
        Thread.sleep(50);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return asked.drainPermits();
  }

  private RoomSocket enter() {
    RoomSocket socket = new RoomSocket(rooms, LIMITS, sockets, List.of("address"));
    List<MessageHandler.Partial<String>> handlers = new ArrayList<>();
    RemoteEndpoint.Basic remote =
        proxy(
            RemoteEndpoint.Basic.class,
            (_, method, _) -> {
              (method.getName().equals("sendPing") ? asked : welcomed).release();
              return null;
            });
    Session session =
        proxy(
            Session.class,
            (_, method, arguments) ->
                switch (method.getName()) {
                  case "getPathParameters" -> Map.of("postId", "post-1");
                  case "getBasicRemote" -> remote;
                  case "addMessageHandler" -> {
                    if (arguments[0] == String.class) {
                      @SuppressWarnings("unchecked") // as RoomSocket registers it
                      var partial = (MessageHandler.Partial<String>) arguments[1];
                      handlers.add(partial);
                    }
                    yield null;
                  }
                  default -> null;
                });
    socket.onOpen(session, proxy(ClientEndpointConfig.class, (_, _, _) -> null));
    handlers
        .getFirst()
        .onMessage(
            "{\"type\":\"hello\",\"v\":1,\"anonymousId\":\"%s\"}".formatted(UUID.randomUUID()),
            true);
    return socket;
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
