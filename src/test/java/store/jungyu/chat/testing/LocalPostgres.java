package store.jungyu.chat.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A real PostgreSQL 18 of one's own, with `fsync` on, because durability is what is being
/// developed and tested.
///
/// It listens on the loopback address alone and asks for a password: who can log in as its
/// superuser can run any program as the developer. It never outlives this JVM, and takes over a
/// data directory as a crash left it.
public final class LocalPostgres implements AutoCloseable {
  private static final String DATABASE = "chat";
  private static final String USER = "chat";
  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration STOP = Duration.ofSeconds(20);

  /// Kept here: java.util.logging forgets levels of loggers nobody holds.
  private static final Logger LIBRARY_LOG = Logger.getLogger("io.zonky.test.db.postgres");

  static {
    LIBRARY_LOG.setLevel(Level.WARNING);
    // The library's default is a fixed folder under /tmp, where somebody else could have put his
    // programs.
    System.setProperty("ot.epg.working-dir", PrivateFolder.resolve("postgres-binaries").toString());
  }

  private final Path data;
  private final boolean kept;
  private final String password;
  private final int port;
  private @Nullable EmbeddedPostgres running;
  private @Nullable Leash leash;

  private LocalPostgres(Path data, boolean kept, @Nullable LocalPostgres like) {
    this.data = data;
    this.kept = kept;
    this.port = FreePort.draw();
    try {
      Files.createDirectories(data.getParent());
      if (Files.exists(data) && !Files.exists(ready())) {
        PrivateFolder.delete(
            data); // a first start that was interrupted: nothing can have been stored yet
      }
      if (like != null) {
        PrivateFolder.copy(like.data, data);
        this.password = like.password;
      } else {
        this.password =
            kept ? PrivateFolder.secret(besides(".password")) : PrivateFolder.random(16);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start();
  }

  /// One whose data stays in `data` from run to run.
  public static LocalPostgres keptIn(Path data) {
    return new LocalPostgres(data.toAbsolutePath(), true, null);
  }

  /// A new, empty one, gone after [#close()].
  public static LocalPostgres empty() {
    return new LocalPostgres(fresh(), false, Fresh.POSTGRES);
  }

  private static Path fresh() {
    return PrivateFolder.resolve("tests/postgres-" + PrivateFolder.random(4));
  }

  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE;
  }

  public String user() {
    return USER;
  }

  public String password() {
    return password;
  }

  public int port() {
    return port;
  }

  /// A connection as the chat's own user, past the chat.
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), USER, password);
  }

  /// Starts again on the same data, port and password.
  public synchronized void start() {
    if (running != null) {
      throw new IllegalStateException("PostgreSQL is already running");
    }
    try {
      endLeftover();
      running =
          EmbeddedPostgres.builder()
              .setDataDirectory(data)
              .setCleanDataDirectory(false)
              .setRegisterShutdownHook(false)
              .setPort(port)
              .setPGStartupWait(START)
              .setLocaleConfig("locale", "C.UTF-8")
              .setConnectConfig("password", password)
              .setServerConfig("fsync", "on") // the library's own default is off
              .setServerConfig("synchronous_commit", "on") // likewise
              .setServerConfig("max_connections", "100")
              .setServerConfig("listen_addresses", "127.0.0.1")
              .setServerConfig("unix_socket_directories", "''")
              .setOutputRedirector(Redirect.to(log().toFile()))
              .start();
      leash = Leash.on(pid().orElseThrow(), "QUIT");
      if (!Files.exists(ready())) {
        prepare(running);
      }
    } catch (IOException | SQLException | RuntimeException e) {
      throw new IllegalStateException("PostgreSQL did not start: " + lastWords(), e);
    }
  }

  /// An orderly end: open transactions are rolled back.
  public void stop() {
    end("INT");
  }

  /// An end without order, as after a crash: the next start has to recover from the log.
  public void kill() {
    end("QUIT");
  }

  /// `kill -9` of all its processes, at once: what it had only in memory is lost.
  public void killHard() {
    family().forEach(process -> signal(process, "KILL"));
    end("KILL");
  }

  /// `SIGSTOP` of all its processes: connections stay, and nobody answers.
  public void freeze() {
    family().forEach(process -> signal(process, "STOP"));
  }

  /// The end of a [#freeze].
  public void thaw() {
    family().forEach(process -> signal(process, "CONT"));
  }

  /// Ends all connections of the chat, from the inside.
  public void terminateConnections() throws SQLException {
    try (Connection connection = connect();
        Statement sql = connection.createStatement()) {
      sql.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE usename = '"
              + USER
              + "' AND pid <> pg_backend_pid()");
    }
  }

  /// `kill -9` of the process behind one connection of the chat: PostgreSQL takes its memory for
  /// broken, ends all others and recovers.
  public void killOneConnection() throws SQLException {
    try (Connection connection = connect();
        Statement sql = connection.createStatement();
        ResultSet own = sql.executeQuery("SELECT pg_backend_pid()")) {
      own.next();
      ProcessHandle.of(own.getLong(1)).ifPresent(process -> signal(process, "KILL"));
    }
  }

  /// Whether it writes every statement and what was sent with it into its log.
  public void logEverything(boolean everything) throws SQLException {
    order(
        "ALTER SYSTEM SET log_statement = " + (everything ? "'all'" : "DEFAULT"),
        "SELECT pg_reload_conf()");
  }

  /// From now on it ends where it crashes, to be started anew, and does not recover by itself.
  public void endWhereItCrashes() throws SQLException {
    order("ALTER SYSTEM SET restart_after_crash = off", "SELECT pg_reload_conf()");
  }

  /// Begins another file of its log of changes, which takes space on its disk.
  public void switchLog() throws SQLException {
    order("SELECT pg_switch_wal()");
  }

  /// Lets somebody else in, by the chat's own password, who owns nothing.
  public void letIn(String user) throws SQLException {
    order("CREATE ROLE " + user + " LOGIN PASSWORD '" + password + "'");
  }

  /// Whether the chat is answered before its commits are on the disk, so that a crash loses the
  /// last of them. Its connections are made anew.
  public void answerEarly(boolean early) throws SQLException {
    order(
        "ALTER ROLE "
            + USER
            + (early ? " SET synchronous_commit = off" : " RESET synchronous_commit"));
    terminateConnections();
  }

  private void order(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(), "postgres", password);
        Statement sql = connection.createStatement()) {
      for (String statement : statements) {
        sql.execute(statement);
      }
    }
  }

  /// All that it has written into its log.
  public String said() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whether its first process is there.
  public boolean isAlive() {
    return pid().flatMap(ProcessHandle::of).map(ProcessHandle::isAlive).orElse(false);
  }

  /// The postmaster first, so that it starts no others meanwhile.
  private List<ProcessHandle> family() {
    return pid().flatMap(ProcessHandle::of).stream()
        .flatMap(postmaster -> Stream.concat(Stream.of(postmaster), postmaster.descendants()))
        .toList();
  }

  private static void signal(ProcessHandle process, String signal) {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
          .redirectError(Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Stops it and, if it was one for a test, deletes the data.
  @Override
  public void close() {
    stop();
    if (!kept) {
      PrivateFolder.delete(data);
      log().toFile().delete();
    }
  }

  private synchronized void end(String signal) {
    var ending = running;
    if (ending == null) {
      return;
    }
    pid().flatMap(ProcessHandle::of).ifPresent(postmaster -> signalAndWait(postmaster, signal));
    running = null;
    if (leash != null) {
      leash.close();
    }
    LIBRARY_LOG.setLevel(Level.OFF); // it would stop what is stopped already, and complain
    try {
      ending.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      LIBRARY_LOG.setLevel(Level.WARNING);
    }
  }

  /// The superuser gets a password, the chat a user and a database, and nobody is trusted from then
  /// on.
  private void prepare(EmbeddedPostgres postgres) throws SQLException, IOException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement sql = connection.createStatement()) {
      sql.execute("ALTER ROLE postgres PASSWORD '" + password + "'");
      sql.execute("CREATE ROLE " + USER + " LOGIN PASSWORD '" + password + "'");
      sql.execute("CREATE DATABASE " + DATABASE + " OWNER " + USER);
      Files.writeString(data.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
      sql.execute("SELECT pg_reload_conf()");
    }
    Files.createFile(ready());
  }

  /// A PostgreSQL that survived the end of the JVM which had started it still holds the data
  /// directory. A lock file whose number now belongs to some other program would keep ours from
  /// starting.
  private void endLeftover() throws IOException {
    Path lock = data.resolve("postmaster.pid");
    if (!Files.exists(lock)) {
      return;
    }
    var leftover =
        pid()
            .flatMap(ProcessHandle::of)
            .filter(process -> process.info().commandLine().orElse("").contains(data.toString()));
    leftover.ifPresent(postmaster -> signalAndWait(postmaster, "INT"));
    Files.deleteIfExists(lock);
  }

  private static void signalAndWait(ProcessHandle process, String signal) {
    try {
      signal(process, signal);
      process.onExit().get(STOP.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      process.destroyForcibly();
      process.onExit().join();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Optional<Long> pid() {
    try {
      return Files.readAllLines(data.resolve("postmaster.pid")).stream()
          .findFirst()
          .map(line -> Long.valueOf(line.strip()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Path ready() {
    return data.resolve("ready");
  }

  private Path log() {
    return besides(".log");
  }

  private String lastWords() {
    try {
      return Files.readAllLines(log()).getLast() + " (" + log() + ")";
    } catch (IOException | NoSuchElementException e) {
      return "it said nothing";
    }
  }

  private Path besides(String ending) {
    return data.resolveSibling(data.getFileName() + ending);
  }

  /// The first of the run, which stands still: every empty one begins as its copy, in a tenth of
  /// the time that it takes to make one.
  private static final class Fresh {
    private static final LocalPostgres POSTGRES = new LocalPostgres(fresh(), false, null);

    static {
      POSTGRES.stop();
      Runtime.getRuntime()
          .addShutdownHook(new Thread(POSTGRES::close, "delete the first PostgreSQL"));
    }
  }
}
