package store.jungyu.chat.chaos;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import store.jungyu.chat.testing.ChatClient;
import store.jungyu.chat.testing.LocalPostgres;
import store.jungyu.chat.testing.Waiting;

/// Ordeals that want a chat of their own making: a small disk, everything logged.
final class Trials {
  /// Where people come from who are looked for (RFC 5737, RFC 3849).
  private static final List<String> NETWORKS = List.of("198.51.100.", "2001:db8:5ec::");

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration FULL = Duration.ofSeconds(5);
  private static final double DOWN_WITHIN_SECONDS = 10;
  private static final double UP_WITHIN_SECONDS = 10;
  private static final int LAST_WORDS = 20; // lines
  private static final int MEBIBYTE = 1 << 20;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private Trials() {}

  /// The disk under PostgreSQL is full for a while: first there is no space for rows, which it
  /// survives; then none for its log either, upon which it gives up.
  static Outcome diskFull(long seed, Load load) throws IOException, SQLException {
    Path disk = Files.createDirectories(Path.of("target", "chaos", "disk").toAbsolutePath());
    if (!command("mount", "-t", "tmpfs", "-o", "size=320m", "tmpfs", disk.toString())) {
      return Outcome.notPlayed("S9", "it takes root to mount a small disk");
    }
    try (Bench bench = new Bench(seed, LocalPostgres.keptIn(disk.resolve("data")), Map.of());
        Talks talks = new Talks(bench, "disk", load).begin().awaitTalk()) {
      bench.database().endWhereItCrashes(); // as it is operated: else it may stand still for ever
      Full rows = full(bench, talks, disk, false);
      Full log = full(bench, talks, disk, true);
      Outcome judged = talks.judge("S9");
      return new Outcome(
          "S9",
          "rows: %s; PostgreSQL's log: %s; %s".formatted(rows, log, judged.figures()),
          judged.broken());
    } finally {
      command("umount", "-l", disk.toString());
    }
  }

  /// @param down seconds from the last byte's being written to the server's being not ready
  /// @param gaveUp whether PostgreSQL ended itself
  /// @param up seconds from the space's return to a message's being stored, and the server ready
  private record Full(double down, boolean gaveUp, double up) {
    @Override
    public String toString() {
      return "not ready %.1f s after the disk was full%s, stored and ready %.1f s after space returned"
          .formatted(down, gaveUp ? ", PostgreSQL ended" : "", up);
    }
  }

