package store.jungyu.chat.ops;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import store.jungyu.chat.moderation.AddressRange;
import store.jungyu.chat.room.Quota;
import store.jungyu.chat.room.Telemetry;

/// How many requests of one address are answered at a time. An answer holds one of the container's
/// threads until its last byte is on its way: who asks for many and reads none of them would hold
/// all of them.
///
/// What is more waits for up to three seconds, for there may be a whole school behind one address,
/// whose answers take milliseconds. Only where half of those under way stand still no more than as
/// many may wait, and what is too much is answered 429.
final class ConcurrentRequests extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final long PATIENCE_SECONDS = 3;
  private static final long LOOK_MILLIS = 50;
  private static final long STANDS_STILL_NANOS = 500_000_000;

  private final int most;
  private final transient Function<HttpServletRequest, AddressRange> networkOf;
  private final transient Telemetry telemetry;
  private final transient Map<AddressRange, Turns> addresses = new ConcurrentHashMap<>();

  /// Those of one address. Forgotten once nothing of it is under way.
  private static final class Turns {
    private final Semaphore free;
    private final AtomicInteger wanted = new AtomicInteger();
    private final Queue<Long> begun = new ConcurrentLinkedQueue<>(); // by the monotonic clock

    Turns(int most) {
      free = new Semaphore(most, true);
    }

    long standingStill() {
      long now = System.nanoTime();
      return begun.stream().filter(since -> now - since > STANDS_STILL_NANOS).count();
    }
  }

  /// @param most how many requests of one address are answered at a time
  ConcurrentRequests(
      int most, Function<HttpServletRequest, AddressRange> networkOf, Telemetry telemetry) {
    this.most = most;
    this.networkOf = networkOf;
    this.telemetry = telemetry;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    AddressRange network = networkOf.apply(request);
    Turns turns = enter(network);
    Long since = take(turns);
    try {
      if (turns.wanted.get() > most) {
        // Where earlier answers lie unread, a refusal would hold a thread as well.
        response.setHeader("Connection", "close");
      }
      if (since == null) {
        telemetry.exceeded(Quota.REQUESTS_PER_ADDRESS);
        response.setHeader("Retry-After", Long.toString(PATIENCE_SECONDS));
        response.sendError(TOO_MANY_REQUESTS);
        return;
      }
      chain.doFilter(request, response);
      if (!request.isAsyncStarted()) { // else another thread answers, which is not the container's
        finish(response);
      }
    } finally {
      leave(network, turns, since);
    }
  }

  private Turns enter(AddressRange network) {
    return addresses.compute(
        network,
        (_, known) -> {
          Turns turns = known == null ? new Turns(most) : known;
          turns.wanted.incrementAndGet();
          return turns;
        });
  }

  /// @return when its answer began, or null: it is too much
  private @Nullable Long take(Turns turns) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    try {
      boolean taken = turns.free.tryAcquire();
      while (!taken && !isTooMuch(turns) && System.nanoTime() < end) {
        taken = turns.free.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
      if (taken) {
        Long now = System.nanoTime();
        turns.begun.add(now);
        return now;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return null;
  }

  private boolean isTooMuch(Turns turns) {
    return turns.wanted.get() > 2 * most && 2 * turns.standingStill() >= most;
  }

  private void leave(AddressRange network, Turns turns, @Nullable Long since) {
    if (since != null) {
      turns.begun.remove(since);
      turns.free.release();
    }
    addresses.computeIfPresent(
        network, (_, known) -> known.wanted.decrementAndGet() == 0 ? null : known);
  }

  /// Sends the rest now, for which the container waits after all filters.
  private static void finish(HttpServletResponse response) {
    try {
      response.getOutputStream().close();
    } catch (IllegalStateException e) { // the page has its writer
      finishText(response);
    } catch (IOException e) {
      // Whoever asked is gone, or did not read for too long: an error page would not reach him.
    }
  }

  private static void finishText(HttpServletResponse response) {
    try {
      response.getWriter().close();
    } catch (IOException e) {
      // As above.
    }
  }
}
