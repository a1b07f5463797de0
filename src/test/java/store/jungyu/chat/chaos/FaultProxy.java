package store.jungyu.chat.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A bad network between two programs on this machine: it passes bytes on, until it is told to be
/// slow, to stop, to swallow, or to cut.
///
/// Ours, and not Toxiproxy: that is a program of its own which Debian does not have, and it cannot
/// cut where certain bytes go by, as when a commit was sent.
public final class FaultProxy implements AutoCloseable {

  /// Which way bytes go.
  public enum Way {
    THERE,
    BACK
  }

  /// How bytes fare from now on, on all connections.
  public enum Weather {
    FAIR,
    /// Nothing is read any more: what is sent fills the buffers, and is passed on later.
    STOPPED,
    /// All is read and nothing passed on, nothing ends: like a cable that was pulled.
    BLACK_HOLE,
    /// Whoever connects is sent away, with a RST.
    CLOSED
  }

  private static final int BUFFER = 16 * 1024;
  private static final int BACKLOG = 1024;

  private final ServerSocket door;
  private final int target;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private volatile Weather weather = Weather.FAIR;
  private volatile long latencyMillis;
  private volatile @Nullable Trap trap;

  /// Cuts once when `pattern` was seen going one way, or so many bytes.
  ///
  /// @param passed whether what was seen is still passed on: then its answer is cut off
  private record Trap(Way way, byte[] pattern, long bytes, boolean passed) {}

  /// @param target the port on this machine where what is connected here goes
  public FaultProxy(int target) {
    this.target = target;
    try {
      door = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  public int port() {
    return door.getLocalPort();
  }

  /// Changes the weather. Bytes that a black hole has swallowed do not come again, so whoever
  /// leaves it [cuts][#cutAll] first, as any network does where segments are missing.
  public void set(Weather next) {
    weather = next;
    synchronized (this) {
      notifyAll();
    }
  }

  /// Every reading is passed on this much later.
  public void delay(Duration latency) {
    latencyMillis = latency.toMillis();
  }

  /// All connections end now, with a RST. New ones are taken.
  public void cutAll() {
    links.forEach(Link::cut);
  }

  /// Cuts the first connection on which `pattern` goes `way`, in however many pieces it comes. What
  /// of it came in earlier pieces has arrived.
  ///
  /// @param passed whether the bytes still arrive; then their answer is what is cut off
  public void cutAt(Way way, byte[] pattern, boolean passed) {
    trap = new Trap(way, pattern.clone(), Long.MAX_VALUE, passed);
  }

  /// Cuts the first connection on which `bytes` more have gone `way`, in mid-frame maybe.
  public void cutAfter(Way way, long bytes) {
    links.forEach(link -> link.counted(way).set(0));
    trap = new Trap(way, new byte[0], bytes, true);
  }

  /// Whether a trap that was set is still to go off.
  public boolean armed() {
    return trap != null;
  }

  /// Takes a trap away.
  public void disarm() {
    trap = null;
  }

  /// How many connections there are.
  public int connections() {
    return links.size();
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    set(Weather.CLOSED);
    cutAll();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket here = door.accept();
        if (weather == Weather.CLOSED) {
          reset(here);
        } else {
          Thread.ofVirtual().start(() -> connect(here));
        }
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void connect(Socket here) {
    try {
      var link = new Link(here, new Socket(InetAddress.getLoopbackAddress(), target));
      links.add(link);
      Thread.ofVirtual().start(() -> link.pass(Way.THERE));
      Thread.ofVirtual().start(() -> link.pass(Way.BACK));
    } catch (IOException e) {
      reset(here);
    }
  }

  private static void reset(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It is gone, which is what was wanted.
    }
  }

  /// Blocks while nothing is to be passed on.
  private synchronized void awaitPassage() throws InterruptedException {
    while (weather == Weather.STOPPED) {
      wait();
    }
  }

  /// A connection, and its other half.
  private final class Link {
    private final Socket here;
    private final Socket there;
    private final Counter countThere = new Counter();
    private final Counter countBack = new Counter();

    Link(Socket here, Socket there) throws IOException {
      this.here = here;
      this.there = there;
      here.setTcpNoDelay(true);
      there.setTcpNoDelay(true);
    }

    Counter counted(Way way) {
      return way == Way.THERE ? countThere : countBack;
    }

    void cut() {
      links.remove(this);
      reset(here);
      reset(there);
    }

    void pass(Way way) {
      byte[] buffer = new byte[BUFFER];
      var lookout = new Lookout();
      try {
        InputStream in = (way == Way.THERE ? here : there).getInputStream();
        OutputStream out = (way == Way.THERE ? there : here).getOutputStream();
        for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
          awaitPassage();
          if (latencyMillis > 0) {
            TimeUnit.MILLISECONDS.sleep(latencyMillis);
          }
          if (weather == Weather.BLACK_HOLE) {
            continue;
          }
          if (springs(way, lookout, buffer, got, out)) {
            return;
          }
          out.write(buffer, 0, got);
        }
        end(way);
      } catch (IOException e) {
        cut();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /// One end has said its last: the other hears it, and may go on.
    private void end(Way way) throws IOException {
      if (weather == Weather.BLACK_HOLE) {
        return;
      }
      (way == Way.THERE ? there : here).shutdownOutput();
      if (here.isOutputShutdown() && there.isOutputShutdown()) {
        links.remove(this);
        here.close();
        there.close();
      }
    }

    /// @return whether the trap went off, and all is cut
    private boolean springs(Way way, Lookout lookout, byte[] buffer, int got, OutputStream out)
        throws IOException {
      Trap set = trap;
      if (set == null || set.way() != way) {
        return false;
      }
      long before = counted(way).add(got);
      int upTo;
      if (set.pattern().length > 0) {
        if (!lookout.sees(set, buffer, got)) {
          return false;
        }
        upTo = got;
      } else if (before + got < set.bytes()) {
        return false;
      } else {
        upTo = (int) Math.max(0, set.bytes() - before);
      }
      if (!disarm(set)) {
        return false;
      }
      if (set.passed()) {
        out.write(buffer, 0, upTo);
        out.flush();
        // The bytes are to arrive: a RST would overtake them.
        (way == Way.THERE ? there : here).shutdownOutput();
        reset(way == Way.THERE ? here : there);
        links.remove(this);
      } else {
        cut();
      }
      return true;
    }
  }

  private synchronized boolean disarm(Trap sprung) {
    boolean first = trap == sprung;
    if (first) {
      trap = null;
    }
    return first;
  }

  /// Looks for a trap's pattern in what goes one way of one connection; it may begin in one reading
  /// and end in a later one.
  private static final class Lookout {
    private @Nullable Trap sought;
    private byte[] tail = new byte[0]; // what of the readings before may be the pattern's beginning

    boolean sees(Trap trap, byte[] buffer, int got) {
      if (sought != trap) {
        sought = trap;
        tail = new byte[0];
      }
      byte[] pattern = trap.pattern();
      byte[] both = Arrays.copyOf(tail, tail.length + got);
      System.arraycopy(buffer, 0, both, tail.length, got);
      tail = Arrays.copyOfRange(both, Math.max(0, both.length - pattern.length + 1), both.length);
      for (int at = 0; at <= both.length - pattern.length; at++) {
        if (Arrays.equals(both, at, at + pattern.length, pattern, 0, pattern.length)) {
          return true;
        }
      }
      return false;
    }
  }

  private static final class Counter {
    private long value;

    synchronized long add(int more) {
      long before = value;
      value += more;
      return before;
    }

    synchronized void set(long to) {
      value = to;
    }
  }
}
