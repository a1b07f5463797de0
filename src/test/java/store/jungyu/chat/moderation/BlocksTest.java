package store.jungyu.chat.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import store.jungyu.chat.room.Block;
import store.jungyu.chat.room.BlockLog;
import store.jungyu.chat.room.MessageLog.Unavailable;
import store.jungyu.chat.room.RoomId;

/// How blocks are kept up with while the log is slow, or away.
@Timeout(30)
final class BlocksTest {
  private static final Logger LOGGER = Logger.getLogger(Blocks.class.getName());
  private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");
  private static final Block BLOCK = new Block("troll", null, NOW.plusSeconds(60), "");

  private final Log log = new Log();
  private final Blocks blocks = new Blocks(log, InstantSource.fixed(NOW));
  private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
  private final Handler handler = new Warnings();

  @BeforeEach
  void listen() {
    LOGGER.setUseParentHandlers(false);
    LOGGER.addHandler(handler);
  }

  @AfterEach
  void stop() {
    LOGGER.removeHandler(handler);
    LOGGER.setUseParentHandlers(true);
  }

  @Test
  void aLogThatIsAwayFromTheStartIsWarnedOfOnceItShouldBeThere() {
    log.away = true;
    for (int round = 0; round < 200; round++) {
      blocks.keepUp(round);
    }
    assertThat(warnings).hasSize(1);
    log.away = false;
    blocks.keepUp(200);
    log.away = true;
    blocks.keepUp(201);
    assertThat(warnings).hasSize(2);
  }

  @Test
  void nothingIsKnownBeforeTheFirstReading() {
    log.away = true;
    blocks.keepUp(0);
    assertThat(blocks.known()).isFalse();
    log.away = false;
    blocks.keepUp(1);
    assertThat(blocks.known()).isTrue();
    log.away = true;
    blocks.keepUp(2);
    assertThat(blocks.known()).isTrue();
  }

  @Test
  void whereOldBlocksCannotBeDeletedTheOthersHoldAllTheSame() {
    log.kept = true;
    log.current = List.of(BLOCK);
    blocks.keepUp(0);

    assertThat(blocks.count()).isEqualTo(1);
  }

  @Test
  void aReadingThatBeganBeforeABlockDoesNotTakeItAway() throws Exception {
    CountDownLatch answering = log.holdNextReading();
    Thread watching = Thread.ofPlatform().start(() -> blocks.keepUp(1));
    log.reading.await();
    Thread operator =
        Thread.ofPlatform()
            .start(() -> {
              try {
                blocks.put(BLOCK);
              } catch (Unavailable e) {
                throw new IllegalStateException(e);
              }
            });
    operator.join(200);
    answering.countDown();
    operator.join();
    watching.join();

    assertThat(blocks.count()).isEqualTo(1);
  }

  /// In memory; fails or waits when told to.
  private static final class Log implements BlockLog {
    private final CountDownLatch reading = new CountDownLatch(1);
    private volatile List<Block> current = List.of();
    private volatile boolean away;
    private volatile boolean kept;
    private volatile @Nullable CountDownLatch answering;

    CountDownLatch holdNextReading() {
      CountDownLatch latch = new CountDownLatch(1);
      answering = latch;
      return latch;
    }

    @Override
    public List<Block> current(Instant now) throws Unavailable {
      if (away) {
        throw new Unavailable(new IllegalStateException("away"));
      }
      List<Block> read = current;
      CountDownLatch held = answering;
      if (held != null) {
        answering = null;
        reading.countDown();
        try {
          held.await();
        } catch (InterruptedException e) {
          throw new Unavailable(e);
        }
      }
      return read;
    }

    @Override
    public void put(Block block) {
      current = List.of(block);
    }

    @Override
    public boolean lift(String subject, @Nullable RoomId room) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void forget(Instant now) throws Unavailable {
      if (kept) {
        throw new Unavailable(new IllegalStateException("read only"));
      }
    }

    @Override
    public Optional<String> author(RoomId room, long seq) {
      throw new UnsupportedOperationException();
    }
  }

  private final class Warnings extends Handler {
    @Override
    public void publish(LogRecord record) {
      warnings.add(record.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
