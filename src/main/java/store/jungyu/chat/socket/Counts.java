package store.jungyu.chat.socket;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import store.jungyu.chat.room.MessageLog;
import store.jungyu.chat.room.RoomId;

/// How many messages rooms hold, counted at most once a room in ten seconds: who asks while a room
/// is being counted waits for that.
final class Counts {
  static final Duration FRESH = Duration.ofSeconds(10);
  private static final int MOST_KEPT = 10_000;

  private final MessageLog log;
  private final Duration patience;

  /// Whoever asks first counts, on its own thread.
  private final AsyncCache<RoomId, Long> counted =
      Caffeine.newBuilder()
          .maximumSize(MOST_KEPT)
          .expireAfterWrite(FRESH)
          .executor(Runnable::run)
          .buildAsync();

  /// @param patience how long a thread waits for another's count: the container's are needed
  ///   elsewhere
  Counts(MessageLog log, Duration patience) {
    this.log = log;
    this.patience = patience;
  }

  /// Whether all of `rooms` are counted.
  boolean know(Set<RoomId> rooms) {
    return counted.synchronous().getAllPresent(rooms).size() == rooms.size();
  }

  /// How many messages each of `rooms` holds. Blocks where they are not all known.
  Map<RoomId, Long> of(Set<RoomId> rooms) throws MessageLog.Unavailable {
    Map<RoomId, Long> counts;
    try {
      counts = counted.getAll(rooms, this::count).get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new MessageLog.Unavailable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MessageLog.Unavailable(e);
    }
    if (counts.size() < rooms.size()) {
      throw new MessageLog.Unavailable(
          new IllegalStateException("some rooms could not be counted"));
    }
    return counts;
  }

  /// @return nothing where they could not be counted, which is kept of none
  private Map<RoomId, Long> count(Set<? extends RoomId> rooms) {
    try {
      Map<RoomId, Long> counts = new HashMap<>();
      rooms.forEach(room -> counts.put(room, 0L));
      counts.putAll(log.counts(Set.copyOf(rooms)));
      return counts;
    } catch (MessageLog.Unavailable e) {
      return Map.of();
    }
  }
}
