package store.jungyu.chat.testing;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.jspecify.annotations.Nullable;
import store.jungyu.chat.room.Quota;

/// The chat as it is delivered: the packaged war on Liberty, a process of its own, with a database.
///
/// [#shared()] is one for the whole run. A test that kills, stops, or wants other settings starts
/// [its own][#start].
public final class ChatServer implements AutoCloseable {
  /// Tells these servers from the developer's, who may run his in the same folder.
  static final String MARK = "-Dstore.jungyu.chat.testing=true";

  /// Half the work to start, for less speed later: most servers of tests live for seconds. Who
  /// measures speed says `JVM_ARGS` himself.
  static final String QUICK_START = "-XX:TieredStopAtLevel=1";

  /// Lifts what one address and one person may do: where a crowd is played from here, all is one.
  public static final Map<String, String> NO_QUOTAS =
      Map.ofEntries(
          Map.entry("CHAT_SOCKETS", "20000"),
          Map.entry("CHAT_SOCKETS_PER_ADDRESS", "20000"),
          Map.entry("CHAT_SOCKETS_PER_PERSON", "20000"),
          Map.entry("CHAT_HANDSHAKES_BURST", "1000000"),
          Map.entry("CHAT_MESSAGES_BURST", "1000000"),
          Map.entry("CHAT_MESSAGES_PER_SECOND", "1000000"),
          Map.entry("CHAT_ADDRESS_MESSAGES_BURST", "1000000"),
          Map.entry("CHAT_ADDRESS_MESSAGES_PER_SECOND", "1000000"),
          Map.entry("CHAT_ROOMS_BURST", "1000000"),
          Map.entry("CHAT_READS_BURST", "1000000"),
          Map.entry("CHAT_REQUESTS_PER_ADDRESS", "1000"),
          Map.entry("CHAT_HASTY_MESSAGES", "1000000"),
          Map.entry("CHAT_FRAMES_BURST", "1000000"),
          Map.entry("CHAT_FRAMES_PER_SECOND", "1000000"),
          Map.entry("CHAT_BYTES_BURST", "100000000"),
          Map.entry("CHAT_BYTES_PER_SECOND", "100000000"));

  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration STOP = Duration.ofMinutes(1);
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

  private final LocalPostgres database;
  private final Map<String, String> settings;
  private final int port = FreePort.draw();
  private final Path output;
  private @Nullable Process process;
  private @Nullable Leash leash;

  private ChatServer(LocalPostgres database, Map<String, String> settings) {
    this.database = database;
    this.settings = settings;
    this.output = Path.of("target", "servers", Integer.toString(port)).toAbsolutePath();
    start();
  }

  /// The one that most tests use: each in rooms of its own. It ends with the run.
  public static ChatServer shared() {
    return Shared.SERVER;
  }

  /// A private one on an empty database.
  ///
  /// @param settings environment variables, over the defaults
  public static ChatServer start(Map<String, String> settings) {
    return start(LocalPostgres.empty(), settings);
  }

  /// A private one on a given database, which [#close()] closes, too.
  public static ChatServer start(LocalPostgres database, Map<String, String> settings) {
    return new ChatServer(database, Map.copyOf(settings));
  }

  /// The address of `path`, which begins with a slash.
  public URI url(String path) {
    return URI.create("http://localhost:" + port + path);
  }

  /// The address of a room's socket.
  public URI socket(String postId) {
    return URI.create("ws://localhost:" + port + "/socket/" + postId);
  }

  /// The origin of its own pages.
  public String origin() {
    return "http://localhost:" + port;
  }

  public LocalPostgres database() {
    return database;
  }

