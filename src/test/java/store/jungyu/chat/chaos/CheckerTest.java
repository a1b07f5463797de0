package store.jungyu.chat.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The checker is worth what it catches: each bug here is planted into what browsers and database
/// of a sound room hold.
final class CheckerTest {

  /// A room of which everybody keeps every promise: ana and ben speak in turn, cem reads all, din
  /// comes late, eve leaves and returns.
  private static final class Sound {
    final List<Line> stored =
        IntStream.rangeClosed(1, 120)
            .mapToObj(i -> new Line(i, UUID.randomUUID(), "text " + i))
            .collect(Collectors.toCollection(ArrayList::new));
    long head = 120;
    final List<History.Event> ana = events();
    final List<History.Event> ben = events();
    final List<History.Event> cem = events();
    final List<History.Event> din = events();
    final List<History.Event> eve = events();

    Sound() {
      for (List<History.Event> each : List.of(ana, ben, cem, eve)) {
        each.add(new History.Welcomed(null, 0, true, List.of()));
      }
      for (Line line : stored) {
        (line.seq() % 2 == 0 ? ana : ben).add(new History.Said(line.id(), line.text()));
        ana.add(new History.Heard(line));
        ben.add(new History.Heard(line));
        cem.add(new History.Heard(line));
        if (line.seq() == 80) {
          din.add(new History.Welcomed(null, 80, true, stored.subList(30, 80)));
        } else if (line.seq() > 80) {
          din.add(new History.Heard(line));
        }
        if (line.seq() <= 40 || line.seq() > 100) {
          eve.add(new History.Heard(line));
        } else if (line.seq() == 41) {
          eve.add(new History.Closed(1006));
        } else if (line.seq() == 100) {
          eve.add(new History.Welcomed(40L, 100, true, stored.subList(40, 100)));
        }
      }
    }

    List<Violation> check() {
      List<History> histories = new ArrayList<>();
      for (List<History.Event> events : List.of(ana, ben, cem, din, eve)) {
        var history = new History("reader " + histories.size());
        events.forEach(history::add);
        histories.add(history);
      }
      return Checker.check("room", histories, stored, head);
    }

    private static List<History.Event> events() {
      return new ArrayList<>();
    }
  }

  @Test
  void aSoundRoomIsFoundSound() {
    assertThat(new Sound().check()).isEmpty();
  }

  @Test
  void whoSendsAgainMayHearTheAnswerAgainAndOnlyThen() {
    var room = new Sound();
    Line first = room.stored.getFirst();
    room.ben.add(new History.Said(first.id(), "another text, too late"));
    room.ben.add(new History.Heard(first));
    assertThat(room.check()).isEmpty();
    room.ben.add(new History.Heard(first));
    assertThat(room.check()).extracting(Violation::invariant).containsOnly(Invariant.REPEATED);
  }

  @Test
  void whoMissedTooMuchMayBeToldSo() {
    var room = new Sound();
    for (int i = 121; i <= 700; i++) {
      var line = new Line(i, UUID.randomUUID(), "text " + i);
      room.stored.add(line);
      room.ana.add(new History.Said(line.id(), line.text()));
      room.ana.add(new History.Heard(line));
    }
    room.head = 700;
    for (List<History.Event> away : List.of(room.ben, room.cem, room.din, room.eve)) {
      away.add(new History.Closed(1006));
      away.add(new History.Welcomed(120L, 700, false, room.stored.subList(650, 700)));
    }
    assertThat(room.check()).isEmpty();
  }

  @Test
  void whoLeavesForGoodMayStayAway() {
    var room = new Sound();
    room.cem.add(new History.Closed(1001));
    room.cem.add(new History.Left());
    assertThat(room.check()).isEmpty();
  }

  @Test
  void whoLeavesARefusalAtThatWaitsForNothing() {
    var room = new Sound();
    UUID id = UUID.randomUUID();
    room.ana.add(new History.Said(id, "not stored"));
    room.ana.add(new History.Refused(id, "BUSY", false));
    assertThat(room.check()).isEmpty();
  }

