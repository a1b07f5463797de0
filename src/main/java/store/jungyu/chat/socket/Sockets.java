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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import store.jungyu.chat.room.Blocked;
import store.jungyu.chat.room.Disconnect;
import store.jungyu.chat.room.Quota;
import store.jungyu.chat.room.Telemetry;

/// All open sockets, in a registry of our own: the container's forgets them after half an hour.
public final class Sockets {
  /// After so long at most a silent socket is asked for a sign of life.
  public static final Duration ASKED_WITHIN = Duration.ofSeconds(25);

  /// So much sooner some are, each at a time of its own: those who came together, as after a
  /// restart, would else be asked together for ever, and who speaks in that moment waits for all of
  /// them.
  private static final Duration ASKED_OVER = Duration.ofSeconds(5);

  /// The golden section of that: in such steps around it any number of sockets lie evenly apart.
  private static final long STEP_NANOS = 3_090_169_944L;

  /// @param frameBytes the longest frame a browser may send
  /// @param helloWithin how long a socket may stay without `hello`
  /// @param silentAtMost how long a socket may give no sign of life; it is asked for one after
  ///   20–25 s
  /// @param perAddress open sockets from one address
  /// @param perPerson open sockets of one person, all rooms together
  /// @param all open sockets
  /// @param framesBurst frames that one socket may send at once, of whatever type …
  /// @param framesPerSecond … and a second after that
  /// @param bytesBurst bytes of UTF-8 that one socket may send at once …
  /// @param bytesPerSecond … and a second after that
  public record Settings(
      int frameBytes,
      Duration helloWithin,
      Duration silentAtMost,
      int perAddress,
      int perPerson,
      int all,
      int framesBurst,
      int framesPerSecond,
      int bytesBurst,
      int bytesPerSecond) {

    Bucket frames() {
      return bucket(framesBurst, framesPerSecond);
    }

    Bucket bytes() {
      return bucket(bytesBurst, bytesPerSecond);
    }

    private static Bucket bucket(int burst, int perSecond) {
      return Bucket.builder()
          .addLimit(limit -> limit.capacity(burst).refillGreedy(perSecond, Duration.ofSeconds(1)))
          .withNanosecondPrecision()
          .build();
    }
  }

  private static final Logger LOGGER = System.getLogger(Sockets.class.getName());
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final int LOOKS = 5; // until all are looked after
  private static final int CLOSED_AT_ONCE = 50;
  private static final int TELLING_TAKES_MILLIS = 2_000;

  /// How long a browser is waited for that is asked for a sign of life, before it is told.
  private static final int ANSWERS_WITHIN_MILLIS = 1_000;

  private final Settings settings;
  private final Function<String, Duration> handshakes;
  private final Blocked blocked;
  private final Telemetry telemetry;

  /// Each with its person, or "" before `hello`.
  private final Map<RoomSocket, String> open = new ConcurrentHashMap<>();

  /// Those whose browsers are being told why. The container calls a socket closed, and it is not
  /// open here any more, before it has told its browser.
  private final Set<RoomSocket> telling = ConcurrentHashMap.newKeySet();

  private final Map<String, Integer> perAddress = new ConcurrentHashMap<>();
  private final Map<String, Integer> perPerson = new ConcurrentHashMap<>();
  private final AtomicLong asked = new AtomicLong();
  private volatile boolean draining;

  /// @param handshakes takes one turn to open a socket, of an address; zero, or how long until
  ///   there is one
  public Sockets(
      Settings settings,
      Function<String, Duration> handshakes,
      Blocked blocked,
      Telemetry telemetry) {
    this.settings = settings;
    this.handshakes = handshakes;
    this.blocked = blocked;
    this.telemetry = telemetry;
  }

  /// How many sockets are open.
  public int count() {
    return open.size();
  }

  /// How many may be open.
  public int limit() {
    return settings.all();
  }

  /// Whether another socket would be taken: the server is not full, not about to stop, and knows
  /// who may not come in.
  public boolean accepting() {
    return !draining && blocked.known() && open.size() < settings.all();
  }

  /// Takes one turn of `address` to open a socket.
  ///
  /// @return zero if there was one left; else how long until there is
  Duration turn(String address) {
    Duration wait = handshakes.apply(address);
    if (!wait.isZero()) {
      telemetry.exceeded(Quota.HANDSHAKES_PER_ADDRESS);
    }
    return wait;
  }

