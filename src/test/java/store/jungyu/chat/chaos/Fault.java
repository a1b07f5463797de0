package store.jungyu.chat.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import store.jungyu.chat.chaos.FaultProxy.Way;
import store.jungyu.chat.chaos.FaultProxy.Weather;
import store.jungyu.chat.testing.Waiting;

/// What can break. Each strikes, lasts, and has ended when [#strike] returns; what the chat makes
/// of it is its own affair.
enum Fault {
  SERVER_KILLED("kill -9 of the server") {
    @Override
    void strike(Bench bench, Duration lasts) {
      bench.server().kill();
      bench.server().start();
    }
  },
  SERVER_FROZEN("SIGSTOP of the server") {
    @Override
    void strike(Bench bench, Duration lasts) {
      signal(bench, "STOP");
      pause(lasts);
      signal(bench, "CONT");
    }
  },
  SERVER_RESTARTED("a planned stop of the server") {
    @Override
    void strike(Bench bench, Duration lasts) {
      bench.server().restart();
    }
  },
  DATABASE_KILLED("kill -9 of all of PostgreSQL") {
    @Override
    void strike(Bench bench, Duration lasts) {
      bench.database().killHard();
      bench.database().start();
    }
  },
  DATABASE_STOPPED_AT_ONCE("pg_ctl stop -m immediate") {
    @Override
    void strike(Bench bench, Duration lasts) {
      bench.database().kill();
      pause(lasts);
      bench.database().start();
    }
  },
  DATABASE_RESTARTED("a planned restart of PostgreSQL") {
    @Override
    void strike(Bench bench, Duration lasts) {
      bench.database().stop();
      bench.database().start();
    }
  },
  BACKENDS_TERMINATED("pg_terminate_backend of all") {
    @Override
    void strike(Bench bench, Duration lasts) throws SQLException {
      bench.database().terminateConnections();
    }
  },
  BACKEND_KILLED("kill -9 of one of PostgreSQL's processes") {
    @Override
    void strike(Bench bench, Duration lasts) throws SQLException {
      bench.database().killOneConnection();
    }
  },
  DATABASE_FROZEN("SIGSTOP of all of PostgreSQL") {
    @Override
    void strike(Bench bench, Duration lasts) {
      bench.database().freeze();
      pause(lasts);
      bench.database().thaw();
    }
  },
  DATABASE_UNREACHABLE("a black hole before PostgreSQL") {
    @Override
    void strike(Bench bench, Duration lasts) {
      bench.toDatabase().set(Weather.BLACK_HOLE);
      pause(lasts);
      bench.toDatabase().set(Weather.FAIR);
      bench
          .toDatabase()
          .cutAll(); // after it, or whoever comes at once is swallowed in fair weather
    }
  },
  DATABASE_HELD_UP("the network before PostgreSQL stands still") {
    @Override
    void strike(Bench bench, Duration lasts) {
      bench.toDatabase().set(Weather.STOPPED);
      pause(lasts);
      bench.toDatabase().set(Weather.FAIR);
    }
  },
  DATABASE_CUT("a RST to every connection to PostgreSQL") {
    @Override
    void strike(Bench bench, Duration lasts) {
      bench.toDatabase().cutAll();
    }
  },
  DATABASE_CUT_SHORT("a cut in the middle of an answer of PostgreSQL") {
    @Override
    void strike(Bench bench, Duration lasts) {
      bench.toDatabase().cutAfter(Way.BACK, 40);
      awaitTrap(bench.toDatabase());
    }
  },
  DATABASE_SLOW("200 ms each way before PostgreSQL") {
    @Override
    void strike(Bench bench, Duration lasts) {
      bench.toDatabase().delay(Duration.ofMillis(200));
      pause(lasts);
      bench.toDatabase().delay(Duration.ZERO);
    }
  },
  COMMIT_UNANSWERED("a cut between COMMIT and its answer") {
    @Override
    void strike(Bench bench, Duration lasts) {
      bench.toDatabase().cutAt(Way.BACK, COMMITTED, false);
      awaitTrap(bench.toDatabase());
    }
  },
  COMMIT_UNSENT("a cut before COMMIT arrives") {
    @Override
    void strike(Bench bench, Duration lasts) {
      // The driver says COMMIT in full on a connection's first, and by a short name later.
      bench.toDatabase().cutAt(Way.THERE, COMMIT, false);
      bench.toDatabase().cutAll();
      awaitTrap(bench.toDatabase());
    }
  },
  BROWSERS_CUT("a RST to every browser") {
    @Override
    void strike(Bench bench, Duration lasts) {
      bench.toServer().cutAll();
    }
  },
  BROWSERS_UNREACHABLE("a black hole before the server") {
    @Override
    void strike(Bench bench, Duration lasts) {
      bench.toServer().set(Weather.BLACK_HOLE);
      pause(lasts);
      bench.toServer().set(Weather.FAIR);
      bench.toServer().cutAll(); // after it, or whoever comes at once is swallowed in fair weather
    }
  },
  BROWSERS_HELD_UP("the network before the server stands still") {
    @Override
    void strike(Bench bench, Duration lasts) {
      bench.toServer().set(Weather.STOPPED);
      pause(lasts);
      bench.toServer().set(Weather.FAIR);
    }
  },
  BROWSERS_SLOW("200 ms each way before the server") {
    @Override
    void strike(Bench bench, Duration lasts) {
      bench.toServer().delay(Duration.ofMillis(200));
      pause(lasts);
      bench.toServer().delay(Duration.ZERO);
    }
  },
  FRAME_CUT("a browser's line is cut in the middle of a frame it gets") {
    @Override
    void strike(Bench bench, Duration lasts) {
      bench.toServer().cutAfter(Way.BACK, 700);
      awaitTrap(bench.toServer());
    }
  },
  SAY_CUT("a browser's line is cut in the middle of a frame it sends") {
    @Override
    void strike(Bench bench, Duration lasts) {
      bench.toServer().cutAfter(Way.THERE, 70);
      awaitTrap(bench.toServer());
    }
  };

  private static final byte[] COMMIT = "COMMIT".getBytes(StandardCharsets.US_ASCII);

  /// How PostgreSQL says that it has: the tag of CommandComplete.
  private static final byte[] COMMITTED = "COMMIT\0".getBytes(StandardCharsets.US_ASCII);

  private static final Duration TRAP = Duration.ofSeconds(20);

  final String says;

  Fault(String says) {
    this.says = says;
  }

  /// @param lasts how long it lasts, where that can be chosen
  /// @throws AssertionError if it did not come about
  abstract void strike(Bench bench, Duration lasts) throws SQLException;

  /// One by lot.
  static Fault draw(Random random) {
    return values()[random.nextInt(values().length)];
  }

  /// @throws AssertionError if nobody walks into it: then nothing was put to the test
  private static void awaitTrap(FaultProxy proxy) {
    try {
      Waiting.untilTrue("the line to be cut", TRAP, () -> !proxy.armed());
    } finally {
      proxy.disarm();
    }
  }

  private static void signal(Bench bench, String signal) {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(bench.server().process().pid()))
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static void pause(Duration time) {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
