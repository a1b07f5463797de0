package store.jungyu.chat.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.inject.Inject;
import java.io.File;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import store.jungyu.chat.room.Animal;
import store.jungyu.chat.room.Change;
import store.jungyu.chat.room.Draft;
import store.jungyu.chat.room.Drafts;
import store.jungyu.chat.room.Message;
import store.jungyu.chat.room.MessageLog;
import store.jungyu.chat.room.MessageLog.Appended;
import store.jungyu.chat.room.Profile;
import store.jungyu.chat.room.RoomEvent;
import store.jungyu.chat.room.RoomId;

/// The log as the server has it: inside of Liberty, on its data source and its transactions.
@ExtendWith(ArquillianExtension.class)
final class StoredMessagesIT {
  private static final Profile OTTER = new Profile("익명의 수달", Animal.OTTER);

  @Inject private MessageLog log;

  /// Each test has rooms of its own.
  private final String rooms = UUID.randomUUID().toString();

  private final RoomId room = room("a");

  @Deployment
  static WebArchive chat() {
    return ShrinkWrap.create(ZipImporter.class, "inside.war")
        .importFrom(new File("target/chat.war"))
        .as(WebArchive.class)
        .addClass(Drafts.class);
  }

  /// The tables are made in the background, as soon as the database answers.
  @BeforeEach
  void waitForTables() throws InterruptedException {
    for (long deadline = System.nanoTime() + 30_000_000_000L; ; Thread.sleep(100)) {
      try {
        log.tail(room, 1);
        return;
      } catch (MessageLog.Unavailable e) {
        assertTrue(System.nanoTime() < deadline, "the tables were not made within 30 s");
      }
    }
  }

  @Test
  void aBatchOfManyRoomsIsNumberedRoomByRoomInTheOrderGiven() throws Exception {
    List<Draft> batch =
        IntStream.range(0, 90)
            .mapToObj(i -> draft(room(List.of("c", "a", "b").get(i % 3)), "person", "text " + i))
            .toList();

    List<Appended> entries = append(batch);

    for (int i = 0; i < batch.size(); i++) {
      Message message = message(entries.get(i));
      assertEquals(i / 3 + 1, message.seq());
      assertEquals("text " + i, message.text());
      assertTrue(entries.get(i).fresh());
    }
  }

  /// S7: what its authors were told is not stored is not stored.
  @Test
  void whatMayNotBeCommittedAnyMoreLeavesNoTrace() throws Exception {
    append(List.of(draft(room, "p", "first")));
    List<Draft> late = List.of(draft(room, "p", "late"));
    List<Change> lateChange = List.of(change("p", 1, null));

    assertThrows(MessageLog.Unavailable.class, () -> log.append(late, () -> false));
    assertThrows(MessageLog.Unavailable.class, () -> log.change(lateChange, () -> false));

    MessageLog.Tail tail = log.tail(room, 50);
    assertEquals(1, tail.head());
    assertEquals(List.of("first"), tail.messages().stream().map(Message::text).toList());
    assertEquals(List.of(2L), List.of(append(late).getFirst().event().seq()));
  }

  @Test
  void aMessageComesBackAsItWasSaid_FR302() throws Exception {
    Draft draft = draft(room, "person", "안녕하세요 👋🏽\n\"둘째 줄\" \\ '; DROP TABLE messages; --");

    Message stored = message(append(List.of(draft)).getFirst());

    assertEquals(List.of(stored), log.tail(room, 50).messages());
    assertEquals(draft.text(), stored.text());
    assertEquals(draft.clientId(), stored.clientId());
    assertEquals(draft.at(), stored.at());
    assertEquals(OTTER.nickname(), stored.nickname());
    assertEquals(OTTER.avatar(), stored.avatar());
  }

  @Test
  void whatIsSentTwiceIsStoredOnceAndTheFirstTextWins() throws Exception {
    Draft first = draft(room, "person", "first");
    Draft again = Drafts.with(first, "second");

    List<Appended> sameBatch = append(List.of(first, again));
    List<Appended> later = append(List.of(draft(room, "person", "other"), again));

    assertTrue(sameBatch.get(0).fresh());
    assertFalse(sameBatch.get(1).fresh());
    assertFalse(later.get(1).fresh());
    assertEquals(sameBatch.get(0).event(), later.get(1).event());
    assertEquals(2, log.tail(room, 50).head());
  }