  /// All that the server has said since it was first started.
  public String log() {
    try {
      return Files.readString(console());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// All files into which it has logged, traced or dumped anything.
  public List<Path> logs() {
    try (Stream<Path> files = Files.walk(output)) {
      return files.filter(file -> file.toString().endsWith(".log")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The dumps of first failures that it has written since it was first started.
  public List<Path> dumps() {
    try (Stream<Path> files =
        Files.walk(output)
            .filter(file -> file.getParent() instanceof Path folder && folder.endsWith("ffdc"))) {
      return files.filter(file -> file.getFileName().toString().startsWith("ffdc")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The process, for its memory and threads.
  public ProcessHandle process() {
    if (process == null) {
      throw new IllegalStateException("the server is not running");
    }
    return process.toHandle();
  }

  /// What it tells of itself, as Prometheus reads it.
  public String metrics() {
    try {
      HttpRequest question = HttpRequest.newBuilder(url("/metrics")).build();
      return HTTP.send(question, BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// What its JVM answers to an order of `jcmd`.
  public String jcmd(String order) {
    try {
      Process asking =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  Long.toString(process().pid()),
                  order)
              .redirectErrorStream(true)
              .start();
      return new String(asking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// How often somebody wanted more of `quota` than he may.
  public long exceeded(Quota quota) {
    return metrics()
        .lines()
        .filter(line -> line.startsWith("chat_quotas_exceeded_total"))
        .filter(line -> line.contains('"' + quota.name() + '"'))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /// Bytes of the heap that are in use; what is garbage is collected first.
  public long liveHeap() {
    Matcher total = TOTAL.matcher(jcmd("GC.class_histogram"));
    if (!total.find()) {
      throw new IllegalStateException("no histogram of the heap");
    }
    return Long.parseLong(total.group(1));
  }

  /// Bytes outside of the heap that its buffers hold.
  @SuppressWarnings("BanJNDI") // a process of our own
  public long directMemory() {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(process().pid()));
      String address = machine.startLocalManagementAgent();
      machine.detach();
      try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address))) {
        MBeanServerConnection beans = connector.getMBeanServerConnection();
        ObjectName direct = new ObjectName("java.nio:type=BufferPool,name=direct");
        return (Long) beans.getAttribute(direct, "MemoryUsed");
      }
    } catch (IOException | AttachNotSupportedException | JMException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Starts it, on the same port and database, and waits until it is ready.
  public synchronized void start() {
    if (process != null) {
      throw new IllegalStateException("the server is already running");
    }
    try {
      Files.createDirectories(output);
      Process starting = command().start();
      process = starting;
      leash = Leash.on(starting.pid(), "KILL");
      awaitReady(starting);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// `kill -9`.
  public void kill() {
    end(Process::destroyForcibly);
  }

  /// A planned stop: `SIGTERM`, as a container gets it.
  public void stop() {
    end(Process::destroy);
  }

  /// A planned stop and a new start.
  public void restart() {
    stop();
    start();
  }

  @Override
  public void close() {
    kill();
    database.close();
  }

  private synchronized void end(Consumer<Process> how) {
    Process ending = process;
    if (ending == null) {
      return;
    }
    how.accept(ending);
    try {
      if (!ending.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
        ending.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      ending.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    process = null;
    if (leash != null) {
      leash.close();
    }
  }

  private ProcessBuilder command() {
    Path script = Path.of(System.getProperty("chat.liberty"), "bin", "server");
    var builder =
        new ProcessBuilder(script.toString(), "run", System.getProperty("chat.server"))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(console().toFile()));
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("CHAT_"));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("WLP_OUTPUT_DIR", output.toString());
    environment.put("CHAT_PORT", Integer.toString(port));
    environment.put("CHAT_SECRET", "only for tests, and the same after every restart");
    environment.put("CHAT_DB_URL", database.url());
    environment.put("CHAT_DB_USER", database.user());
    environment.put("CHAT_DB_PASSWORD", database.password());
    // All visitors of a run come from one address.
    environment.put("CHAT_HANDSHAKES_BURST", "100000");
    environment.put("CHAT_ADDRESS_MESSAGES_BURST", "100000");
    environment.put("CHAT_ROOMS_BURST", "100000");
    environment.put("CHAT_INQUIRIES_BURST", "100000");
    environment.put("CHAT_READS_BURST", "100000");
    environment.put("CHAT_REQUESTS_PER_ADDRESS", "1000");
    environment.putAll(settings);
    String given = settings.get("JVM_ARGS");
    environment.put("JVM_ARGS", MARK + " " + (given == null ? quickStart() : given));
    return builder;
  }

  /// What lets a JVM of tests start soon.
  static String quickStart() {
    return QUICK_START + " " + ClassArchive.argument();
  }

  private void awaitReady(Process starting) {
    long deadline = System.nanoTime() + START.toNanos();
    var question = HttpRequest.newBuilder(url("/health/ready")).timeout(STOP).build();
    try {
      while (!answers(question)) {
        if (!starting.isAlive() || System.nanoTime() > deadline) {
          kill();
          throw new IllegalStateException("The server did not get ready. It said:\n" + log());
        }
        Thread.sleep(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static boolean answers(HttpRequest question) throws InterruptedException {
    try {
      return HTTP.send(question, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // not there yet
    }
  }

  private Path console() {
    return output.resolve("console.log");
  }

  private static final class Shared {
    private static final ChatServer SERVER = start(Map.of());

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close, "stop the shared server"));
    }
  }
}
