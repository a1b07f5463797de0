package store.jungyu.chat.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Well-behaved people in a room of their own, who talk while somebody else does harm, and must
/// notice nothing: no message of theirs is lost, doubled, refused or late (S16).
///
/// Each comes from an address of its own where the server trusts this machine as a proxy.
public final class Canary implements AutoCloseable {
  private static final int SPEAKERS = 10;
  private static final long EVERY_MILLIS = 1_050; // each may speak once a second

  private final List<ChatClient> speakers;
  private final ChatClient hearer;
  private final Thread talk = Thread.ofVirtual().unstarted(this::talk);
  private final List<Said> said = new ArrayList<>(); // the talk's own until it has ended
  private volatile boolean over;

  private record Said(String text, long atNanos, long heardNanos) {}

  private Canary(ChatServer server) {
    String room = "canary-" + UUID.randomUUID();
    hearer = ChatClient.open(server, room, "192.0.2.100");
    hearer.hello("듣는이", null);
    hearer.await("welcome");
    speakers =
        IntStream.range(0, SPEAKERS)
            .mapToObj(i -> ChatClient.open(server, room, "192.0.2." + i))
            .toList();
    for (ChatClient speaker : speakers) {
      speaker.hello("카나리아", null);
      speaker.await("welcome");
    }
    speakers.getFirst().sayAndAwait("warm");
    talk.start();
  }

  public static Canary sing(ChatServer server) {
    return new Canary(server);
  }

  /// Milliseconds from a saying to its hearing: the middle and the longest, since the start or the
  /// last call; waits until there are ten.
  ///
  /// @throws AssertionError if any message was lost, refused, or a socket was closed
  public synchronized String notice() {
    Waiting.untilTrue(
        "neighbours that hear each other",
        Duration.ofSeconds(20),
        () -> {
          synchronized (said) {
            return said.size() >= SPEAKERS || !talk.isAlive();
          }
        });
    long[] millis;
    synchronized (said) {
      millis =
          said.stream()
              .mapToLong(each -> TimeUnit.NANOSECONDS.toMillis(each.heardNanos - each.atNanos))
              .sorted()
              .toArray();
      said.clear();
    }
    check(millis);
    return "%d messages, median %d ms, longest %d ms"
        .formatted(millis.length, millis[millis.length / 2], millis[millis.length - 1]);
  }

  private void check(long[] millis) {
    for (ChatClient each : speakers) {
      if (!each.isOpen() || !each.events("rejected").isEmpty()) {
        throw new AssertionError("a neighbour was cut or refused: " + each.events("rejected"));
      }
    }
    if (!hearer.isOpen() || millis.length == 0) {
      throw new AssertionError("a neighbour heard nothing any more");
    }
    long longest = Arrays.stream(millis).max().orElseThrow();
    if (longest > 1_000) {
      throw new AssertionError("a neighbour waited " + longest + " ms for a message");
    }
  }

  private void talk() {
    for (int i = 0; !over; i++) {
      String text = "tweet " + i;
      long before = System.nanoTime();
      speakers.get(i % SPEAKERS).say(text);
      hearer.await("message", event -> event.getString("text").equals(text));
      long heard = System.nanoTime();
      synchronized (said) {
        said.add(new Said(text, before, heard));
      }
      pause(EVERY_MILLIS / SPEAKERS);
    }
  }

  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    over = true;
    try {
      talk.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    speakers.forEach(ChatClient::close);
    hearer.close();
  }
}