  /// @param log whether PostgreSQL needs another file for its log while there is no space
  private static Full full(Bench bench, Talks talks, Path disk, boolean log) throws IOException {
    Path filler = disk.resolve("filler");
    fill(filler);
    long full = System.nanoTime();
    Thread wants = Thread.ofVirtual().unstarted(() -> wantLog(bench));
    if (log) {
      wants.start();
    }
    Waiting.untilTrue("a chat that is not ready", PATIENCE, () -> !ready(bench));
    double down = seconds(full);
    Fault.pause(FULL);
    boolean gaveUp = !bench.database().isAlive();
    Files.delete(filler);
    long space = System.nanoTime();
    wants.interrupt();
    try {
      Waiting.untilTrue("a PostgreSQL that runs", PATIENCE, () -> runs(bench.database()));
    } catch (AssertionError e) {
      List<String> said = bench.database().said().lines().toList();
      List<String> last = said.subList(Math.max(0, said.size() - LAST_WORDS), said.size());
      throw new AssertionError(e.getMessage() + "; it said\n" + String.join("\n", last), e);
    }
    talks.rooms().getFirst().awaitAnswer(PATIENCE);
    Waiting.untilTrue("a chat that is ready", PATIENCE, () -> ready(bench));
    double up = seconds(space);
    if (down > DOWN_WITHIN_SECONDS) {
      talks.report("not ready only after %.1f s".formatted(down));
    }
    if (up > UP_WITHIN_SECONDS) {
      talks.report("stored again only after %.1f s".formatted(up));
    }
    return new Full(down, gaveUp, up);
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  /// Lets PostgreSQL use up the files of its log that it has made beforehand.
  private static void wantLog(Bench bench) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        bench.database().switchLog();
        Fault.pause(Duration.ofMillis(200)); // it does nothing where nothing was written since
      } catch (SQLException e) {
        return; // it gave up
      }
    }
  }

  /// Whoever runs a PostgreSQL starts it anew where it gave up.
  private static boolean runs(LocalPostgres database) {
    if (database.isAlive()) {
      return answers(database);
    }
    try {
      database.stop();
      database.start();
      return answers(database);
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private static boolean answers(LocalPostgres database) {
    try {
      database.connect().close();
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  /// The same with the chat's own classes logging all that they can.
  static Outcome secretsTraced(long seed) throws SQLException {
    Map<String, String> settings =
        Map.of(
            "JVM_ARGS",
            "-Dcom.ibm.ws.logging.trace.specification=*=info:store.jungyu.*=all:org.omnifaces.*=all");
    try (Bench bench = new Bench(seed, settings)) {
      return secrets(bench);
    }
  }

  /// People whose secrets and addresses are known here do all that the protocol has, also wrongly,
  /// and ask what is known of them; then secrets and addresses are looked for in the database, in
  /// every log, and in all that others were sent. A message is looked for, too: in all but the
  /// server's logs it has to be found. And a secret and an address are planted into all of them,
  /// which have to be found where they are.
  static Outcome secrets(Bench bench) throws SQLException {
    bench.database().logEverything(true);
    List<String> secrets = new ArrayList<>();
    String message = "seen by everybody " + UUID.randomUUID();
    var planting = new Planting(UUID.randomUUID().toString());
    StringBuilder heard = new StringBuilder();
    try (ChatClient other = ChatClient.enter(bench.server(), "secrets", "남의눈")) {
      for (int i = 0; i < 20; i++) {
        String address = NETWORKS.get(i % NETWORKS.size()) + (100 + i);
        try (ChatClient canary = ChatClient.open(bench.server(), "secrets", address)) {
          canary.hello("카나리아", null);
          canary.await("welcome");
          secrets.add(canary.secret());
          betray(canary, i);
          askAndErase(bench, canary.secret(), address);
        }
      }
      other.sayAndAwait(message);
      other.sayAndAwait(planting.text());
      other.events().stream().map(JsonObject::toString).forEach(heard::append);
    }
    bench.database().logEverything(false);
    Map<String, String> open = new LinkedHashMap<>();
    open.put("frames to others", heard.toString());
    open.put("rows of all tables", dump(bench));
    open.put("PostgreSQL's log of all statements", bench.database().said());
    Map<String, String> logs = new LinkedHashMap<>();
    Path planted = planting.beside(bench.server().logs().getFirst());
    bench.server().logs().forEach(log -> logs.put(log.toString(), read(log)));
    delete(planted);
    List<String> broken = new ArrayList<>();
    open.forEach((place, text) -> {
      if (!text.contains(message)) {
        broken.add("a message that has to be found is not in " + place);
      }
    });
    logs.forEach((place, text) -> {
      if (text.contains(message)) {
        broken.add("a message stands in " + place);
      }
    });
    Map<String, String> all = new LinkedHashMap<>(open);
    all.putAll(logs);
    broken.addAll(Traces.find(secrets, NETWORKS, all));
    List<String> places = new ArrayList<>(open.keySet());
    places.add(planted.toString());
    List<String> overlooked = planting.overlooked(all, places);
    broken.addAll(overlooked);
    return new Outcome(
        "S17",
        "%d secrets in 6 spellings and as many addresses, looked for in %d places, of them %,d characters of the server's logs: %d found; a secret and an address planted into %d places: %s"
            .formatted(
                secrets.size(),
                all.size() - 1, // one is planted
                logs.values().stream().mapToLong(String::length).sum(),
                broken.size(),
                places.size(),
                overlooked.isEmpty() ? "all found" : "not all found"),
        broken);
  }

  /// A secret and an address that are planted into each place, so that it is seen whether they
  /// would be found there.
  private record Planting(String secret) {
    private static final String NETWORK = "203.0.113.";

    String text() {
      return "planted: %s from %s7".formatted(secret, NETWORK);
    }

    /// Into a log of its own where `log` is.
    Path beside(Path log) {
      try {
        return Files.writeString(log.resolveSibling("planted.log"), text());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /// What of it is not found in `places`, or found elsewhere, in words.
    List<String> overlooked(Map<String, String> all, Collection<String> places) {
      Set<String> found = new HashSet<>(Traces.find(List.of(secret), List.of(NETWORK), all));
      List<String> wrong = new ArrayList<>();
      for (String place : all.keySet()) {
        for (String what : List.of("a secret stands in ", "an address stands in ")) {
          if (found.contains(what + place) != places.contains(place)) {
            wrong.add(
                (places.contains(place)
                        ? "not found, though planted: "
                        : "not planted, but found: ")
                    + what
                    + place);
          }
        }
      }
      return wrong;
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void askAndErase(Bench bench, String secret, String address) {
    for (String method : List.of("POST", "DELETE")) {
      HttpRequest request =
          HttpRequest.newBuilder(bench.server().url("/api/mine"))
              .method(method, BodyPublishers.noBody())
              .header("Origin", bench.server().origin())
              .header("Authorization", "Bearer " + secret)
              .header("X-Forwarded-For", address)
              .build();
      int status = HTTP.sendAsync(request, BodyHandlers.discarding()).join().statusCode();
      if (status != 200) {
        throw new AssertionError(method + " /api/mine: " + status);
      }
    }
  }

  private static void betray(ChatClient canary, int turn) {
    JsonObject message = canary.sayAndAwait("말 " + turn);
    int seq = message.getInt("seq");
    canary.send("{\"type\":\"edit\",\"seq\":%d,\"text\":\"고침\"}".formatted(seq));
    canary.await("edited", event -> event.getInt("of") == seq);
    canary.say(message.getString("id"), "again");
    canary.send("{\"type\":\"profile\",\"nickname\":\"\",\"avatar\":\"x\"}");
    canary.await("rejected");
    canary.hello("두번째", 3L);
    canary.send("{\"type\":\"delete\",\"seq\":%d}".formatted(seq));
    canary.await("deleted", event -> event.getInt("of") == seq);
    String id = canary.secret();
    switch (turn % 4) {
      case 0 -> canary.trySend("{\"type\":\"hello\",\"v\":1,\"anonymousId\":\"" + id + "\"");
      case 1 -> canary.trySend("[\"" + id + "\"]");
      case 2 -> canary.trySend("{\"type\":\"unknown\",\"anonymousId\":\"" + id + "\"}");
      default -> canary.trySend("{\"type\":\"delete\",\"seq\":\"" + id + "\"}");
    }
  }

  private static String dump(Bench bench) {
    var all = new StringBuilder();
    List<String> tables =
        bench.ask(
            "SELECT quote_ident(table_name) FROM information_schema.tables WHERE table_schema = ?",
            "public",
            row -> row.getString(1));
    for (String table : tables) {
      bench
          .ask("SELECT t::text FROM " + table + " t WHERE ? = ''", "", row -> row.getString(1))
          .forEach(all::append);
    }
    return all.toString();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void fill(Path file) throws IOException {
    byte[] block = new byte[MEBIBYTE];
    try (var out = Files.newOutputStream(file)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      // full, as was wanted
    }
  }

  private static boolean ready(Bench bench) {
    Fault.pause(Duration.ofMillis(50));
    var question =
        HttpRequest.newBuilder(bench.server().url("/health/ready"))
            .timeout(Duration.ofSeconds(10))
            .build();
    try {
      return HTTP.send(question, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  static boolean command(String... words) {
    try {
      return new ProcessBuilder(words).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
