package store.jungyu.chat.chaos;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Which of the server's threads, virtual ones too, wait in a write to a browser at a moment.
///
/// A thread of the system that waits there is missing elsewhere: the container has few, and so have
/// virtual threads to run on. A virtual thread that waits, and has let go of what it ran on, costs
/// some heap.
///
/// @param held threads of the system that wait, by themselves or under a virtual one; in words
/// @param parked how many virtual threads wait and hold none
record Writes(List<String> held, int parked) {
  private static final String OURS = "store.jungyu.chat.socket.SocketConnection.write(";
  private static final String CONTAINERS = "com.ibm.ws.";

  Writes {
    held = List.copyOf(held);
  }

  boolean isNone() {
    return held.isEmpty() && parked == 0;
  }

  /// As they are now.
  static Writes of(Bench bench) {
    return in(dump(bench));
  }

  /// @param dump as `jcmd Thread.dump_to_file -format=json` writes it
  static Writes in(String dump) {
    List<String> held = new ArrayList<>();
    int parked = 0;
    for (JsonObject thread : threads(dump)) {
      List<String> stack =
          thread.getJsonArray("stack").getValuesAs(JsonString.class).stream()
              .map(JsonString::getString)
              .toList();
      if (thread.getString("state").equals("RUNNABLE")
          || stack.stream().noneMatch(Writes::isWrite)) {
        continue;
      }
      if (thread.getBoolean("virtual", false) && !thread.containsKey("carrier")) {
        parked++;
      } else {
        held.add(
            "thread %s \"%s\": %s"
                .formatted(thread.getString("tid"), thread.getString("name"), stack));
      }
    }
    return new Writes(held, parked);
  }

  /// Ours, or one that the container does by itself, or waits for.
  private static boolean isWrite(String frame) {
    String method = frame.substring(0, frame.indexOf('('));
    return frame.contains(OURS)
        || method.endsWith("WsocConnLink.waitToClose")
        || (frame.contains(CONTAINERS)
            && method
                .substring(method.lastIndexOf('.'))
                .toLowerCase(Locale.ROOT)
                .contains("write"));
  }

  private static List<JsonObject> threads(String dump) {
    try (JsonReader reader = Json.createReader(new StringReader(dump))) {
      return reader
          .readObject()
          .getJsonObject("threadDump")
          .getJsonArray("threadContainers")
          .getValuesAs(JsonObject.class)
          .stream()
          .flatMap(
              container -> container.getJsonArray("threads").getValuesAs(JsonObject.class).stream())
          .toList();
    }
  }

  private static String dump(Bench bench) {
    try {
      Path folder = Files.createTempDirectory("threads");
      Path file = folder.resolve("threads.json");
      try {
        String said = bench.server().jcmd("Thread.dump_to_file -format=json " + file);
        if (!Files.exists(file)) {
          throw new IllegalStateException("no dump of threads: " + said);
        }
        return Files.readString(file);
      } finally {
        Files.deleteIfExists(file);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
