package store.jungyu.chat.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The checker is worth what it catches: each bug here is planted into what browsers and database
/// of a sound room hold.
final class CheckerBugsTest {
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
            "an edit that was announced is not stored",
            Invariant.CHANGE_LOST,
            room -> {
              Line line = room.stored.get(99);
              room.change(room.ana, 100, "better");
              room.stored.set(99, line);
              room.changes.clear();
            }),
        bug(
            "a deletion is undone by an edit",
            Invariant.CHANGE_LOST,
            room -> {
              room.change(room.ana, 100, null);
              room.change(room.ana, 100, "back again");
            }),
        bug(
            "an author's message is edited by another",
            Invariant.CHANGED_BY_ANOTHER,
            room -> room.change(room.ben, 100, "ben's")),
        bug(
            "a message is deleted that nobody wanted gone",
            Invariant.CHANGED_BY_ANOTHER,
            room -> room.changed(100, null, room.ana, room.ben, room.cem, room.din, room.eve)),
        bug(
            "another's edit is not the last",
            Invariant.CHANGED_BY_ANOTHER,
            room -> {
              room.change(room.ben, 100, "ben's");
              room.change(room.ana, 100, "ana's");
            }),
        bug(
            "a deleted text is kept",
            Invariant.DELETED_SHOWN,
            room -> {
              Line line = room.stored.get(99);
              room.change(room.ana, 100, null);
              room.stored.set(99, line);
            }),
        bug(
            "a deleted text is in a welcome",
            Invariant.DELETED_SHOWN,
            room -> {
              List<Line> before = List.copyOf(room.stored.subList(70, 120));
              room.change(room.ana, 100, null);
              room.cem.add(new History.Closed(1006));
              room.cem.add(new History.Welcomed(null, 121, true, before));
            }),
        bug(
            "a deleted text is the answer to a resend",
            Invariant.DELETED_SHOWN,
            room -> {
              Line line = room.stored.get(99);
              room.change(room.ana, 100, null);
              room.ana.add(new History.Said(line.id(), line.text()));
              room.ana.add(new History.Heard(line));
            }),
        bug(
            "an edit comes again after the deletion",
            Invariant.DELETED_SHOWN,
            room -> {
              Changed edit = room.change(room.ana, 100, "better");
              room.change(room.ana, 100, null);
              room.ana.add(new History.Told(edit));
            }),
        bug(
            "who returns is not told of a deletion",
            Invariant.DELETED_SHOWN,
            room -> {
              room.cem.add(new History.Closed(1006));
              room.ana.add(new History.Wanted(100, null));
              room.changed(100, null, room.ana, room.ben, room.din, room.eve);
              room.cem.add(new History.Welcomed(120L, 121, true, List.of()));
            }),
        bug(
            "who returns is not told of an edit",
            Invariant.SKIPPED,
            room -> {
              room.cem.add(new History.Closed(1006));
              room.ana.add(new History.Wanted(100, "better"));
              room.changed(100, "better", room.ana, room.ben, room.din, room.eve);
              room.cem.add(new History.Welcomed(120L, 121, true, List.of()));
            }),
        bug(
            "a reader misses a change",
            Invariant.SKIPPED,
            room -> {
              room.change(room.ana, 100, "better");
              room.change(room.ana, 100, "best");
              room.cem.remove(room.cem.size() - 2);
            }),
        bug(
            "a change is swapped with a message",
            Invariant.OUT_OF_ORDER,
            room -> {
              room.change(room.ana, 100, "better");
              room.cem.add(room.cem.size() - 2, room.cem.removeLast());
            }),
        bug(
            "a reader hears of a change twice",
            Invariant.REPEATED,
            room -> room.cem.add(new History.Told(room.change(room.ana, 100, null)))),
        bug(
            "a reader is told of another text",
            Invariant.DISAGREES,
            room -> {
              room.change(room.ana, 100, "better");
              room.cem.set(
                  room.cem.size() - 1, new History.Told(new Changed(121, 100, "text 100")));
            }),
        bug(
            "a welcome has the text from before an edit",
            Invariant.DISAGREES,
            room -> {
              List<Line> before = List.copyOf(room.stored.subList(70, 120));
              room.change(room.ana, 100, "better");
              room.cem.add(new History.Closed(1006));
              room.cem.add(new History.Welcomed(null, 121, true, before));
            }),
        bug(
            "a change takes no number",
            Invariant.NUMBERS_WITH_HOLES,
            room -> {
              room.head = 119;
              room.change(room.ana, 100, "better");
            }),
        bug(
            "a change leaves a number out",
            Invariant.NUMBERS_WITH_HOLES,
            room -> {
              room.head = 121;
              room.change(room.ana, 100, "better");
            }),
        bug(
            "a change is not answered",
            Invariant.UNANSWERED,
            room -> room.ana.add(new History.Wanted(100, "better"))),
        bug(
            "an author may not change what it said",
            Invariant.FALSE_REFUSAL,
            room -> {
              room.ana.add(new History.Wanted(100, "better"));
              room.ana.add(new History.Denied(100, "NOT_YOURS", false));
            }),
        bug(
            "a refused change is made",
            Invariant.FALSE_REFUSAL,
            room -> {
              room.ana.add(new History.Wanted(100, "better"));
              room.ana.add(new History.Denied(100, "BUSY", false));
              room.changed(100, "better", room.ana, room.ben, room.cem, room.din, room.eve);
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
            "a refused message is acknowledged before it is sent again",
            Invariant.FALSE_REFUSAL,
            room -> {
              Line line = room.refused();
              room.ana.add(new History.Heard(line));
              room.ana.add(new History.Said(line.id(), line.text()));
              room.ana.add(new History.Heard(line));
            }),
        bug(
            "the copy of a message that is being stored is refused",
            Invariant.FALSE_REFUSAL,
            room -> {
              Line line = room.refusedAgain();
              room.ana.add(new History.Heard(line));
            }),
        bug(
            "likewise, and its author never hears more",
            Invariant.FALSE_REFUSAL,
            room -> {
              room.refusedAgain();
              room.ana.add(new History.Left());
            }),
        bug(
            "the copy of a change that is being made is refused",
            Invariant.FALSE_REFUSAL,
            room -> {
              room.ana.add(new History.Wanted(100, "better"));
              room.ana.add(new History.Closed(1006));
              room.ana.add(new History.Welcomed(120L, 120, true, List.of()));
              room.ana.add(new History.Wanted(100, "better"));
              room.ana.add(new History.Denied(100, "BUSY", false));
              room.changed(100, "better", room.ana, room.ben, room.cem, room.din, room.eve);
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
  void everyPlantedBugIsCaughtByName(String bug, Invariant name, Consumer<SoundRoom> plant) {
    var room = new SoundRoom();
    plant.accept(room);
    assertThat(room.check()).as(bug).extracting(Violation::invariant).contains(name);
  }

  @Test
  void everyInvariantHasABugThatBreaksIt() {
    assertThat(bugs().map(bug -> bug.get()[1])).contains((Object[]) Invariant.values());
  }

  private static Arguments bug(String name, Invariant invariant, Consumer<SoundRoom> plant) {
    return Arguments.of(name, invariant, plant);
  }

  private static void replaceReturn(SoundRoom room, boolean complete, List<Line> lines) {
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
