package store.jungyu.chat.benchmark;

import static java.util.stream.Collectors.joining;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/// A crowd for a server that somebody else has started, such as a container: opens sockets, talks,
/// and tells what came of it. Its exit code is 0 if all was delivered once and in time.
///
/// `Load port sockets perSecond seconds [farewell]`; with `farewell` it then says "ready", waits
/// for the server to send everybody away, and tells with which codes and in how long that was done.
final class Load {
  private static final PrintStream OUT = System.out;
  private static final int PER_ROOM = 50;
  private static final double AT_MOST_MS = 500; // NFR-101
  private static final Duration OPENING = Duration.ofSeconds(60);
  private static final Duration SETTLING = Duration.ofSeconds(10);
  private static final Duration FAREWELL = Duration.ofMinutes(5); // whoever stops it may take long

  /// Of a thousand sockets and more the last goes at least so long after the first: at once they
  /// would all come back at once.
  private static final double SPREAD_SECONDS = 0.5;

  private static final int MANY = 1000;

  private Load() {}

  static void main(String[] arguments) {
    int port = Integer.parseInt(arguments[0]);
    int sockets = Integer.parseInt(arguments[1]);
    double perSecond = Double.parseDouble(arguments[2]);
    var time = Duration.ofSeconds(Long.parseLong(arguments[3]));
    boolean farewell = arguments.length > 4;
    try (var crowd = new Crowd(port, Stage.TEXT_BYTES, true)) {
      String run = "load-" + ProcessHandle.current().pid();
      for (int room = 0; room * PER_ROOM < sockets; room++) {
        crowd.room(run + "-" + room, Math.min(PER_ROOM, sockets - room * PER_ROOM), 1, 1 << 12);
      }
      OUT.println("rooms: " + crowd.topics.stream().map(topic -> topic.id).collect(joining(" ")));
      boolean sound = talk(crowd, perSecond, time);
      if (farewell) {
        OUT.println("ready");
        OUT.flush();
        sound &= awaitFarewell(crowd, sockets);
      }
      System.exit(sound ? 0 : 1);
    }
  }

  private static boolean talk(Crowd crowd, double perSecond, Duration time) {
    List<Visitor> everybody = crowd.everybody();
    if (!crowd.open(everybody, 100, OPENING)) {
      OUT.println("Not all sockets were opened: " + crowd.tally.faults());
      return false;
    }
    crowd.settle(SETTLING);
    crowd.clear();
    List<Visitor> speakers = everybody.stream().filter(visitor -> visitor.named).toList();
    crowd.talk(perSecond, speakers);
    crowd.go(time);
    crowd.hush();
    crowd.settle(SETTLING);
    Tally tally = crowd.tally;
    double mean = tally.latency.getMean() / 1e3;
    double p99 = tally.latency.getValueAtPercentile(99) / 1e3;
    OUT.printf(
        "%,d sockets, %,d messages said, %,d delivered, mean %.0f ms, p99 %.0f ms %s%n",
        everybody.size(), tally.said, tally.deliveries, mean, p99, tally.faults());
    return tally.whole() && tally.said > 0 && mean < AT_MOST_MS;
  }

  /// All have to go with 4012, and many of them in a spread.
  private static boolean awaitFarewell(Crowd crowd, int sockets) {
    crowd.clear();
    long[] firstAndLast = {0, 0};
    crowd.goUntil(
        FAREWELL,
        () -> {
          long gone = crowd.tally.gone.values().stream().mapToLong(Integer::longValue).sum();
          if (gone > 0 && firstAndLast[0] == 0) {
            firstAndLast[0] = crowd.now();
          }
          firstAndLast[1] = crowd.now();
          return gone >= sockets;
        });
    double spread = (firstAndLast[1] - firstAndLast[0]) / 1e9;
    OUT.printf("sent away: %s, within %.1f s%n", crowd.tally.gone, spread);
    return crowd.tally.gone.getOrDefault("closed 4012", 0) == sockets
        && (sockets < MANY || spread > SPREAD_SECONDS);
  }
}
