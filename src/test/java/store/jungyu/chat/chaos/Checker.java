package store.jungyu.chat.chaos;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Decides from what all browsers of a room did and heard, and from what the database holds in the
/// end, whether the room kept its promises. It knows nothing of the chat but `docs/protocol.md`.
public final class Checker {
  /// How much somebody who comes is shown.
  static final int HISTORY = 50;

  /// How many messages somebody may have missed and still gets them all.
  static final int RESUMED = 500;

  private final String room;
  private final List<Line> stored;
  private final Map<Long, Line> byNumber = new HashMap<>();
  private final Map<UUID, Line> byId = new HashMap<>();
  private final Map<UUID, Integer> saidTimes = new HashMap<>();
  private final Map<UUID, Set<String>> saidTexts = new HashMap<>();
  private final List<Violation> violations = new ArrayList<>();

  private Checker(String room, List<Line> stored) {
    this.room = room;
    this.stored = stored;
  }

  /// @param stored all of the room's messages, in the order of their numbers
  /// @param head what the room's own row says its last number is
  /// @return what is wrong; empty: nothing
  public static List<Violation> check(
      String room, Collection<History> histories, List<Line> stored, long head) {
    var checker = new Checker(room, stored);
    histories.forEach(checker::gatherSaid);
    checker.checkStored(head);
    histories.forEach(history -> checker.new Stream(history).check());
    return List.copyOf(checker.violations);
  }

  private void wrong(Invariant invariant, String who, String what) {
    violations.add(new Violation(invariant, room + who, what));
  }

  /// What an author sends under the same id once it has its acknowledgement changes nothing.
  private void gatherSaid(History history) {
    Set<UUID> acknowledged = new HashSet<>();
    for (History.Event event : history.events()) {
      switch (event) {
        case History.Said said -> {
          saidTimes.merge(said.id(), 1, Integer::sum);
          if (!acknowledged.contains(said.id())) {
            saidTexts.computeIfAbsent(said.id(), _ -> new HashSet<>()).add(said.text());
          }
        }
        case History.Heard heard -> acknowledged.add(heard.line().id());
        case History.Welcomed welcomed ->
            welcomed.lines().forEach(line -> acknowledged.add(line.id()));
        case History.Refused _, History.Closed _, History.Left _ -> {}
      }
    }
  }

  private void checkStored(long head) {
    long expected = 1;
    for (Line line : stored) {
      byNumber.putIfAbsent(line.seq(), line);
      if (line.seq() != expected) {
        wrong(
            Invariant.NUMBERS_WITH_HOLES,
            "",
            "after %d stands %d".formatted(expected - 1, line.seq()));
      }
      expected = line.seq() + 1;
      Line before = byId.putIfAbsent(line.id(), line);
      if (before != null) {
        wrong(
            Invariant.STORED_TWICE,
            "",
            "%s as %d and as %d".formatted(line.id(), before.seq(), line.seq()));
      }
      Set<String> texts = saidTexts.get(line.id());
      if (texts == null) {
        wrong(Invariant.PHANTOM, "", "number %d was sent by nobody".formatted(line.seq()));
      } else if (!texts.contains(line.text())) {
        wrong(Invariant.ALTERED, "", "number %d is not what was sent".formatted(line.seq()));
      }
    }
    if (head != expected - 1) {
      wrong(
          Invariant.NUMBERS_WITH_HOLES,
          "",
          "the head is %d, the last message %d".formatted(head, expected - 1));
    }
  }

  private long head() {
    return stored.isEmpty() ? 0 : stored.getLast().seq();
  }

  /// One browser's view, over all its connections.
  private final class Stream {
    private final History history;
    private final Set<Long> heard = new HashSet<>();
    private final Set<UUID> said = new HashSet<>();
    private final Map<UUID, Integer> copies = new HashMap<>(); // of its own, beyond the first
    private final Set<UUID> waiting = new HashSet<>(); // for an answer, on this connection
    private @Nullable Long last;
    private boolean open;
    private boolean left;
    private String outside = "was never let in";

