package store.jungyu.chat.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A server of another make that does the same without storing anything; see
/// `script/benchmark-peers`.
final class Peer implements Target {
  /// Where it matters that messages are joined.
  private static final Set<String> JOINING = Set.of("busy", "rooms-raised");

  private final String name;
  private final Set<String> scenes;
  private final List<String> command;
  private final int port;
  private @Nullable Process process;

  /// @param scenes those it is played in, or none for all
  /// @param command without the port, which comes last
  Peer(String name, Set<String> scenes, String... command) {
    this.name = name;
    this.scenes = scenes;
    this.command = List.of(command);
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = free.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Those whose program is there.
  ///
  /// @param gorilla the program, or "" where it could not be built
  /// @param ws the script, or "" where it cannot run
  static List<Peer> all(String gorilla, String ws) {
    List<Peer> peers = new ArrayList<>();
    if (!gorilla.isEmpty()) {
      peers.add(new Peer("gorilla hub", Set.of(), gorilla, "hub", "256"));
      peers.add(new Peer("gorilla chat example", JOINING, gorilla, "example", "256"));
      peers.add(new Peer("the same, 4096 slots", JOINING, gorilla, "example", "4096"));
    }
    if (!ws.isEmpty()) {
      peers.add(new Peer("ws hub", Set.of(), "node", "--expose-gc", ws, "256"));
    }
    return peers;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean plays(String scene) {
    return scenes.isEmpty() || scenes.contains(scene);
  }

  @Override
  public Duration start() {
    long before = System.nanoTime();
    var whole = new ArrayList<>(command);
    whole.add(Integer.toString(port));
    try {
      Path log = Path.of("target", "benchmark", "peer.log");
      process =
          new ProcessBuilder(whole)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(log.toFile()))
              .start(); // its input is our pipe: it ends when we do
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    FirstSocket.await(name, port);
    return Duration.ofNanos(System.nanoTime() - before);
  }

  @Override
  public void stop() {
    Process ending = process;
    if (ending != null) {
      process = null;
      ending.destroyForcibly();
      await(ending);
    }
  }

  private static void await(Process ending) {
    try {
      if (!ending.waitFor(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("a peer does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public long pid() {
    if (process == null) {
      throw new IllegalStateException(name + " is not running");
    }
    return process.pid();
  }

  @Override
  public void collectGarbage() {
    try {
      new ProcessBuilder("kill", "-USR1", Long.toString(pid()))
          .start()
          .waitFor(10, TimeUnit.SECONDS);
      Thread.sleep(1_000);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
