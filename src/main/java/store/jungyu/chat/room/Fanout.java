package store.jungyu.chat.room;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Brings a room's events to its members in passes: what has gathered is made one frame, which goes
/// to one member after the other on one virtual thread, in a large room on two; what comes
/// meanwhile goes with the next pass.
///
/// Sends block, because on Open Liberty the asynchronous ones cost twice the processor time. So a
/// member that stops reading would stop the pass. [#relieve] sees to that: the thread that is stuck
/// stays with that member, and a fresh one brings the rest of this pass to each member on a thread
/// of its own: who else does not read holds up nobody any more.
///
/// After a pass the next one waits four times as long as the pass took, at most 50 ms: in a lively
/// room fewer and fuller frames halve the work, in a quiet one nothing waits.
///
/// Lock order: this, then the [Source]'s or an [Outbox]'s.
final class Fanout {
  private static final Logger LOGGER = System.getLogger(Fanout.class.getName());
  private static final long STUCK_NANOS = 20_000_000;
  private static final long MAX_PAUSE_NANOS = 50_000_000;

  /// From so many members on a second thread joins in. Below it, to start one takes longer than it
  /// saves.
  private static final int SHARED = 200;

  /// Where the events come from.
  interface Source {
    /// What has gathered and whom it is for, or null if nothing has.
    @Nullable Pass take();

    /// Everybody whom the pass was for has it, or has it queued.
    void handedOver(Pass pass);
  }

  /// Events and whom they are for. Encoded once, when the text is first asked for: outside all
  /// locks.
  static final class Pass {
    private final List<RoomEvent> events;
    private final Outbox[] to;
    private final @Nullable Long durableSince;
    private final FrameEncoder encoder;
    private @Nullable Frame frame;

    Pass(List<RoomEvent> events, Outbox[] to, @Nullable Long durableSince, FrameEncoder encoder) {
      this.events = events;
      this.to = to;
      this.durableSince = durableSince;
      this.encoder = encoder;
    }

    /// When its oldest message became durable, or null: it has none.
    @Nullable Long durableSince() {
      return durableSince;
    }

    /// Null: it cannot be encoded. Rather than keep back something, its members are sent to ask
    /// again.
    private @Nullable Frame frame() {
      if (frame == null) {
        try {
          frame = encoder.encode(events);
        } catch (RuntimeException | Error e) {
          LOGGER.log(Level.ERROR, "a room's events met a bug; its members are disconnected", e);
          for (Outbox outbox : to) {
            outbox.cut(Disconnect.BUSY);
          }
        }
      }
      return frame;
    }
  }

  private final Source source;
  private final LongSupplier nanoTime;

  // Guarded by this.
  private boolean running;
  private int runner; // the thread that may go on; those with lower numbers are stuck or done
  private @Nullable Pass pass;
  private long passSince;
  private int next;
  private boolean stepping;
  private boolean stalled; // somebody held this pass up
  private long stepSince;

  Fanout(Source source, LongSupplier nanoTime) {
    this.source = source;
    this.nanoTime = nanoTime;
  }

  /// Says that something has gathered. Not to be called under the source's lock.
  void wake() {
    int mine;
    synchronized (this) {
      if (running) {
        return;
      }
      running = true;
      mine = ++runner;
    }
    Thread.startVirtualThread(() -> run(mine));
  }

  /// Takes the pass from a thread that has been with one member for more than 20 ms.
  ///
  /// @return whether passes go on, and may have to be relieved
  boolean relieve() {
    int fresh;
    synchronized (this) {
      if (!stepping || nanoTime.getAsLong() - stepSince <= STUCK_NANOS) {
        return running;
      }
      stepping = false;
      stalled = true;
      fresh = ++runner;
    }
    Thread.startVirtualThread(() -> run(fresh));
    return true;
  }

  private void run(int mine) {
    for (Pass current = current(mine); current != null; current = current(mine)) {
      Frame frame = current.frame();
      if (frame != null) {
        bring(current, frame, mine);
      }
      long took = finish(mine);
      if (took < 0) {
        return;
      }
      tellHandedOver(current);
      LockSupport.parkNanos(Math.min(4 * took, MAX_PAUSE_NANOS));
    }
  }

  /// Whatever the source makes of it, its passes go on.
  private void tellHandedOver(Pass done) {
    try {
      source.handedOver(done);
    } catch (RuntimeException | Error e) {
      LOGGER.log(Level.ERROR, "what follows a pass met a bug; the room goes on", e);
    }
  }

  private void bring(Pass current, Frame frame, int mine) {
    if (current.to.length >= SHARED) {
      Thread.startVirtualThread(() -> joinIn(current, frame));
    }
    for (Outbox to = next(mine, frame); to != null; to = next(mine, frame)) {
      to.send(frame);
    }
  }

  /// Brings `frame` to some of those whom `shared` is for, for as long as that is the pass. Nobody
  /// waits for this thread: who does not read holds up it alone.
  private void joinIn(Pass shared, Frame frame) {
    for (Outbox to = next(shared, frame); to != null; to = next(shared, frame)) {
      to.send(frame);
    }
  }

  private synchronized @Nullable Pass current(int mine) {
    if (runner != mine) {
      return null;
    }
    if (pass == null) {
      pass = source.take();
      passSince = nanoTime.getAsLong();
      next = 0;
      stalled = false;
      running = pass != null;
    }
    return pass;
  }

  private synchronized @Nullable Outbox next(int mine, Frame frame) {
    if (runner != mine || pass == null) {
      return null;
    }
    Outbox to = next(pass, frame);
    stepping = to != null;
    stepSince = nanoTime.getAsLong();
    return to;
  }

  /// Gives the frame to one member after the other until one has to be sent to. All of it under the
  /// lock: a thread that is held up before it sends must not be overtaken by the next pass.
  private synchronized @Nullable Outbox next(Pass current, Frame frame) {
    while (pass == current && next < current.to.length) {
      Outbox to = current.to[next++];
      if (!to.take(frame)) {
        continue;
      }
      if (!stalled) {
        return to;
      }
      to.sendApart(frame);
    }
    return null;
  }

  /// @return how long the pass took, or -1 if it is another thread's by now
  private synchronized long finish(int mine) {
    if (runner != mine) {
      return -1;
    }
    pass = null;
    return nanoTime.getAsLong() - passSince;
  }
}
