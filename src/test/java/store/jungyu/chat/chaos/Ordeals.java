package store.jungyu.chat.chaos;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/// What people who talk are put through, one promise after the other. All is judged by the
/// [Checker].
final class Ordeals {
  /// Where the server itself has to start, or browsers to notice that a line is dead.
  private static final Duration PATIENT = Duration.ofSeconds(30);

  /// While the database is away an author hears so soon that something is not stored, or nothing.
  private static final Duration REFUSED_WITHIN = Duration.ofSeconds(5);

  private static final Duration REST = Duration.ofSeconds(60);

  private Ordeals() {}

  /// What was acknowledged survives whatever is killed.
  static Outcome killed(Bench bench, Load load, int times) throws SQLException {
    try (Talks talks = new Talks(bench, "killed", load).begin().awaitTalk()) {
      for (int i = 0; i < times; i++) {
        talks.suffer(Fault.DATABASE_KILLED, Duration.ZERO, load.back());
        talks.suffer(Fault.DATABASE_STOPPED_AT_ONCE, Duration.ZERO, load.back());
        talks.suffer(Fault.BACKEND_KILLED, Duration.ZERO, PATIENT); // it recovers by itself
        talks.suffer(Fault.SERVER_KILLED, Duration.ZERO, PATIENT);
      }
      return talks.judge("S1");
    }
  }

  /// Two tabs of one person send the same messages, up to five times each, and lose their lines
  /// meanwhile; then the server is started anew, and all is sent once more, with another text.
  static Outcome resent(Bench bench, int messages) {
    var random = new Random(bench.seed());
    try (Gathering room = bench.gather("resent", 2, 4)) {
      String person = UUID.randomUUID().toString();
      List<Guest> tabs =
          List.of(room.guest("tab 1", person, true), room.guest("tab 2", person, true));
      room.readers.addAll(tabs);
      room.awaitAll();
      List<UUID> ids = new ArrayList<>();
      int sent = 0;
      for (int i = 0; i < messages; i++) {
        UUID id = UUID.randomUUID();
        ids.add(id);
        int times = 1 + random.nextInt(6);
        for (int j = 0; j < times; j++) {
          tabs.get(j % 2).say(id, "다시 " + i);
        }
        sent += times;
        if (i % 10 == 9) {
          bench.toServer().cutAll();
        }
        Fault.pause(Duration.ofMillis(random.nextInt(20)));
      }
      room.settle(REST);
      bench.server().restart();
      for (UUID id : ids) {
        tabs.getFirst().say(id, "too late");
      }
      sent += ids.size();
      Duration rest = room.settle(REST);
      List<String> broken = room.broken();
      return new Outcome(
          "S2",
          "%d messages sent %d times on two sockets, %d returns, all answered %d ms after the last; %d violations"
              .formatted(messages, sent, room.returns(), rest.toMillis(), broken.size()),
          broken);
    }
  }

  /// Many race in one room.
  static Outcome raced(Bench bench, int authors, int readers, int messages) {
    try (Gathering room = bench.gather("raced", authors, readers)) {
      for (int i = 0; i < messages; i++) {
        room.authors.get(i % authors).say("경주 " + i);
      }
      Duration rest = room.settle(REST);
      List<String> broken = room.broken();
      return new Outcome(
          "S3",
          "%d authors, %d readers, %,d messages in %d ms; %d violations"
              .formatted(authors, readers, messages, rest.toMillis(), broken.size()),
          broken);
    }
  }

  /// Every fault between browsers and server.
  static Outcome tornLines(Bench bench, Load load, Duration lasts) throws SQLException {
    try (Talks talks = new Talks(bench, "torn", load).begin().awaitTalk()) {
      for (Fault fault :
          List.of(
              Fault.BROWSERS_CUT,
              Fault.FRAME_CUT,
              Fault.SAY_CUT,
              Fault.BROWSERS_SLOW,
              Fault.BROWSERS_HELD_UP,
              Fault.SERVER_FROZEN,
              Fault.BROWSERS_UNREACHABLE)) {
        talks.suffer(fault, lasts, PATIENT);
      }
      return talks.judge("S4");
    }
  }

  /// The database goes in every way, for `lasts`; its readers stay.
  static Outcome databaseAway(Bench bench, Load load, Duration lasts) throws SQLException {
    try (Talks talks = new Talks(bench, "away", load).begin().awaitTalk()) {
      for (Fault fault :
          List.of(
              Fault.DATABASE_RESTARTED,
              Fault.BACKENDS_TERMINATED,
              Fault.DATABASE_FROZEN,
              Fault.DATABASE_UNREACHABLE,
              Fault.DATABASE_HELD_UP,
              Fault.DATABASE_CUT,
              Fault.DATABASE_CUT_SHORT,
              Fault.DATABASE_SLOW)) {
        // Longer than anything waits to be stored, or nothing would be refused for that.
        boolean stands = fault == Fault.DATABASE_FROZEN;
        talks.suffer(fault, stands ? Talks.longer(lasts, REFUSED_WITHIN) : lasts, load.back());
        Duration refused = talks.takeLongestRefusal();
        if (refused.compareTo(REFUSED_WITHIN) > 0) {
          talks.report("%s: refused only after %d ms".formatted(fault.says, refused.toMillis()));
        }
      }
      long returns = talks.rooms().stream().mapToLong(Gathering::returns).sum();
      if (returns > 0) {
        talks.report(returns + " browsers lost their sockets");
      }
      return talks.judge("S7");
    }
  }

  /// The line to the database is cut around COMMIT.
  static Outcome cutAtCommit(Bench bench, Load load, int times) throws SQLException {
    try (Talks talks = new Talks(bench, "commit", load).begin().awaitTalk()) {
      for (int i = 0; i < times; i++) {
        talks.suffer(Fault.COMMIT_UNANSWERED, Duration.ZERO, load.back());
        talks.suffer(Fault.COMMIT_UNSENT, Duration.ZERO, load.back());
      }
      return talks.judge("S8");
    }
  }
}
