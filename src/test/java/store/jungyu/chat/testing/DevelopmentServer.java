package store.jungyu.chat.testing;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What `script/server` runs: PostgreSQL, then Liberty in dev mode, both gone when this program is.
///
/// It is started from its source, so that it works while the chat itself does not compile.
final class DevelopmentServer {
  private static final Path HERE = Path.of("").toAbsolutePath();
  private static final Duration STOP = Duration.ofSeconds(45);
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);
  private static final PrintStream OUT = System.out;

  private final int port;
  private final List<String> mavenArguments;
  private final @Nullable LocalPostgres postgres;
  private final Process maven;
  private final Leash leash;
  private final MavenConsole console = new MavenConsole(OUT, PrivateFolder.resolve("server.log"));
  private volatile boolean stopping;

  private DevelopmentServer(int port, List<String> mavenArguments) throws IOException {
    this.port = port;
    this.mavenArguments = mavenArguments;
    if (System.getenv("CHAT_DB_URL") == null) {
      OUT.println("PostgreSQL is starting; its data stays in .data/postgres.");
      this.postgres = postgres();
    } else {
      OUT.println("The database is the one that CHAT_DB_URL names.");
      this.postgres = null;
    }
    OUT.println("Open Liberty is starting.");
    this.maven = startMaven();
    this.leash = Leash.on(maven.pid(), "TERM");
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
  }

  static void main(String[] arguments) throws IOException, InterruptedException {
    try (FileChannel file =
            FileChannel.open(
                PrivateFolder.resolve("server.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = file.tryLock()) {
      if (lock == null) {
        fail("script/server is already running in this folder.");
      }
      endLeftovers();
      System.exit(new DevelopmentServer(freePort(), List.of(arguments)).run());
    }
  }

  /// Returns when Liberty has ended by itself, which is never meant to happen.
  private int run() throws IOException, InterruptedException {
    Thread.ofVirtual().start(this::announce);
    console.follow(maven.inputReader());
    maven.waitFor();
    if (!stopping) {
      OUT.println("Open Liberty has ended; all it said is in .data/server.log.");
    }
    return 1;
  }

  private Process startMaven() throws IOException {
    var command = new ArrayList<>(List.of("./mvnw", "-B", "-Dstyle.color=never", "liberty:dev"));
    command.addAll(List.of("-Ddebug=false", "-DskipTests", "-Dmaven.test.skip=true"));
    command.addAll(mavenArguments);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectInput(Redirect.INHERIT); // Liberty's keys: r restarts, q ends
    Map<String, String> environment = builder.environment();
    environment.put("CHAT_PORT", Integer.toString(port));
    // With another one nobody would be recognised as the author of what was said before.
    environment.computeIfAbsent(
        "CHAT_SECRET", _ -> PrivateFolder.secret(PrivateFolder.resolve("secret")));
    if (postgres != null) {
      environment.put("CHAT_DB_URL", postgres.url());
      environment.put("CHAT_DB_USER", postgres.user());
      environment.put("CHAT_DB_PASSWORD", postgres.password());
    }
    environment.putIfAbsent("CHAT_DEVELOPMENT", "true");
    // Pages are read anew when they change, and browsers are told not to keep styles and scripts.
    String arguments = ChatServer.QUICK_START + " -Dfaces.PROJECT_STAGE=Development";
    environment.merge("JVM_ARGS", arguments, (given, ours) -> ours + " " + given);
    return builder.start();
  }

  private void announce() {
    try (HttpClient client = HttpClient.newHttpClient()) {
      var ready = HttpRequest.newBuilder(URI.create(address() + "health/ready")).build();
      long start = System.nanoTime();
      long quietUntil = start + SIGN_OF_LIFE.toNanos();
      while (maven.isAlive()) {
        if (answers(client, ready)) {
          OUT.println("Ready: " + address() + "   (Ctrl-C stops everything)");
          return;
        }
        if (System.nanoTime() > quietUntil) {
          long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
          OUT.println("  " + seconds + " s: " + console.progress());
          quietUntil += SIGN_OF_LIFE.toNanos();
        }
        Thread.sleep(250);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean answers(HttpClient client, HttpRequest request)
      throws InterruptedException {
    try {
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // not there yet
    }
  }

  private String address() {
    return "http://localhost:" + port + "/";
  }

  /// Liberty first: what it has accepted it can still store.
  private void stop() {
    stopping = true;
    console.mute();
    OUT.println("Stopping.");
    leash.close();
    var family = new ArrayList<>(maven.descendants().toList());
    family.add(maven.toHandle());
    maven
        .toHandle()
        .destroy(); // and not maven.destroy(): that closes its output, and the log ends too soon
    family.forEach(process -> end(process, STOP));
    if (postgres != null) {
      postgres.close();
    }
  }

  /// What a run of this folder left behind that was ended by `kill -9`. Nobody else can own it: we
  /// hold the lock.
  private static void endLeftovers() {
    String server = "-javaagent:" + HERE.resolve("target/liberty/wlp") + "/";
    String project = "-Dmaven.multiModuleProjectDirectory=" + HERE + " ";
    ProcessHandle.allProcesses()
        .filter(process -> {
          String command = process.info().commandLine().orElse("") + " ";
          return (command.contains(server) && !command.contains(ChatServer.MARK))
              || (command.contains(project) && command.contains(" liberty:dev "));
        })
        .forEach(leftover -> {
          leftover.destroy();
          end(leftover, Duration.ofSeconds(5));
        });
  }

  private static void end(ProcessHandle process, Duration patience) {
    process
        .onExit()
        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(_ -> {
          process.destroyForcibly();
          return process;
        })
        .join();
  }

  private static LocalPostgres postgres() {
    try {
      return LocalPostgres.keptIn(PrivateFolder.resolve("postgres"));
    } catch (IllegalStateException e) {
      fail(e.getMessage());
      throw e;
    }
  }

  private static int freePort() {
    String given = System.getenv().getOrDefault("CHAT_PORT", "9080");
    if (!given.matches("[1-9][0-9]{0,4}") || Integer.parseInt(given) > 65_535) {
      fail("CHAT_PORT is \"" + given + "\", and not a port's number.");
    }
    int port = Integer.parseInt(given);
    try (var _ = new ServerSocket(port)) {
      return port;
    } catch (IOException e) {
      fail(
          "Port %d is taken (%s). End what listens there, or choose another one: CHAT_PORT=%d script/server"
              .formatted(port, e.getMessage(), port + 1));
      throw new AssertionError(e);
    }
  }

  private static void fail(@Nullable String sentence) {
    System.err.println(sentence);
    System.exit(1);
  }
}
