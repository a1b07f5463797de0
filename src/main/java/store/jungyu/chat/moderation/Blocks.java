package store.jungyu.chat.moderation;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import store.jungyu.chat.room.Block;
import store.jungyu.chat.room.BlockLog;
import store.jungyu.chat.room.Blocked;
import store.jungyu.chat.room.MessageLog.Unavailable;
import store.jungyu.chat.room.RoomId;

/// Who may not be where, in memory: asked for every socket every second. What another server has
/// changed, or an operator in the database, it reads within the second.
public final class Blocks implements Blocked {
  private static final Logger LOGGER = System.getLogger(Blocks.class.getName());
  private static final Duration READ_EVERY = Duration.ofMillis(750);
  private static final int FORGET_EVERY = 80; // readings

  private final BlockLog log;
  private final InstantSource clock;

  /// By subject. Replaced as a whole; null until they are read for the first time.
  private volatile @Nullable Map<String, List<Block>> current;

  private boolean warned; // the watch's own

  public Blocks(BlockLog log, InstantSource clock) {
    this.log = log;
    this.clock = clock;
  }

  /// Whether they were read.
  @Override
  public boolean known() {
    return current != null;
  }

  @Override
  public @Nullable Instant until(RoomId room, List<String> subjects) {
    Map<String, List<Block>> blocks = current;
    if (blocks == null || blocks.isEmpty()) {
      return null;
    }
    Instant latest = null;
    Instant now = clock.instant();
    for (String subject : subjects) {
      for (Block block : blocks.getOrDefault(subject, List.of())) {
        boolean here = block.room() == null || block.room().equals(room);
        if (here && block.until().isAfter(latest == null ? now : latest)) {
          latest = block.until();
        }
      }
    }
    return latest;
  }

  /// How many hold.
  public int count() {
    Map<String, List<Block>> blocks = current;
    return blocks == null ? 0 : blocks.values().stream().mapToInt(List::size).sum();
  }

  /// The blocks that hold, those that end first before the others.
  List<Block> all() throws Unavailable {
    return log.current(clock.instant());
  }

  void put(Block block) throws Unavailable {
    log.put(block);
    read();
  }

  boolean lift(String subject, @Nullable RoomId room) throws Unavailable {
    boolean was = log.lift(subject, room);
    read();
    return was;
  }

  Optional<String> author(RoomId room, long seq) throws Unavailable {
    return log.author(room, seq);
  }

  Instant now() {
    return clock.instant();
  }

  /// Keeps up with the log, until interrupted. Wants a thread of its own. While the log is away,
  /// what was read last holds.
  public void watch() {
    try {
      for (int round = 0; ; round++) {
        keepUp(round);
        Thread.sleep(READ_EVERY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// One look of [#watch]. In the first minute the log may still be on its way.
  void keepUp(int round) {
    try {
      read();
      warned = false;
      if (round % FORGET_EVERY == 0) {
        log.forget(clock.instant());
      }
    } catch (Unavailable | RuntimeException e) {
      if (!warned && round >= FORGET_EVERY) {
        LOGGER.log(Level.WARNING, "blocks cannot be kept up with; those that are known hold", e);
        warned = true;
      }
    }
  }

  /// One at a time, so that what was read later is what holds.
  private synchronized void read() throws Unavailable {
    current = all().stream().collect(Collectors.groupingBy(Block::subject));
  }
}
