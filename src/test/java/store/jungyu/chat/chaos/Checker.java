package store.jungyu.chat.chaos;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Decides from what all browsers of a room did and heard, and from what the database holds in the
/// end, whether the room kept its promises. It knows nothing of the chat but `docs/protocol.md`.
public final class Checker {
  /// How much somebody who comes is shown.
  static final int HISTORY = 50;

  /// How many events somebody may have missed and still gets them all.
  static final int RESUMED = 500;

  private final String room;
  private final Requests requests;
  private final Stored stored;
  private final List<Violation> violations = new ArrayList<>();

  private Checker(
      String room, Collection<History> histories, List<Line> lines, List<Changed> changes) {
    this.room = room;
    this.requests = new Requests(histories);
    this.stored = new Stored(requests, lines, changes);
  }

  /// @param lines all of the room's messages as they are stored, in the order of their numbers
  /// @param changes the last change of each of them that was changed
  /// @param head what the room's own row says its last number is
  /// @return what is wrong; empty: nothing
  public static List<Violation> check(
      String room,
      Collection<History> histories,
      List<Line> lines,
      List<Changed> changes,
      long head) {
    var checker = new Checker(room, histories, lines, changes);
    checker.stored.check(head, (invariant, what) -> checker.wrong(invariant, "", what));
    histories.forEach(history -> checker.new Stream(history).check());
    return List.copyOf(checker.violations);
  }

  private void wrong(Invariant invariant, String who, String what) {
    violations.add(new Violation(invariant, room + who, what));
  }

  /// One browser's view, over all its connections.
  private final class Stream {
    private final History history;
    private final Set<Long> heard = new HashSet<>();
    private final Set<UUID> said = new HashSet<>();
    private final Map<UUID, Integer> sent = new HashMap<>(); // how often it was said
    private final Map<UUID, Integer> here = new HashMap<>(); // on this connection, not refused
    private final Map<UUID, Integer> before = new HashMap<>(); // on those before, not refused
    private final Map<UUID, String> refusals = new HashMap<>(); // before it was heard; why
    private final Set<UUID> acknowledged = new HashSet<>();
    private final List<History.Wanted> wishes = new ArrayList<>();
    private final Set<History.Wanted> denials = new HashSet<>(); // of what was not wanted again
    private final Set<History.Wanted> granted = new HashSet<>();
    private final Map<Object, Integer> copies = new HashMap<>(); // of answers, beyond the first
    private final Set<History.Request> waiting = new HashSet<>(); // on this connection
    private final Map<Long, String> page = new HashMap<>(); // what it shows, by number
    private @Nullable Long last;
    private long known; // the last event of which it knows, or knows what became of it
    private boolean open;
    private boolean left;
    private String outside = "was never let in";

    Stream(History history) {
      this.history = history;
      for (History.Event event : history.events()) {
        if (event instanceof History.Said request) {
          sent.merge(request.id(), 1, Integer::sum);
        }
      }
    }

    void check() {
      for (History.Event event : history.events()) {
        switch (event) {
          case History.Said request -> {
            said.add(request.id());
            here.merge(request.id(), 1, Integer::sum);
            waiting.add(request);
          }
          case History.Wanted request -> {
            wishes.add(request);
            denials.remove(request);
            waiting.add(request);
          }
          case History.Refused refused -> refused(refused);
          case History.Denied denied -> denied(denied);
          case History.Welcomed welcomed -> welcomed(welcomed);
          case History.Heard(Line line) -> heard(line);
          case History.Told told -> told(told.change(), told.answers());
          case History.Closed(int code) -> {
            open = false;
            outside = "is not back since its connection ended with " + code;
            waiting.clear(); // what became of it the next connection tells, or nobody
            here.forEach((id, times) -> before.merge(id, times, Integer::sum));
            here.clear();
          }
          case History.Left _ -> {
            open = false;
            left = true;
          }
        }
      }
      refusals.forEach((id, reason) -> {
        if (isRefused(id) && stored.has(id)) {
          report(Invariant.FALSE_REFUSAL, "%s was refused as %s and stored".formatted(id, reason));
        }
      });
      denials.stream()
          .filter(this::isFalse)
          .forEach(denied ->
              report(
                  Invariant.FALSE_REFUSAL,
                  "a change of its own %d was refused and made".formatted(denied.of())));
      if (!open && !left) {
        report(Invariant.SHUT_OUT, outside);
      }
      if (open) {
        checkPage();
      }
      if (open && last != null && last < stored.head()) {
        report(Invariant.LEFT_OUT, "got up to %d of %d".formatted(last, stored.head()));
      }
      if (open && !waiting.isEmpty()) {
        report(Invariant.UNANSWERED, waiting.size() + " messages and changes");
      }
    }

