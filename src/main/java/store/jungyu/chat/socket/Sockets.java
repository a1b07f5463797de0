package store.jungyu.chat.socket;

import io.github.bucket4j.Bucket;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import store.jungyu.chat.room.Disconnect;
import store.jungyu.chat.room.Telemetry;

/// All open sockets, in a registry of our own: the container's forgets them after half an hour.
public final class Sockets {

  /// @param frameBytes the longest frame a browser may send
  /// @param helloWithin how long a socket may stay without `hello`
  /// @param silentAtMost how long a socket may give no sign of life; it is asked for one after 25 s
  /// @param perAddress open sockets from one address
  /// @param all open sockets
  /// @param framesBurst frames that one socket may send at once, of whatever type …
  /// @param framesPerSecond … and a second after that
  public record Settings(
      int frameBytes,
      Duration helloWithin,
      Duration silentAtMost,
      int perAddress,
      int all,
      int framesBurst,
      int framesPerSecond) {

    Bucket pace() {
      return Bucket.builder()
          .addLimit(limit ->
              limit.capacity(framesBurst).refillGreedy(framesPerSecond, Duration.ofSeconds(1)))
          .withNanosecondPrecision()
          .build();
    }
  }

  private static final Logger LOGGER = System.getLogger(Sockets.class.getName());
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final int CLOSED_AT_ONCE = 50;
  private static final int CLOSING_TAKES_MILLIS = 2_000;

  private final Settings settings;
  private final Telemetry telemetry;
  private final Set<RoomSocket> open = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> perAddress = new ConcurrentHashMap<>();
  private volatile boolean draining;

  public Sockets(Settings settings, Telemetry telemetry) {
    this.settings = settings;
    this.telemetry = telemetry;
  }

  /// How many sockets are open.
  public int count() {
    return open.size();
  }

  /// Whether another socket would be taken: the server is not full and not about to stop.
  public boolean accepting() {
    return !draining && open.size() < settings.all();
  }

  /// Whether `address` has as many sockets as it may.
  boolean full(String address) {
    return perAddress.getOrDefault(address, 0) >= settings.perAddress();
  }

  /// Looks after silent sockets, until interrupted. Wants a thread of its own.
  public void watch() {
    try {
      while (true) {
        Thread.sleep(LOOK_EVERY);
        long now = System.nanoTime();
        for (RoomSocket socket : open) {
          try {
            socket.lookAfter(now);
          } catch (RuntimeException e) {
            LOGGER.log(Level.ERROR, "the watch over a socket met a bug; it goes on", e);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Takes no more sockets and closes those that are open with [Disconnect#GOING_AWAY], some at a
  /// time, so that their browsers do not all come back in the same moment.
  ///
  /// @param within how long the spread may take; a browser that does not answer is given 2 s more
  public void drain(Duration within) throws InterruptedException {
    draining = true;
    List<RoomSocket> left = List.copyOf(open);
    long pause = within.toMillis() * CLOSED_AT_ONCE / Math.max(CLOSED_AT_ONCE, left.size());
    for (int i = 0; i < left.size(); i++) {
      left.get(i).disconnect(Disconnect.GOING_AWAY);
      if (i % CLOSED_AT_ONCE == CLOSED_AT_ONCE - 1) {
        TimeUnit.MILLISECONDS.sleep(Math.min(pause, 200));
      }
    }
    for (int i = 0; i < CLOSING_TAKES_MILLIS / 10 && !open.isEmpty(); i++) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  Settings settings() {
    return settings;
  }

  Telemetry telemetry() {
    return telemetry;
  }

  /// @return why it was not taken, or null: it was
  @Nullable Disconnect add(RoomSocket socket) {
    if (draining) {
      return Disconnect.GOING_AWAY;
    }
    if (!accepting()) {
      return Disconnect.BUSY;
    }
    int fromThere = perAddress.merge(socket.address(), 1, Integer::sum);
    if (fromThere > settings.perAddress()) {
      release(socket.address());
      return Disconnect.TOO_MANY_SOCKETS;
    }
    open.add(socket);
    return null;
  }

  void remove(RoomSocket socket) {
    if (open.remove(socket)) {
      release(socket.address());
    }
  }

  private void release(String address) {
    perAddress.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
  }
}
