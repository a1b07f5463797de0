package store.jungyu.chat.ops;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import store.jungyu.chat.room.MessageLog;
import store.jungyu.chat.room.Rooms;

/// Deletes, at the start and every so often, what rooms do not keep any longer.
final class Retention {
  private static final Logger LOGGER = System.getLogger(Retention.class.getName());
  private static final Duration AGAIN_AFTER = Duration.ofSeconds(5);

  private Retention() {}

  /// Until interrupted.
  static void run(Rooms rooms, int keepDays, Duration every) {
    try {
      while (true) {
        boolean done = expire(rooms, keepDays);
        Thread.sleep(done ? every : AGAIN_AFTER);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean expire(Rooms rooms, int keepDays) {
    try {
      rooms.expire(keepDays);
      return true;
    } catch (MessageLog.Unavailable e) {
      LOGGER.log(Level.DEBUG, "old messages cannot be deleted now; trying again", e);
      return false;
    }
  }
}