  @Test
  void whatIsSentAgainAfterItsDeletionIsAnsweredWithThat() throws Exception {
    Draft draft = draft(room, "p", "regretted");
    append(List.of(draft));
    changeAll(List.of(change("p", 1, null)));

    assertEquals(
        List.of(new Appended(new RoomEvent.Deleted(2, 1, draft.clientId()), false)),
        append(List.of(Drafts.with(draft, "regretted"))));
  }

  @Test
  void theSameClientIdOfAnotherPersonIsAnotherMessage() throws Exception {
    Draft mine = draft(room, "person", "mine");
    Draft theirs = Drafts.like(mine, "somebody else", "theirs", mine.at());

    List<Appended> entries = append(List.of(mine, theirs));

    assertEquals("theirs", message(entries.get(1)).text());
    assertEquals(2, message(entries.get(1)).seq());
  }

  @Test
  void whoWritesAtTheSameTimeLeavesNoHoleAndNoNumberTwice() throws Exception {
    try (ExecutorService writers = Executors.newFixedThreadPool(6)) {
      List<Callable<List<Appended>>> work = new ArrayList<>();
      for (int batch = 0; batch < 30; batch++) {
        // Each second one names the rooms in the opposite order: a dead lock, were they locked so.
        List<String> order = batch % 2 == 0 ? List.of("a", "b") : List.of("b", "a");
        work.add(
            () -> append(order.stream().map(name -> draft(room(name), "person", "text")).toList()));
      }
      for (Future<List<Appended>> done : writers.invokeAll(work)) {
        done.get();
      }
    }

    for (String name : List.of("a", "b")) {
      List<Message> all = log.tail(room(name), 100).messages();
      assertEquals(
          LongStream.rangeClosed(1, 30).boxed().toList(), all.stream().map(Message::seq).toList());
    }
  }

  @Test
  void theLastFiftyComeOldestFirst_FR401() throws Exception {
    append(IntStream.rangeClosed(1, 120).mapToObj(i -> draft(room, "p", "t" + i)).toList());

    MessageLog.Tail tail = log.tail(room, 50);

    assertEquals(120, tail.head());
    assertEquals(range(71, 120), numbers(tail.messages()));
  }

  @Test
  void olderOnesComeInPagesThatMeet() throws Exception {
    append(IntStream.rangeClosed(1, 120).mapToObj(i -> draft(room, "p", "t" + i)).toList());

    assertEquals(range(21, 70), numbers(log.before(room, 71, 50)));
    assertEquals(range(1, 20), numbers(log.before(room, 21, 50)));
    assertEquals(List.of(), log.before(room, 1, 50));
  }

  @Test
  void aRoomNobodySpokeInIsEmpty() throws Exception {
    assertEquals(new MessageLog.Tail(0, List.of()), log.tail(room("silent"), 50));
    assertEquals(List.of(), log.before(room("silent"), 10, 50));
  }

  @Test
  void changesTakeNumbersAndTheLastOfEachIsKnown() throws Exception {
    append(IntStream.rangeClosed(1, 5).mapToObj(i -> draft(room, "p", "t" + i)).toList());

    List<Optional<RoomEvent.Numbered>> events =
        changeAll(
            List.of(
                change("p", 2, "first edit"),
                change("somebody else", 3, "not mine"),
                change("p", 2, "second edit"),
                change("p", 4, null),
                change("p", 4, "back again"),
                change("p", 4, null),
                change("p", 99, null)));

    assertEquals(
        List.of(6L, 0L, 7L, 8L, 0L, 8L, 0L),
        events.stream().map(event -> event.map(RoomEvent.Numbered::seq).orElse(0L)).toList());
    MessageLog.Tail tail = log.tail(room, 50);
    assertEquals(8, tail.head());
    assertEquals(
        List.of("t1", "second edit", "t3", "t5"),
        tail.messages().stream().map(Message::text).toList());
    assertEquals(List.of(7L, 8L), tail.changes().stream().map(RoomEvent.Numbered::seq).toList());
    assertEquals(new RoomEvent.Deleted(8, 4), tail.changes().getLast());
    assertEquals(List.of(1L, 2L, 3L), numbers(log.before(room, 5, 50)));
    assertEquals(
        9,
        append(List.of(draft(room, "p", "next"))).getFirst().event().seq(),
        "the next number is free");
  }

