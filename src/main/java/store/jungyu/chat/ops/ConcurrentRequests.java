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
/// A few more wait, as few of all addresses together, for they hold threads as well; and some for a
/// moment, for there may be a whole class behind one address, whose answers take milliseconds: not
/// where half of those that are given stand still. What is too much is answered 429, and a browser
/// that shows that asks again by itself. One address holds forty threads at most, and once its
/// answers stand still twenty, besides those of refusals that it does not read.
final class ConcurrentRequests extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int MOST_WAITING = 10;
  private static final long PATIENCE_SECONDS = 3;
  private static final int MOST_FOR_A_MOMENT = 20;
  private static final long MOMENT_MILLIS = 250;
  private static final long STANDS_STILL_NANOS = 500_000_000;

  private final int most;
  private final transient Function<HttpServletRequest, AddressRange> networkOf;
  private final transient Telemetry telemetry;
  private final transient Map<AddressRange, Limit> limits = new ConcurrentHashMap<>();
  private final transient Semaphore waiting = new Semaphore(MOST_WAITING);
  private final transient Semaphore waitingForAMoment = new Semaphore(MOST_FOR_A_MOMENT);

  /// That of one address. Forgotten once nothing of it is pending.
  private static final class Limit {
    private final Semaphore free;
    private final AtomicInteger pending = new AtomicInteger();
    private final Queue<Long> begun = new ConcurrentLinkedQueue<>(); // by the monotonic clock

    Limit(int most) {
      free = new Semaphore(most);
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
    Limit limit = enter(network);
    boolean taken = take(limit);
    Long since = System.nanoTime();
    try {
      if (limit.pending.get() > most) {
        // One more answer for each connection: where many lie unread, a refusal, too, would wait.
        response.setHeader("Connection", "close");
      }
      if (!taken) {
        refuse(response);
        return;
      }
      limit.begun.add(since);
      chain.doFilter(request, response);
      if (!request.isAsyncStarted()) { // else another thread waits and writes
        finish(response);
      }
    } finally {
      leave(network, limit, taken ? since : null);
    }
  }

  private Limit enter(AddressRange network) {
    return limits.compute(
        network,
        (_, known) -> {
          Limit limit = known == null ? new Limit(most) : known;
          limit.pending.incrementAndGet();
          return limit;
        });
  }

  private boolean take(Limit limit) {
    return limit.free.tryAcquire()
        || await(limit, waiting, TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS))
        || (2 * limit.standingStill() < most && await(limit, waitingForAMoment, MOMENT_MILLIS));
  }

  private static boolean await(Limit limit, Semaphore room, long millis) {
    if (!room.tryAcquire()) {
      return false;
    }
    try {
      return limit.free.tryAcquire(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      room.release();
    }
  }

  private void leave(AddressRange network, Limit limit, @Nullable Long since) {
    if (since != null) {
      limit.begun.remove(since);
      limit.free.release();
    }
    limits.computeIfPresent(
        network, (_, known) -> known.pending.decrementAndGet() == 0 ? null : known);
  }

  private void refuse(HttpServletResponse response) throws IOException {
    telemetry.exceeded(Quota.REQUESTS_PER_ADDRESS);
    response.setHeader("Retry-After", Long.toString(PATIENCE_SECONDS));
    response.setHeader("Refresh", Long.toString(PATIENCE_SECONDS));
    response.sendError(TOO_MANY_REQUESTS);
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
    } catch (IOException | IllegalStateException e) {
      // As above.
    }
  }
}