    private void refused(History.Refused refused) {
      UUID id = refused.id();
      if (!refused.again()) {
        answered(id);
      }
      here.merge(id, -1, Integer::sum);
      if (refused.reason().equals("BUSY")) {
        before.remove(id); // it is not stored, and will not be, whenever it was sent
      }
      if (!acknowledged.contains(id) || requests.times(id) == 1) {
        refusals.put(id, refused.reason()); // else only this copy of it is not taken
      }
    }

    private void denied(History.Denied denied) {
      long of = denied.of();
      List<History.Wanted> meant = wishes.stream().filter(wish -> wish.of() == of).toList();
      if (!denied.again()) {
        waiting.removeAll(meant);
      }
      if (isOwn(of) && denied.reason().equals("NOT_YOURS") && stored.isLeft(of)) {
        report(Invariant.FALSE_REFUSAL, "a change of its own %d is said not to be".formatted(of));
      }
      boolean known = meant.stream().distinct().count() == 1; // which one is meant
      if (known && (meant.size() == 1 || denied.reason().equals("BUSY"))) {
        denials.add(meant.getFirst());
      }
    }

    /// Whether a change was made although it was refused, in one sending or over several
    /// connections, and nobody else wanted it.
    private boolean isFalse(History.Wanted denied) {
      int times = Collections.frequency(wishes, denied);
      return isOwn(denied.of())
          && requests.times(denied) == times
          && (times == 1 || !granted.contains(denied))
          && stored.made(denied);
    }

    private boolean isOwn(long seq) {
      Line line = stored.line(seq);
      return line != null && said.contains(line.id());
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
      List<Line> lines = welcomed.lines();
      if (!resumed) {
        heard.clear(); // what the page shows is replaced
        page.clear();
        int more = lines.size() - HISTORY;
        last = more < 0 ? 0 : lines.get(more).seq() - 1;
      }
      known = welcomed.head();
      for (Line line : lines) {
        passOver(line.seq() - 1, Invariant.SKIPPED);
        heard(line);
      }
      passOver(welcomed.head(), Invariant.SHORT_HISTORY);
      for (Changed change : welcomed.changes()) {
        heard.add(change.seq());
        show(change);
      }
      checkPage();
    }

    /// Whoever comes back is told of the messages that are left; other numbers may be absent.
    private void passOver(long upTo, Invariant otherwise) {
      long before = last == null ? 0 : last;
      LongStream.rangeClosed(before + 1, upTo)
          .filter(stored::isLeft)
          .findFirst()
          .ifPresent(seq -> report(otherwise, "after %d came not %d".formatted(before, seq)));
      last = Math.max(before, upTo);
    }

    private void heard(Line line) {
      answered(line.id());
      if (isRefused(line.id())) {
        report(
            Invariant.FALSE_REFUSAL,
            "number %d, %s, was refused each time, and acknowledged"
                .formatted(line.seq(), line.id()));
      }
      acknowledged.add(line.id());
      boolean own = said.contains(line.id());
      boolean next =
          arrives(line.seq(), () -> own && isCopy(line.id(), requests.times(line.id()) - 1));
      if (!stored.has(line.id())) {
        report(
            own ? Invariant.LOST : Invariant.SHOWN_BEFORE_STORED,
            "number %d, %s, is not stored".formatted(line.seq(), line.id()));
      } else {
        compare(line);
      }
      if (next) {
        page.put(line.seq(), line.text());
      }
    }

    /// Whether nobody else said it, and all that this browser heard of it is that it is not stored.
    private boolean isRefused(UUID id) {
      return refusals.containsKey(id)
          && here.getOrDefault(id, 0) + before.getOrDefault(id, 0) <= 0
          && requests.times(id) == sent.getOrDefault(id, 0);
    }