  /// After how long of silence one more socket is asked for a sign of life.
  Duration askedAfter() {
    long sooner = Math.floorMod(asked.getAndAdd(STEP_NANOS), ASKED_OVER.toNanos());
    return ASKED_WITHIN.minusNanos(sooner);
  }

  /// Looks after all sockets, until interrupted. Wants a thread of its own.
  public void watch() {
    try {
      for (int look = 0; ; look++) {
        Thread.sleep(LOOK_EVERY);
        long now = System.nanoTime();
        for (RoomSocket socket : open.keySet()) {
          try {
            socket.boundPieces();
            if (Math.floorMod(socket.hashCode() + look, LOOKS) == 0) {
              socket.lookAfter(now);
            }
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
  /// Each is asked for a sign of life first, and told on the thread that reads it: closed from
  /// another one, the container may lose the farewell (docs/surprises.md). Who gives none within a
  /// second is told all the same.
  ///
  /// @param within how long the spread may take; after it the last browsers are waited for, until
  ///   for 2 s none of them takes its word
  public void drain(Duration within) throws InterruptedException {
    draining = true;
    List<RoomSocket> left = List.copyOf(open.keySet());
    long pause = within.toMillis() * CLOSED_AT_ONCE / Math.max(CLOSED_AT_ONCE, left.size());
    for (int i = 0; i < left.size(); i++) {
      left.get(i).sendAway();
      if (i % CLOSED_AT_ONCE == CLOSED_AT_ONCE - 1) {
        TimeUnit.MILLISECONDS.sleep(Math.min(pause, 200));
      }
    }
    for (int waited = 0; silent() && waited < ANSWERS_WITHIN_MILLIS; waited += 10) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    int silent = 0;
    for (RoomSocket socket : left) {
      if (open.containsKey(socket) && !telling.contains(socket)) {
        socket.disconnect(Disconnect.GOING_AWAY);
        if (++silent % CLOSED_AT_ONCE == 0) {
          TimeUnit.MILLISECONDS.sleep(Math.min(pause, 200));
        }
      }
    }
    int untold = untold();
    for (int waited = 0; untold > 0 && waited < TELLING_TAKES_MILLIS; waited += 10) {
      TimeUnit.MILLISECONDS.sleep(10);
      int now = untold();
      if (now < untold) {
        untold = now;
        waited = 0;
      }
    }
    if (untold > 0) {
      LOGGER.log(Level.WARNING, "{0} sockets took no word that the server stops", untold);
    }
  }

  /// Whether one is open that nobody tells anything yet.
  private boolean silent() {
    return !telling.containsAll(open.keySet());
  }

  private int untold() {
    int untold = telling.size();
    for (RoomSocket socket : open.keySet()) {
      untold += telling.contains(socket) ? 0 : 1;
    }
    return untold;
  }

  /// The browser behind `socket` is being told why it is closed, …
  void telling(RoomSocket socket) {
    telling.add(socket);
  }

  /// … and now it is, or cannot be. Where the container has ended it by itself meanwhile it may not
  /// have said so.
  void told(RoomSocket socket) {
    telling.remove(socket);
    remove(socket);
  }

  Blocked blocked() {
    return blocked;
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
      release(perAddress, socket.address());
      telemetry.exceeded(Quota.SOCKETS_PER_ADDRESS);
      return Disconnect.TOO_MANY_SOCKETS;
    }
    open.put(socket, "");
    if (draining) { // which began meanwhile, and may not have seen it
      remove(socket);
      return Disconnect.GOING_AWAY;
    }
    return null;
  }

  /// Counts `socket` as one of `person`'s.
  ///
  /// @return whether the person may have one more
  boolean belongsTo(RoomSocket socket, String person) {
    if (perPerson.merge(person, 1, Integer::sum) > settings.perPerson()) {
      release(perPerson, person);
      telemetry.exceeded(Quota.SOCKETS_PER_PERSON);
      return false;
    }
    if (open.replace(socket, person) == null) {
      release(perPerson, person); // gone meanwhile
    }
    return true;
  }

  void remove(RoomSocket socket) {
    String person = open.remove(socket);
    if (person != null) {
      release(perAddress, socket.address());
      release(perPerson, person);
    }
  }

  private static void release(Map<String, Integer> counts, String whose) {
    counts.computeIfPresent(whose, (_, count) -> count == 1 ? null : count - 1);
  }
}