  @Test
  void whoEditsDeletesAndWritesAtTheSameTimeLeavesNoHole() throws Exception {
    append(IntStream.rangeClosed(1, 40).mapToObj(i -> draft(room, "p", "t" + i)).toList());
    List<Callable<List<Long>>> work = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      int of = i;
      work.add(() -> changed(change("p", of, "edit " + of)));
      work.add(() -> changed(change("p", of, null)));
      work.add(() -> List.of(append(List.of(draft(room, "p", "new"))).getFirst().event().seq()));
    }
    List<Long> numbers = new ArrayList<>();
    try (ExecutorService writers = Executors.newFixedThreadPool(6)) {
      for (Future<List<Long>> done : writers.invokeAll(work)) {
        numbers.addAll(done.get());
      }
    }

    numbers.sort(null);
    assertEquals(range(41, log.tail(room, 1).head()), numbers);
    assertTrue(log.tail(room, 100).messages().stream().allMatch(m -> m.text().equals("new")));
  }

  @Test
  void whatIsOlderThanItsRoomKeepsGoesAndNothingElse() throws Exception {
    Instant now = Instant.now();
    append("keeps-not", 40, 20, 30, 5, 0);

    assertFalse(log.expire(now, 0).containsKey(room("keeps-not")));
    assertEquals(3, log.expire(now, 10).get(room("keeps-not")));
    assertEquals(List.of(4L, 5L), numbers(log.tail(room("keeps-not"), 50).messages()));
    assertEquals(5, log.tail(room("keeps-not"), 50).head());
    assertFalse(log.expire(now, 10).containsKey(room("keeps-not")));
    append(List.of(draft(room("keeps-not"), "p", "next")));
    assertEquals(6, log.tail(room("keeps-not"), 1).head());
  }

  @Test
  @SuppressWarnings("NullAway") // who waits for the answer is nothing to the log
  void whoReturnsHearsThatAMessageWasDeletedAlsoOnceItIsTooOldToBeKept() throws Exception {
    append("keeps-marks", 40, 30, 0);
    var deleted =
        changeAll(List.of(new Change(room("keeps-marks"), null, "p", 1, null, Instant.now(), 0)))
            .getFirst()
            .orElseThrow();

    assertEquals(2, log.expire(Instant.now(), 10).get(room("keeps-marks")));
    assertEquals(List.of(3L), numbers(log.tail(room("keeps-marks"), 50).messages()));
    assertEquals(List.of(deleted), log.tail(room("keeps-marks"), 50).changes());
  }

  @Test
  void aServersClockThatRunsAheadDeletesNothingThatIsYoung() throws Exception {
    append("keeps-young", 40, 0);
    Instant ahead = Instant.now().plus(3_650, ChronoUnit.DAYS);

    assertEquals(1, log.expire(ahead, 10).get(room("keeps-young")));
    assertEquals(List.of(2L), numbers(log.tail(room("keeps-young"), 50).messages()));
  }

  /// Messages of so many days ago.
  private void append(String name, int... ages) throws Exception {
    List<Draft> drafts = new ArrayList<>();
    for (int age : ages) {
      Draft draft = draft(room(name), "p", age + " days old");
      Instant at = Instant.now().minus(age, ChronoUnit.DAYS);
      drafts.add(Drafts.like(draft, "p", draft.text(), at));
    }
    append(drafts);
  }

  private List<Long> changed(Change change) throws Exception {
    return changeAll(List.of(change)).getFirst().map(RoomEvent.Numbered::seq).stream().toList();
  }

  private List<Appended> append(List<Draft> drafts) throws Exception {
    return log.append(drafts, () -> true);
  }

  private List<Optional<RoomEvent.Numbered>> changeAll(List<Change> changes) throws Exception {
    return log.change(changes, () -> true);
  }

  @SuppressWarnings("NullAway") // who waits for the answer is nothing to the log
  private Change change(String person, long of, @Nullable String text) {
    return new Change(
        room, null, person, of, text, Instant.now().truncatedTo(ChronoUnit.MILLIS), 0);
  }

  private RoomId room(String name) {
    return new RoomId(rooms + "-" + name);
  }

  @SuppressWarnings("NullAway") // who waits for the answer is nothing to the log
  private static Draft draft(RoomId room, String person, String text) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return new Draft(room, null, person, UUID.randomUUID(), OTTER, text, now, 0);
  }

  private static Message message(Appended entry) {
    return assertInstanceOf(RoomEvent.Said.class, entry.event()).message();
  }

  private static List<Long> range(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  private static List<Long> numbers(List<Message> messages) {
    return messages.stream().map(Message::seq).toList();
  }
}