    Stream(History history) {
      this.history = history;
    }

    void check() {
      for (History.Event event : history.events()) {
        switch (event) {
          case History.Said(UUID id, String _) -> {
            said.add(id);
            waiting.add(id);
          }
          case History.Refused refused -> refused(refused);
          case History.Welcomed welcomed -> welcomed(welcomed);
          case History.Heard(Line line) -> heard(line);
          case History.Closed(int code) -> {
            open = false;
            outside = "is not back since its connection ended with " + code;
            waiting.clear(); // what became of it the next connection tells, or nobody
          }
          case History.Left _ -> {
            open = false;
            left = true;
          }
        }
      }
      if (!open && !left) {
        report(Invariant.SHUT_OUT, outside);
      }
      if (open && last != null && last < head()) {
        report(Invariant.LEFT_OUT, "got up to %d of %d".formatted(last, head()));
      }
      if (open && !waiting.isEmpty()) {
        report(Invariant.UNANSWERED, waiting.size() + " messages");
      }
    }

    private void refused(History.Refused refused) {
      UUID id = refused.id();
      if (!refused.again()) {
        waiting.remove(id);
      }
      if (saidTimes.getOrDefault(id, 0) == 1 && byId.containsKey(id)) {
        report(
            Invariant.FALSE_REFUSAL,
            "%s was refused as %s and stored".formatted(id, refused.reason()));
      }
    }

    private void welcomed(History.Welcomed welcomed) {
      open = true;
      Long since = welcomed.since();
      boolean resumed = since != null && welcomed.complete();
      if (since != null
          && !welcomed.complete()
          && since <= welcomed.head()
          && welcomed.head() - since <= RESUMED) {
        report(
            Invariant.GIVEN_UP,
            "had %d of %d and was told to start anew".formatted(since, welcomed.head()));
      }
      if (resumed && !Objects.equals(since, last)) {
        // The browser's own mistake; the rest would make no sense.
        throw new IllegalArgumentException(history.name() + " resumed from what it had not");
      }
      if (!resumed) {
        heard.clear(); // what the page shows is replaced
        last = Math.max(0, welcomed.head() - HISTORY);
      }
      welcomed.lines().forEach(this::heard);
      if (last != null && last < welcomed.head()) {
        report(
            Invariant.SHORT_HISTORY, "was shown up to %d of %d".formatted(last, welcomed.head()));
      }
    }

    private void heard(Line line) {
      waiting.remove(line.id());
      boolean own = said.contains(line.id());
      Line truth = byNumber.get(line.seq());
      if (!byId.containsKey(line.id())) {
        report(
            own ? Invariant.LOST : Invariant.SHOWN_BEFORE_STORED,
            "number %d, %s, is not stored".formatted(line.seq(), line.id()));
      } else if (!line.equals(truth)) {
        report(Invariant.DISAGREES, "number %d is another one".formatted(line.seq()));
      }
      long before = last == null ? 0 : last;
      if (line.seq() > before) {
        if (line.seq() > before + 1) {
          report(Invariant.SKIPPED, "after %d came %d".formatted(before, line.seq()));
        }
        last = line.seq();
      } else if (own
          && copies.merge(line.id(), 1, Integer::sum) < saidTimes.getOrDefault(line.id(), 0)) {
        heard.add(line.seq()); // the answer to what was sent again
        return;
      } else if (heard.contains(line.seq())) {
        report(Invariant.REPEATED, "%d came again".formatted(line.seq()));
      } else {
        report(Invariant.OUT_OF_ORDER, "%d came after %d".formatted(line.seq(), before));
      }
      heard.add(line.seq());
    }

    private void report(Invariant invariant, String what) {
      wrong(invariant, ", " + history.name(), what);
    }
  }
}
