package store.jungyu.chat.chaos;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import store.jungyu.chat.testing.Waiting;

/// What makes a green run of this bench worth something: here the database under the chat lies, and
/// what the same browsers and the same checker make of it has to bear the lie's name. (What lies in
/// other parts of the chat is planted in `PlantedBugsTest`.)
final class Planted {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int ANSWERS = 20; // in each room, before it is judged
  private static final double PER_SECOND = 40;

  private static final Set<String> DELETING = Set.of("lie-forgets", "lie-keeps");

  /// After so long PostgreSQL has written what it answered early.
  private static final Duration ON_THE_DISK = Duration.ofSeconds(1);

  private static final String LIE =
      """
      CREATE FUNCTION lie() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'UPDATE' THEN
          IF NEW.room_id = 'lie-forgets' THEN
            RETURN NULL;
          ELSIF NEW.room_id = 'lie-keeps' THEN
            NEW.content := OLD.content;
          END IF;
          RETURN NEW;
        END IF;
        IF NEW.seq <> 5 THEN
          RETURN NEW;
        END IF;
        CASE NEW.room_id
          WHEN 'lie-loses' THEN
            RETURN NULL;
          WHEN 'lie-alters' THEN
            NEW.content := 'something else';
          WHEN 'lie-doubles' THEN
            INSERT INTO messages (room_id, anonymous_id, nickname, avatar, content, created_at,
                                  client_id, seq, changed_seq)
              VALUES (NEW.room_id, 'somebody else', NEW.nickname, NEW.avatar, NEW.content,
                      NEW.created_at, NEW.client_id, 1000, 1000);
          WHEN 'lie-invents' THEN
            INSERT INTO messages (room_id, anonymous_id, nickname, avatar, content, created_at,
                                  client_id, seq, changed_seq)
              VALUES (NEW.room_id, NEW.anonymous_id, NEW.nickname, NEW.avatar, 'boo',
                      NEW.created_at, gen_random_uuid(), 1000, 1000);
          ELSE
        END CASE;
        RETURN NEW;
      END $$
      """;

  /// @param room where it is told
  private record Lie(String room, Invariant name) {}

  private static final List<Lie> LIES =
      List.of(
          new Lie("lie-loses", Invariant.LOST),
          new Lie("lie-loses", Invariant.SHOWN_BEFORE_STORED),
          new Lie("lie-loses", Invariant.NUMBERS_WITH_HOLES),
          new Lie("lie-alters", Invariant.ALTERED),
          new Lie("lie-alters", Invariant.DISAGREES),
          new Lie("lie-doubles", Invariant.STORED_TWICE),
          new Lie("lie-invents", Invariant.PHANTOM),
          new Lie("lie-forgets", Invariant.CHANGE_LOST),
          new Lie("lie-keeps", Invariant.DELETED_SHOWN),
          new Lie("lie-early", Invariant.LOST));

  private Planted() {}

  /// Rows that are lost, altered, doubled, invented; deletions that are forgotten, or keep the
  /// text; and commits that are answered before they are on the disk, with a `kill -9` of
  /// PostgreSQL.
  static Outcome inTheDatabase(Bench bench) throws SQLException {
    List<String> missed = new ArrayList<>();
    List<String> caught = new ArrayList<>();
    execute(
        bench,
        LIE,
        "CREATE TRIGGER lie BEFORE INSERT OR UPDATE ON messages FOR EACH ROW"
            + " EXECUTE FUNCTION lie()");
    bench.database().answerEarly(true);
    List<Gathering> rooms =
        LIES.stream().map(Lie::room).distinct().map(room -> bench.gather(room, 2, 2)).toList();
    try {
      rooms.forEach(room -> room.talk(PER_SECOND, 0));
      Waiting.untilTrue(
          "talk",
          PATIENCE,
          () -> rooms.stream().allMatch(room -> room.answer.getTotalCount() >= ANSWERS));
      rooms.stream().filter(room -> DELETING.contains(room.room)).forEach(Planted::delete);
      Fault.pause(ON_THE_DISK);
      bench.database().killHard();
      rooms.forEach(Gathering::hush);
      bench.database().start();
      rooms.forEach(room -> judge(room, caught, missed));
    } finally {
      rooms.forEach(Gathering::close);
      bench.database().answerEarly(false);
      execute(bench, "DROP TRIGGER lie ON messages", "DROP FUNCTION lie");
    }
    return new Outcome("lies", caught.size() + " lies of the database caught: " + caught, missed);
  }

  /// An author takes back one of its messages, and hears that it is gone.
  private static void delete(Gathering room) {
    Guest author = room.authors.getFirst();
    author.delete(author.changeable().getFirst());
    Waiting.untilTrue(
        "a deletion in " + room.room,
        PATIENCE,
        () -> author.history.events().stream().anyMatch(History.Told.class::isInstance));
  }

  private static void judge(Gathering room, List<String> caught, List<String> missed) {
    Set<Invariant> names =
        room.judge().stream().map(Violation::invariant).collect(Collectors.toSet());
    for (Lie lie : LIES.stream().filter(lie -> lie.room().equals(room.room)).toList()) {
      (names.contains(lie.name()) ? caught : missed)
          .add("%s as %s".formatted(lie.room(), lie.name()));
    }
  }

  private static void execute(Bench bench, String... statements) throws SQLException {
    try (Connection connection = bench.database().connect();
        Statement sql = connection.createStatement()) {
      for (String statement : statements) {
        sql.execute(statement);
      }
    }
  }
}
