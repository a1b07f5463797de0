package store.jungyu.chat.ops;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/// Lets something happen between the signal to stop (`SIGTERM`, Ctrl-C) and the server's own stop.
///
/// Open Liberty cuts WebSockets without a close frame before it tells an application to stop, and
/// this version has no earlier word for it; a shutdown hook would run beside the server's. So the
/// signal is taken first and handed on when the work is done.
final class PlannedStop implements AutoCloseable {
  private static final Logger LOGGER = System.getLogger(PlannedStop.class.getName());
  private static final List<String> SIGNALS = List.of("TERM", "INT");

  private record Taken(Signal signal, SignalHandler before) {}

  private final List<Taken> taken = new ArrayList<>();

  /// @param work is done once, before the server hears of the signal
  PlannedStop(Runnable work) {
    take(work);
  }

  /// Synchronized, so that a signal that comes meanwhile waits in [#close] until all is known.
  private synchronized void take(Runnable work) {
    for (String name : SIGNALS) {
      try {
        Signal signal = new Signal(name);
        SignalHandler[] before = new SignalHandler[1];
        before[0] =
            Signal.handle(
                signal,
                received -> {
                  close();
                  try {
                    work.run();
                  } finally {
                    before[0].handle(received);
                  }
                });
        taken.add(new Taken(signal, before[0]));
      } catch (IllegalArgumentException e) {
        LOGGER.log(Level.INFO, "this JVM keeps SIG" + name + " to itself; sockets end unannounced");
      }
    }
  }

  /// Hands the signals back.
  @Override
  public synchronized void close() {
    taken.forEach(each -> Signal.handle(each.signal(), each.before()));
    taken.clear();
  }
}