    /// With what is stored; what was changed later may be shown as it was, or as it became.
    private void compare(Line line) {
      Line truth = stored.line(line.seq());
      Changed change = stored.change(line.seq());
      boolean same;
      if (change == null) {
        same = line.equals(truth);
      } else if (change.seq() > known) {
        same =
            requests.texts(line.id()).contains(line.text())
                || requests.times(new History.Wanted(line.seq(), line.text())) > 0;
      } else if (change.text() == null) {
        report(
            Invariant.DELETED_SHOWN,
            "number %d, and had heard up to %d".formatted(line.seq(), known));
        return;
      } else {
        same = line.text().equals(change.text());
      }
      if (!same || truth == null || !truth.id().equals(line.id())) {
        report(Invariant.DISAGREES, "number %d is another one".formatted(line.seq()));
      }
    }

    private void told(Changed change, @Nullable UUID answers) {
      History.Wanted wish = change.wanted();
      waiting.remove(wish);
      if (wishes.contains(wish) && !denials.contains(wish)) {
        granted.add(wish);
      }
      if (answers != null) {
        answered(answers);
        acknowledged.add(answers);
      }
      boolean next =
          arrives(
              change.seq(),
              () ->
                  answers == null
                      // That it is made may be heard, and then told once more as the answer.
                      ? isOwn(change.of()) && isCopy(wish, requests.times(wish))
                      : said.contains(answers) && isCopy(answers, requests.times(answers) - 1));
      if (next) {
        show(change);
      } else {
        compare(change);
      }
    }

    private void show(Changed change) {
      compare(change);
      String text = change.text();
      if (text == null) {
        page.remove(change.of());
      } else {
        page.replace(change.of(), text);
      }
    }

    private void compare(Changed change) {
      Changed truth = stored.change(change.of());
      if (truth == null
          || truth.seq() < change.seq()
          || (truth.text() != null && change.text() == null)) {
        report(
            Invariant.CHANGE_LOST, "change %d of number %d".formatted(change.seq(), change.of()));
      } else if (!change.equals(
          truth.seq() == change.seq() ? truth : requests.told().get(change.seq()))) {
        report(Invariant.DISAGREES, "change %d is another one".formatted(change.seq()));
      } else if (truth.text() == null && change.text() != null && truth.seq() <= known) {
        report(
            Invariant.DELETED_SHOWN,
            "number %d as edited, and had heard up to %d".formatted(change.of(), known));
      }
    }

    /// Whether the page shows of each message what became of it, as far as it knows of events.
    private void checkPage() {
      for (Changed change : stored.changes()) {
        String shown = page.get(change.of());
        if (shown == null || change.seq() > known || shown.equals(change.text())) {
          continue;
        }
        report(
            change.text() == null ? Invariant.DELETED_SHOWN : Invariant.SKIPPED,
            "knows not of change %d of number %d".formatted(change.seq(), change.of()));
      }
    }

    /// Something with a number came.
    ///
    /// @param answer whether it may be the answer to what was sent again
    /// @return whether it is new
    private boolean arrives(long number, BooleanSupplier answer) {
      long before = last == null ? 0 : last;
      boolean next = number > before;
      if (next) {
        if (number > before + 1) {
          report(Invariant.SKIPPED, "after %d came %d".formatted(before, number));
        }
        last = number;
        known = Math.max(known, number);
      } else if (!answer.getAsBoolean()) {
        if (heard.contains(number)) {
          report(Invariant.REPEATED, "%d came again".formatted(number));
        } else {
          report(Invariant.OUT_OF_ORDER, "%d came after %d".formatted(number, before));
        }
      }
      heard.add(number);
      return next;
    }

    /// @param most how many more answers than one there may be
    private boolean isCopy(Object request, int most) {
      return copies.merge(request, 1, Integer::sum) <= most;
    }

    private void answered(UUID id) {
      waiting.removeIf(request -> request instanceof History.Said said && said.id().equals(id));
    }

    private void report(Invariant invariant, String what) {
      wrong(invariant, ", " + history.name(), what);
    }
  }
}
