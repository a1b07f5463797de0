package store.jungyu.chat.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A room of which everybody keeps every promise: ana and ben speak in turn, cem reads all, din
/// comes late, eve leaves and returns.
final class SoundRoom {
  final List<Line> stored =
      IntStream.rangeClosed(1, 120)
          .mapToObj(i -> new Line(i, UUID.randomUUID(), "text " + i))
          .collect(Collectors.toCollection(ArrayList::new));
  long head = 120;
  final List<Changed> changes = new ArrayList<>();
  final List<History.Event> ana = events();
  final List<History.Event> ben = events();
  final List<History.Event> cem = events();
  final List<History.Event> din = events();
  final List<History.Event> eve = events();

  SoundRoom() {
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

  /// `author` edits, or deletes (null), and all who are there hear it.
  Changed change(List<History.Event> author, long of, @Nullable String text) {
    author.add(new History.Wanted(of, text));
    return changed(of, text, ana, ben, cem, din, eve);
  }

  /// It happens, and only some hear it.
  @SafeVarargs
  final Changed changed(long of, @Nullable String text, List<History.Event>... hearers) {
    var change = new Changed(++head, of, text);
    stored.replaceAll(
        line -> line.seq() == of ? new Line(of, line.id(), text == null ? "" : text) : line);
    changes.removeIf(before -> before.of() == of);
    changes.add(change);
    for (List<History.Event> hearer : hearers) {
      hearer.add(new History.Told(change));
    }
    return change;
  }

  /// One more message of ana's, of which she alone did not hear yet.
  Line said() {
    var line = new Line(++head, UUID.randomUUID(), "one more");
    ana.add(new History.Said(line.id(), line.text()));
    stored.add(line);
    List.of(ben, cem, din, eve).forEach(each -> each.add(new History.Heard(line)));
    return line;
  }

  /// Likewise, and it was refused at first.
  Line refused() {
    Line line = said();
    ana.add(new History.Refused(line.id(), "BUSY", true));
    return line;
  }

  /// Likewise, and her line was cut; over the next one she sent it again, and was told that it is
  /// not stored.
  Line refusedAgain() {
    Line line = said();
    ana.add(new History.Closed(1006));
    ana.add(new History.Welcomed(120L, 120, true, List.of()));
    ana.add(new History.Said(line.id(), line.text()));
    ana.add(new History.Refused(line.id(), "BUSY", false));
    return line;
  }

  List<Violation> check() {
    List<History> histories = new ArrayList<>();
    for (List<History.Event> events : List.of(ana, ben, cem, din, eve)) {
      var history = new History("reader " + histories.size());
      events.forEach(history::add);
      histories.add(history);
    }
    return Checker.check("room", histories, stored, changes, head);
  }

  private static List<History.Event> events() {
    return new ArrayList<>();
  }
}
