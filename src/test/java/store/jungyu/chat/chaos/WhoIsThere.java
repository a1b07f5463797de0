package store.jungyu.chat.chaos;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import store.jungyu.chat.benchmark.Crowd;
import store.jungyu.chat.benchmark.Topic;
import store.jungyu.chat.benchmark.Visitor;
import store.jungyu.chat.testing.ChatClient;

/// What a room says of who is in it, while crowds come, go, and vanish.
final class WhoIsThere {
  private static final Duration SILENCE = Duration.ofSeconds(90);
  private static final double GONE_WITHIN_SECONDS = 45;

  private static final double JOINED_WITHIN_SECONDS = 1;
  private static final double LEFT_WITHIN_SECONDS = 2;
  private static final int SPARE = 5; // descriptors that come and go with the database's

  private WhoIsThere() {}

  /// Peers go silent without a FIN, in a room that is busy.
  static Outcome silenced(Bench bench, int silent) {
    String id = "silenced-" + silent;
    int port = bench.server().url("/").getPort();
    try (var network = new FaultProxy(port);
        var crowd = Crowds.crowd(bench, Crowds.SMALL);
        var there = new Crowd(network.port(), port, Crowds.SMALL, true);
        ChatClient observer = ChatClient.enter(bench.server(), id, "관찰자")) {
      Topic room = crowd.room(id, 20, 1, Crowds.REMEMBERED);
      Crowds.enter(crowd, room.visitors);
      crowd.talk(10, room.visitors.subList(0, 1));
      crowd.go(Duration.ofSeconds(1));
      long descriptors = Holdings.descriptors(bench);
      Crowds.enter(there, there.room(id, silent, 0, Crowds.REMEMBERED).visitors);
      boolean seen = crowd.goUntil(Crowds.REST, () -> present(observer) == silent + 21);
      long before = System.nanoTime();
      network.set(FaultProxy.Weather.BLACK_HOLE);
      boolean gone = crowd.goUntil(SILENCE, Crowds.nowAndThen(() -> present(observer) == 21));
      double left = (System.nanoTime() - before) / 1e9;
      double sockets = Crowds.metric(bench, "chat_sockets", "");
      // The container's own wait for an answer to its close frame is 30 s, and cannot be set.
      crowd.goUntil(
          SILENCE, Crowds.nowAndThen(() -> Holdings.descriptors(bench) <= descriptors + SPARE));
      double free = (System.nanoTime() - before) / 1e9;
      List<String> broken = Crowds.rest(crowd);
      if (!seen || !gone || left > GONE_WITHIN_SECONDS) {
        broken.add("present: %d after %.1f s".formatted(present(observer), left));
      }
      if (sockets != 21) {
        broken.add("%.0f sockets are still counted".formatted(sockets));
      }
      if (Holdings.descriptors(bench) > descriptors + SPARE) {
        broken.add(
            "descriptors: %d, and before %d".formatted(Holdings.descriptors(bench), descriptors));
      }
      return new Outcome(
          "S11",
          "%d of %d readers silenced without a FIN: gone from presence and the count of sockets after %.1f s, the last descriptor after %.1f s; %s"
              .formatted(silent, silent + 21, left, free, Crowds.missedRepeatedLost(crowd)),
          broken);
    }
  }

  /// People come and go as fast as the machine can: each leaves as soon as it is inside, and comes
  /// again. Who watches is told rightly, and not too often.
  static Outcome cameAndWent(Bench bench, int people, Duration time) {
    String id = "came-" + people;
    try (var crowd = Crowds.crowd(bench, Crowds.SMALL);
        ChatClient observer = ChatClient.enter(bench.server(), id, "관찰자")) {
      List<Visitor> guests = crowd.room(id, people, people, Crowds.REMEMBERED).visitors;
      crowd.come(guests, Crowds.AT_ONCE);
      long before = System.nanoTime();
      double worked = Holdings.cpuSeconds(bench);
      long[] moves = {0};
      crowd.goUntil(
          time,
          () -> {
            List<Visitor> inside = guests.stream().filter(Visitor::isInside).toList();
            crowd.cut(inside);
            crowd.come(inside, Crowds.AT_ONCE);
            moves[0] += 2L * inside.size();
            return false;
          });
      double storm = (System.nanoTime() - before) / 1e9;
      double cpu = Holdings.cpuSeconds(bench) - worked;
      int frames = observer.events("presence").size();
      if (!crowd.goUntil(Crowds.ENTRANCE, () -> guests.stream().allMatch(Visitor::isInside))) {
        throw new AssertionError("not all came in: " + crowd.tally.faults());
      }
      double joined = awaitPresent(crowd, observer, people + 1);
      crowd.cut(guests);
      double left = awaitPresent(crowd, observer, 1);
      List<String> broken = new ArrayList<>();
      if (joined > JOINED_WITHIN_SECONDS || left > LEFT_WITHIN_SECONDS) {
        broken.add("right only after %.1f and %.1f s".formatted(joined, left));
      }
      if (frames > storm + 2) {
        broken.add("%d frames in %.1f s".formatted(frames, storm));
      }
      return new Outcome(
          "S15",
          "%d people, %,.0f joins and leaves a second (the server worked %.1f ms for each): %d presence frames in %.1f s; right %.1f s after the last join, %.1f s after the last leave"
              .formatted(
                  people, moves[0] / storm, cpu * 1e3 / moves[0], frames, storm, joined, left),
          broken);
    }
  }

  private static double awaitPresent(Crowd crowd, ChatClient observer, int wanted) {
    long before = System.nanoTime();
    crowd.goUntil(Crowds.REST, () -> present(observer) == wanted);
    return (System.nanoTime() - before) / 1e9;
  }

  private static int present(ChatClient observer) {
    List<JsonObject> told = observer.events("presence");
    return told.isEmpty() ? 1 : told.getLast().getInt("count");
  }
}
