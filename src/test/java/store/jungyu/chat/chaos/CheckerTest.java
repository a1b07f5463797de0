package store.jungyu.chat.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What browsers may see in a sound room, and hardly more; [CheckerBugsTest] plants bugs.
final class CheckerTest {
  @Test
  void aSoundRoomIsFoundSound() {
    assertThat(new SoundRoom().check()).isEmpty();
  }

  @Test
  void whoSendsAgainMayHearTheAnswerAgainAndOnlyThen() {
    var room = new SoundRoom();
    Line first = room.stored.getFirst();
    room.ben.add(new History.Said(first.id(), "another text, too late"));
    room.ben.add(new History.Heard(first));
    assertThat(room.check()).isEmpty();
    room.ben.add(new History.Heard(first));
    assertThat(room.check()).extracting(Violation::invariant).containsOnly(Invariant.REPEATED);
  }

  @Test
  void whatWasRefusedMayBeAcknowledgedOnceItWasSentAgain() {
    var room = new SoundRoom();
    Line line = room.refused();
    room.ana.add(new History.Said(line.id(), line.text()));
    room.ana.add(new History.Heard(line));
    assertThat(room.check()).isEmpty();
  }

  @Test
  void ofWhatIsSentTwiceOverOneLineOneCopyMayBeRefusedAndTheOtherStored() {
    var room = new SoundRoom();
    Line line = room.said();
    room.ana.add(new History.Said(line.id(), line.text()));
    room.ana.add(new History.Refused(line.id(), "BUSY", true));
    room.ana.add(new History.Heard(line));
    assertThat(room.check()).isEmpty();
  }

  @Test
  void whatIsSentAgainInHasteMayBeRefusedForThat() {
    var room = new SoundRoom();
    Line line = room.said();
    room.ana.add(new History.Closed(1006));
    room.ana.add(new History.Welcomed(120L, 120, true, List.of()));
    room.ana.add(new History.Said(line.id(), line.text()));
    room.ana.add(new History.Refused(line.id(), "TOO_FAST", true));
    room.ana.add(new History.Heard(line));
    assertThat(room.check()).isEmpty();
  }

  @Test
  void theCopyOfWhatIsAcknowledgedMayBeRefused() {
    var room = new SoundRoom();
    Line line = room.said();
    room.ana.add(new History.Closed(1006));
    room.ana.add(new History.Welcomed(120L, 120, true, List.of()));
    room.ana.add(new History.Said(line.id(), line.text()));
    room.ana.add(new History.Heard(line));
    room.ana.add(new History.Refused(line.id(), "BUSY", true));
    room.ana.add(new History.Wanted(100, "better"));
    room.ana.add(new History.Closed(1006));
    room.ana.add(new History.Welcomed(121L, 121, true, List.of()));
    room.ana.add(new History.Wanted(100, "better"));
    room.changed(100, "better", room.ana, room.ben, room.cem, room.din, room.eve);
    room.ana.add(new History.Denied(100, "BUSY", true));
    assertThat(room.check()).isEmpty();
  }

  @Test
  void whoMissedTooMuchMayBeToldSo() {
    var room = new SoundRoom();
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
    var room = new SoundRoom();
    room.cem.add(new History.Closed(1001));
    room.cem.add(new History.Left());
    assertThat(room.check()).isEmpty();
  }

  @Test
  void whoLeavesARefusalAtThatWaitsForNothing() {
    var room = new SoundRoom();
    UUID id = UUID.randomUUID();
    room.ana.add(new History.Said(id, "not stored"));
    room.ana.add(new History.Refused(id, "BUSY", false));
    assertThat(room.check()).isEmpty();
  }

  @Test
  void authorsMayChangeTheirMessagesAndWhoReturnsHearsTheLastChangeOfEach() {
    var room = new SoundRoom();
    room.cem.add(new History.Closed(1006));
    room.ana.add(new History.Wanted(110, "better"));
    room.changed(110, "better", room.ana, room.ben, room.din, room.eve);
    room.ben.add(new History.Wanted(111, "better"));
    Changed edited = room.changed(111, "better", room.ana, room.ben, room.din, room.eve);
    room.ana.add(new History.Wanted(110, null));
    Changed deleted = room.changed(110, null, room.ana, room.ben, room.din, room.eve);
    room.cem.add(new History.Welcomed(120L, 123, true, List.of(), List.of(edited, deleted)));
    room.din.add(new History.Closed(1006));
    room.din.add(new History.Welcomed(null, 123, true, left(room, 50)));
    assertThat(room.check()).isEmpty();
  }

  @Test
  void whatWillBeChangedMayBeShownAsItWasOrAsItBecomes() {
    var room = new SoundRoom();
    Line before = room.stored.get(99);
    room.ana.add(new History.Wanted(100, "better"));
    room.cem.add(new History.Closed(1006));
    List<Line> shown = new ArrayList<>(room.stored.subList(70, 120));
    room.cem.add(new History.Welcomed(null, 120, true, shown));
    shown.set(29, new Line(100, before.id(), "better"));
    room.din.add(new History.Closed(1006));
    room.din.add(new History.Welcomed(null, 120, true, shown));
    room.changed(100, "better", room.ana, room.ben, room.cem, room.din, room.eve);
    assertThat(room.check()).isEmpty();
  }

  @Test
  void whoWantsAChangeAgainMayHearItAgainAndOnlyThen() {
    var room = new SoundRoom();
    Changed change = room.change(room.ana, 100, null);
    room.ana.add(new History.Wanted(100, null));
    room.ana.add(new History.Told(change));
    room.ben.add(new History.Wanted(100, null));
    room.ben.add(new History.Denied(100, "NOT_YOURS", false));
    assertThat(room.check()).isEmpty();
    room.ben.add(new History.Told(change));
    assertThat(room.check()).extracting(Violation::invariant).containsOnly(Invariant.REPEATED);
  }

  @Test
  void whoSendsAgainWhatIsDeletedHearsThat() {
    var room = new SoundRoom();
    Line line = room.stored.get(99);
    Changed change = room.change(room.ana, 100, null);
    room.ana.add(new History.Said(line.id(), line.text()));
    room.ana.add(new History.Told(change, line.id()));
    assertThat(room.check()).isEmpty();
  }

  /// The last messages that are not deleted.
  private static List<Line> left(SoundRoom room, int count) {
    List<Line> left = room.stored.stream().filter(line -> !line.text().isEmpty()).toList();
    return left.subList(left.size() - count, left.size());
  }
}
