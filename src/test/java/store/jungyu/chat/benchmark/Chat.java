package store.jungyu.chat.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.ClassArchive;
import store.jungyu.chat.testing.LocalPostgres;

/// The chat as it is shipped, with a PostgreSQL that writes to the disk before it says so. Only the
/// limits on what one address and one person may do are raised: here all come from one.
final class Chat implements Target, AutoCloseable {
  static final String NAME = "realtime-chat";
  private static final String FSYNC = "fsync";
  private static final String COMMIT = "synchronous_commit";

  private final LocalPostgres database = LocalPostgres.empty();
  private final ChatServer server;
  private final long postmaster;
  private final boolean profiled;
  private final List<String> options;
  private volatile boolean closed;

  /// Prepares what the container's image has prepared as well.
  ///
  /// @param profiled whether to record where its time goes
  /// @param trial whether an archive of classes is good enough that was made before
  Chat(boolean profiled, boolean trial) {
    this.profiled = profiled;
    this.postmaster =
        ask("SELECT pg_backend_pid()", pid -> ProcessFigures.parent(Long.parseLong(pid)));
    Map<String, String> settings = new HashMap<>(ChatServer.NO_QUOTAS);
    // As it is operated, and not as tests start it.
    settings.put("JVM_ARGS", trial ? ClassArchive.argument() : ClassArchive.make());
    this.server = ChatServer.start(database, settings);
    this.options = ProcessFigures.options(pid());
    server.kill();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean keepsHistory() {
    return true;
  }

  @Override
  public Duration start() {
    if (closed) {
      throw new IllegalStateException("the benchmark is at its end");
    }
    long before = System.nanoTime();
    server.start();
    FirstSocket.await(name(), port());
    return Duration.ofNanos(System.nanoTime() - before);
  }

  @Override
  public void stop() {
    server.kill();
  }

  @Override
  public int port() {
    return server.url("/").getPort();
  }

  @Override
  public long pid() {
    return server.process().pid();
  }

  @Override
  public long databaseCpuMicros() {
    return ProcessFigures.familyCpuMicros(postmaster);
  }

  @Override
  public long storedLike(String pattern) {
    return number("SELECT count(*) FROM messages WHERE room_id LIKE '" + pattern + "'");
  }

  @Override
  public void collectGarbage() {
    jcmd("GC.run");
  }

  @Override
  public void beginProfile() {
    if (profiled) {
      jcmd(
          "JFR.start",
          "name=benchmark",
          "settings=profile",
          "jdk.CPUTimeSample#enabled=true",
          "jdk.CPUTimeSample#throttle=5ms");
    }
  }

  @Override
  public void endProfile(String name) {
    if (profiled) {
      Path file = Path.of("target", "benchmark", name + ".jfr").toAbsolutePath();
      jcmd("JFR.stop", "name=benchmark", "filename=" + file);
    }
  }

  private void jcmd(String... order) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    command.add(Long.toString(pid()));
    command.addAll(List.of(order));
    try {
      new ProcessBuilder(command)
          .redirectOutput(Redirect.DISCARD)
          .start()
          .waitFor(1, TimeUnit.MINUTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The settings of PostgreSQL that decide whether what is stored is on the disk.
  Map<String, String> durability() {
    Map<String, String> settings = new TreeMap<>();
    for (String name : List.of(FSYNC, COMMIT, "full_page_writes", "server_version")) {
      settings.put(name, text("SHOW " + name));
    }
    return settings;
  }

  /// Whether what it says it has stored is on the disk.
  boolean isDurable() {
    Map<String, String> settings = durability();
    return "on".equals(settings.get(FSYNC)) && "on".equals(settings.get(COMMIT));
  }

  /// The options of its JVM.
  List<String> options() {
    return options;
  }

  /// Called at the end, and once more when the program is interrupted.
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      server.close();
    }
  }

  private long number(String query) {
    return Long.parseLong(text(query));
  }

  private String text(String query) {
    return ask(query, answer -> answer);
  }

  /// @param use what is done with the answer while the connection is open
  private <T> T ask(String query, Function<String, T> use) {
    try (Connection connection = database.connect();
        var statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(query)) {
      answer.next();
      return use.apply(answer.getString(1));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