  static Stream<Arguments> bugs() {
    return Stream.of(
        bug(
            "an acknowledged message is gone",
            Invariant.LOST,
            room -> {
              Line last = room.stored.removeLast();
              room.head = last.seq() - 1;
            }),
        bug(
            "announced before the commit",
            Invariant.SHOWN_BEFORE_STORED,
            room -> {
              var unborn = new Line(121, UUID.randomUUID(), "never committed");
              room.ana.add(new History.Said(unborn.id(), unborn.text()));
              room.cem.add(new History.Heard(unborn));
            }),
        bug(
            "a resend is stored again",
            Invariant.STORED_TWICE,
            room -> {
              Line again = room.stored.getLast();
              room.ana.add(new History.Said(again.id(), again.text()));
              room.stored.add(new Line(121, again.id(), again.text()));
              room.head = 121;
            }),
        bug(
            "a number is left out",
            Invariant.NUMBERS_WITH_HOLES,
            room -> {
              var line = new Line(122, UUID.randomUUID(), "after a hole");
              room.ana.add(new History.Said(line.id(), line.text()));
              room.stored.add(line);
              room.head = 122;
            }),
        bug("the head runs ahead", Invariant.NUMBERS_WITH_HOLES, room -> room.head = 121),
        bug(
            "a message that nobody sent",
            Invariant.PHANTOM,
            room -> {
              room.stored.add(new Line(121, UUID.randomUUID(), "boo"));
              room.head = 121;
            }),
        bug(
            "a text was altered",
            Invariant.ALTERED,
            room -> {
              Line line = room.stored.get(99);
              room.stored.set(99, new Line(line.seq(), line.id(), "something else"));
            }),
        bug(
            "the second text of a resend wins",
            Invariant.ALTERED,
            room -> {
              Line line = room.stored.getFirst();
              room.ben.add(new History.Said(line.id(), "second"));
              room.stored.set(0, new Line(line.seq(), line.id(), "second"));
            }),
        bug(
            "everybody saw two events in another order",
            Invariant.DISAGREES,
            room -> {
              Line a = room.stored.get(9);
              Line b = room.stored.get(10);
              room.stored.set(9, new Line(10, b.id(), b.text()));
              room.stored.set(10, new Line(11, a.id(), a.text()));
            }),
        bug(
            "two events are swapped for one reader",
            Invariant.OUT_OF_ORDER,
            room -> room.cem.set(10, room.cem.set(11, room.cem.get(10)))),
        bug("a gap is skipped", Invariant.SKIPPED, room -> room.cem.remove(60)),
        bug(
            "a gap at the border of history and live",
            Invariant.SKIPPED,
            room -> room.din.remove(1)),
        bug(
            "a gap in what is caught up with",
            Invariant.SKIPPED,
            room -> replaceReturn(room, true, without(room.stored.subList(40, 100), 30))),
        bug(
            "the end of what is caught up with is missing",
            Invariant.SHORT_HISTORY,
            room -> {
              replaceReturn(room, true, room.stored.subList(40, 99));
            }),
        bug(
            "history begins too late",
            Invariant.SKIPPED,
            room ->
                room.din.set(0, new History.Welcomed(null, 80, true, room.stored.subList(35, 80)))),
        bug("an event comes twice", Invariant.REPEATED, room -> room.cem.add(60, room.cem.get(60))),
        bug(
            "an event comes twice at the border",
            Invariant.REPEATED,
            room -> room.din.add(1, new History.Heard(room.stored.get(79)))),
        bug(
            "a reader is given up without need",
            Invariant.GIVEN_UP,
            room -> replaceReturn(room, false, room.stored.subList(50, 100))),
        bug("a reader is left out at the end", Invariant.LEFT_OUT, room -> room.cem.removeLast()),
        bug(
            "a browser is not let in again",
            Invariant.SHUT_OUT,
            room -> room.cem.add(new History.Closed(1006))),
        bug("a browser is never let in", Invariant.SHUT_OUT, room -> room.din.clear()),
        bug(
            "an author hears nothing but that it may try again",
            Invariant.UNANSWERED,
            room -> {
              var line = new Line(121, UUID.randomUUID(), "never stored");
              for (int i = 0; i < 3; i++) {
                room.ana.add(new History.Said(line.id(), line.text()));
                room.ana.add(new History.Refused(line.id(), "BUSY", true));
              }
            }),
        bug(
            "an acknowledgement is lost",
            Invariant.UNANSWERED,
            room -> {
              var line = new Line(121, UUID.randomUUID(), "heard by all others");
              room.ana.add(new History.Said(line.id(), line.text()));
              room.stored.add(line);
              room.head = 121;
              room.cem.add(new History.Heard(line));
            }),
        bug(
            "a refused message is stored",
            Invariant.FALSE_REFUSAL,
            room -> {
              var line = new Line(121, UUID.randomUUID(), "refused");
              room.ana.add(new History.Said(line.id(), line.text()));
              room.ana.add(new History.Refused(line.id(), "BUSY", false));
              room.stored.add(line);
              room.head = 121;
            }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bugs")
  void everyPlantedBugIsCaughtByName(String bug, Invariant name, Consumer<Sound> plant) {
    var room = new Sound();
    plant.accept(room);
    assertThat(room.check()).as(bug).extracting(Violation::invariant).contains(name);
  }

  @Test
  void everyInvariantHasABugThatBreaksIt() {
    assertThat(bugs().map(bug -> bug.get()[1])).contains((Object[]) Invariant.values());
  }

  private static Arguments bug(String name, Invariant invariant, Consumer<Sound> plant) {
    return Arguments.of(name, invariant, plant);
  }

  private static void replaceReturn(Sound room, boolean complete, List<Line> lines) {
    room.eve.replaceAll(event ->
        event instanceof History.Welcomed welcomed && welcomed.since() != null
            ? new History.Welcomed(40L, 100, complete, lines)
            : event);
  }

  private static List<Line> without(List<Line> lines, int index) {
    List<Line> less = new ArrayList<>(lines);
    less.remove(index);
    return less;
  }
}
