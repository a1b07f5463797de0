package store.jungyu.chat.room;

import static org.assertj.core.api.Assertions.assertThat;
import static store.jungyu.chat.room.RecordingConnection.numbers;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A room from end to end, with a log in memory: promises S2 to S6, S8 and S10.
@Timeout(30)
final class RoomTest {
  private Chat chat = new Chat();

  @AfterEach
  void stop() throws InterruptedException {
    chat.close();
  }

  private void restart(Chat other) throws InterruptedException {
    chat.close();
    chat = other;
  }

  // Order (S3, S4)

  @Test
  void everyReaderSeesTheSameMessagesInOrderOnceWhileTwentyPersonsWriteAtOnce() throws Exception {
    List<Chat.Reader> readers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      readers.add(chat.enter());
    }
    List<Thread> writers = new ArrayList<>();
    for (Chat.Reader reader : readers) {
      writers.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < 50; i++) {
                  reader.say("message " + i);
                }
              }));
    }
    for (Thread writer : writers) {
      writer.join();
    }

    for (Chat.Reader reader : readers) {
      Wait.until("1000 messages came", () -> reader.connection().seqs().size() >= 1000);
      assertThat(reader.connection().seqs()).isEqualTo(numbers(1, 1000));
      assertThat(reader.connection().messages()).isEqualTo(chat.log.stored(Chat.ROOM));
      assertThat(reader.connection().overlapped()).isFalse();
    }
  }

  @Test
  void oneWritersMessagesKeepTheirOrder() {
    Chat.Reader writer = chat.enter();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      texts.add("message " + i);
      writer.say(texts.getLast());
    }

    Wait.until("all came", () -> writer.connection().texts().size() >= 200);
    assertThat(writer.connection().texts()).isEqualTo(texts);
  }

  @Test
  void whatIsSaidInOneRoomIsNotHeardInAnother() {
    Chat.Reader here = chat.enter();
    Chat.Reader there = chat.enter(new RoomId("post-2"));

    here.say("here");
    there.say("there");

    Wait.until(
        "each heard something",
        () -> !here.connection().texts().isEmpty() && !there.connection().texts().isEmpty());
    assertThat(here.connection().texts()).containsExactly("here");
    assertThat(there.connection().texts()).containsExactly("there");
  }

  @Test
  void aMessageCarriesTheNameAndTheMomentItWasSaidUnder() {
    Chat.Reader writer = chat.enter();

    UUID id = writer.say("hello");
    writer.member().rename(Chat.WHALE);

    Wait.until("it came", () -> !writer.connection().messages().isEmpty());
    assertThat(writer.connection().messages())
        .containsExactly(
            new Message(
                1,
                id,
                writer.connection().welcome().author(),
                Chat.OTTER.nickname(),
                Animal.OTTER,
                "hello",
                Chat.NOW.truncatedTo(ChronoUnit.MILLIS)));
  }

  // Entering (S6)

  @Test
  void aNewcomerSeesTheLastFiftyMessages() {
    chat.log.fill(Chat.ROOM, 70);

    RoomEvent.Welcome welcome = chat.enter().connection().welcome();

    assertThat(welcome.head()).isEqualTo(70);
    assertThat(welcome.complete()).isTrue();
    assertThat(welcome.messages()).extracting(Message::seq).isEqualTo(numbers(21, 70));
  }

  @Test
  void theFirstThingAMemberHearsIsTheWelcome() {
    CountDownLatch reading = chat.log.holdReads();
    Chat.Reader hasty = chat.enter(Chat.OTTER);
    hasty.member().reject(null, Rejection.BAD_NICKNAME);
    hasty.member().pong();
    hasty.say("too early to be heard");
    Wait.until("it is stored", () -> !chat.log.stored(Chat.ROOM).isEmpty());
    assertThat(hasty.connection().frames()).isEmpty();
    reading.countDown();

    Wait.until("all of it came", () -> hasty.connection().events().size() >= 3);
    assertThat(hasty.connection().events().getFirst()).isInstanceOf(RoomEvent.Welcome.class);
    assertThat(hasty.connection().rejections()).containsExactly(Rejection.BAD_NICKNAME);
    assertThat(hasty.connection().seqs()).containsExactly(1L);
  }

  @Test
  void nobodyMissesOrRepeatsAMessageHoweverHeEntersWhileMessagesFlow() throws Exception {
    chat.log.fill(Chat.ROOM, 60);
    AtomicBoolean enough = new AtomicBoolean();
    Thread writing =
        Thread.ofPlatform()
            .start(() -> {
              Chat.Reader writer = chat.enter();
              while (!enough.get()) {
                writer.say("message");
                pause(200_000);
              }
            });
    Random random = new Random(6);
    List<Chat.Reader> joined = new ArrayList<>();
    List<Long> asked = new ArrayList<>();
    for (int i = 0; i < 1500; i++) {
      long head = chat.log.stored(Chat.ROOM).size();
      Long since =
          switch (random.nextInt(3)) {
            case 0 -> null;
            case 1 -> Math.max(0, head - 80 + random.nextInt(60));
            default -> random.nextLong(Math.max(1, head - 20));
          };
      asked.add(since == null ? -1L : since);
      joined.add(chat.enter(Chat.ROOM, UUID.randomUUID(), null, since));
      if (random.nextBoolean()) {
        pause(300_000);
      }
      if (i % 50 == 49) { // now and then the room is given up and read again
        joined.subList(i - 49, i + 1).forEach(reader -> reader.member().leave());
      }
    }
    List<Chat.Reader> last = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      last.add(chat.enter(Chat.ROOM, UUID.randomUUID(), null, null));
    }
    enough.set(true);
    writing.join();
    chat.enter().say("the end"); // the journal stores in order: all before it is stored, too
    Wait.until(
        "everything is stored",
        () -> chat.log.stored(Chat.ROOM).getLast().text().equals("the end"));
    int head = chat.log.stored(Chat.ROOM).size();

    for (Chat.Reader reader : last) {
      Wait.until(
          () -> "the reader has " + head + " and not " + reader.connection().seqs(),
          () -> lastOf(reader.connection().seqs()) == head);
    }
    joined.addAll(last);
    for (int i = 0; i < joined.size(); i++) {
      RecordingConnection connection = joined.get(i).connection();
      assertThat(connection.disconnect()).isNull();
      if (!connection.welcomed()) {
        continue; // left before
      }
      RoomEvent.Welcome welcome = connection.welcome();
      List<Long> seqs = connection.seqs();
      if (!seqs.isEmpty()) {
        assertThat(seqs).isEqualTo(numbers(seqs.getFirst(), lastOf(seqs)));
      }
      if (i < asked.size() && asked.get(i) >= 0 && welcome.complete()) {
        assertThat(welcome.messages())
            .extracting(Message::seq)
            .isEqualTo(numbers(asked.get(i) + 1, welcome.head()));
      } else {
        assertThat(welcome.messages())
            .extracting(Message::seq)
            .isEqualTo(numbers(Math.max(1, welcome.head() - 49), welcome.head()));
      }
    }
  }

  @Test
  void aMessageThatIsCommittedWhileTheFirstReaderEntersIsSeenOnce() {
    CountDownLatch reading = chat.log.holdReads();
    Chat.Reader first = chat.enter(Chat.OTTER);
    Wait.until("the history is being read", () -> chat.log.tails() == 1);
    first.say("after the reading");
    Wait.until("it is stored", () -> !chat.log.stored(Chat.ROOM).isEmpty());
    reading.countDown();
    first.connection().welcome();
    first.say("later");

    Wait.until("both came", () -> first.connection().seqs().size() >= 2);
    assertThat(first.connection().seqs()).containsExactly(1L, 2L);
  }

  @Test
  void aMessageThatIsReadAsHistoryBeforeItIsAnnouncedIsSeenOnce() {
    chat.log.fill(Chat.ROOM, 10);
    CountDownLatch looking = chat.log.holdLooks();
    Chat.Reader first = chat.enter(Chat.OTTER);
    first.say("announced before the history is read");
    Wait.until("it is announced", () -> chat.counts.stored.size() == 1);
    CountDownLatch answering = chat.log.holdAnswers();
    first.say("committed, not announced");
    Wait.until("it is committed", () -> chat.log.stored(Chat.ROOM).size() == 12);
    looking.countDown();
    first.connection().welcome();
    answering.countDown();
    first.say("last");

    Wait.until("the last one came", () -> first.connection().texts().contains("last"));
    assertThat(first.connection().seqs()).isEqualTo(numbers(1, 13));
  }

  @Test
  void aMessageThatIsCommittedWhileOlderOnesAreReadIsStillToldToThoseWhoAreHere() {
    chat.log.fill(Chat.ROOM, 200);
    Chat.Reader present = chat.enter();
    CountDownLatch answering = chat.log.holdAnswers();
    present.say("committed, not announced");
    Wait.until("it is committed", () -> chat.log.stored(Chat.ROOM).size() == 201);
    Chat.Reader returning = chat.enterSince(20);
    returning.connection().welcome();
    answering.countDown();
    present.say("last");

    for (Chat.Reader reader : List.of(present, returning)) {
      Wait.until("the last one came", () -> reader.connection().texts().contains("last"));
      assertThat(reader.connection().disconnect()).isNull();
    }
    assertThat(present.connection().seqs()).isEqualTo(numbers(151, 202));
    assertThat(returning.connection().seqs()).isEqualTo(numbers(21, 202));
  }

  @Test
  void aThousandWhoReturnAtOnceCostTwoLooksIntoTheLog() {
    chat.log.fill(Chat.ROOM, 600);
    List<Chat.Reader> returning = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      returning.add(chat.enterSince(101 + i % 500));
    }

    for (Chat.Reader reader : returning) {
      reader.connection().welcome();
    }
    assertThat(chat.log.tails()).isLessThanOrEqualTo(2);
  }

  // Resuming (S5)

  @Test
  void aReaderWhoWasAwayGetsExactlyWhatHeMissed() {
    chat.log.fill(Chat.ROOM, 700);
    for (long missed : new long[] {0, 1, 49, 50, 51, 499, 500}) {
      RoomEvent.Welcome welcome = chat.enterSince(700 - missed).connection().welcome();

      assertThat(welcome.complete()).as("%d missed", missed).isTrue();
      assertThat(welcome.messages())
          .as("%d missed", missed)
          .extracting(Message::seq)
          .isEqualTo(numbers(701 - missed, 700));
    }
  }

  @Test
  void aReaderWhoMissedMoreThanFiveHundredIsToldSoAndGetsTheLastFifty() {
    chat.log.fill(Chat.ROOM, 700);
    for (long since : new long[] {0, 1, 199}) {
      RoomEvent.Welcome welcome = chat.enterSince(since).connection().welcome();

      assertThat(welcome.complete()).isFalse();
      assertThat(welcome.messages()).extracting(Message::seq).isEqualTo(numbers(651, 700));
    }
  }

  @Test
  void aReaderFromTheFutureIsToldSoAndGetsTheLastFifty() {
    chat.log.fill(Chat.ROOM, 60);
    for (long since : new long[] {61, 1_000, Long.MAX_VALUE}) {
      RoomEvent.Welcome welcome = chat.enterSince(since).connection().welcome();

      assertThat(welcome.complete()).isFalse();
      assertThat(welcome.head()).isEqualTo(60);
      assertThat(welcome.messages()).extracting(Message::seq).isEqualTo(numbers(11, 60));
    }
  }

  @Test
  void aReaderWhoKnowsNothingOfAShortRoomGetsAllOfIt() {
    chat.log.fill(Chat.ROOM, 30);

    RoomEvent.Welcome welcome = chat.enterSince(0).connection().welcome();

    assertThat(welcome.complete()).isTrue();
    assertThat(welcome.messages()).extracting(Message::seq).isEqualTo(numbers(1, 30));
  }

  // Stored before seen (S1, S7, S8)

  @Test
  void nobodySeesAMessageBeforeItIsStored() {
    Chat.Reader writer = chat.enter();
    Chat.Reader other = chat.enter();
    CountDownLatch appending = chat.log.holdAppends();
    writer.say("not yet");
    Wait.until("it is about to be stored", () -> chat.log.appends() == 1);
    Wait.aMoment();
    assertThat(writer.connection().messages()).isEmpty();
    assertThat(other.connection().messages()).isEmpty();
    appending.countDown();

    Wait.until("it came", () -> !other.connection().messages().isEmpty());
  }

  @Test
  void theAuthorAloneHearsThatAMessageCouldNotBeStored() {
    Chat.Reader writer = chat.enter();
    Chat.Reader other = chat.enter();
    chat.log.set(MemoryLog.Mood.AWAY);
    UUID lost = writer.say("lost");
    Wait.until("the author hears", () -> !writer.connection().rejections().isEmpty());
    chat.log.set(MemoryLog.Mood.WELL);
    writer.say("kept");
    Wait.until("the next one came", () -> !other.connection().messages().isEmpty());

    assertThat(writer.connection().events(RoomEvent.Rejected.class))
        .containsExactly(new RoomEvent.Rejected(lost, Rejection.BUSY, Rooms.BUSY_RETRY_MILLIS));
    assertThat(other.connection().rejections()).isEmpty();
    assertThat(other.connection().texts()).containsExactly("kept");
    assertThat(other.connection().disconnect()).isNull();
  }

  @Test
  void nobodyIsToldAnythingWhileTheFateOfACommitIsUnknown() {
    Chat.Reader writer = chat.enter();
    chat.log.set(MemoryLog.Mood.LOSES_THE_COMMIT);
    UUID id = writer.say("perhaps");
    Wait.until("it was tried again", () -> chat.log.appends() >= 3);
    assertThat(writer.connection().rejections()).isEmpty();
    assertThat(writer.connection().messages()).isEmpty();
    chat.log.set(MemoryLog.Mood.WELL);

    Wait.until("it came", () -> !writer.connection().messages().isEmpty());
    assertThat(writer.connection().messages()).extracting(Message::clientId).containsExactly(id);
  }

  @Test
  void whatIsSaidWhileTheFateOfACommitIsUnknownIsRefusedAsBusy() {
    Chat.Reader writer = chat.enter();
    chat.log.set(MemoryLog.Mood.LOSES_THE_COMMIT);
    writer.say("perhaps");
    Wait.until("it was tried again", () -> chat.log.appends() >= 2);
    UUID later = writer.say("later");

    Wait.until("the author hears", () -> !writer.connection().rejections().isEmpty());
    assertThat(writer.connection().events(RoomEvent.Rejected.class))
        .extracting(RoomEvent.Rejected::clientId)
        .containsExactly(later);
  }

  @Test
  void everybodySeesOnceWhatWasCommittedThoughTheAnswerWasLost() {
    Chat.Reader writer = chat.enter();
    Chat.Reader other = chat.enter();
    chat.log.set(MemoryLog.Mood.STORES_AND_LOSES_THE_ANSWER);
    writer.say("committed");
    Wait.until("it was committed", () -> chat.log.stored(Chat.ROOM).size() == 1);
    chat.log.set(MemoryLog.Mood.WELL);

    Wait.until("the others see it", () -> !other.connection().messages().isEmpty());
    Wait.until("its author sees it", () -> !writer.connection().messages().isEmpty());
    writer.say("next");
    for (Chat.Reader reader : List.of(writer, other)) {
      Wait.until("the next came", () -> reader.connection().texts().contains("next"));
      assertThat(reader.connection().texts()).containsExactly("committed", "next");
      assertThat(reader.connection().disconnect()).isNull();
    }
  }

  @Test
  void aFullJournalIsBusyAndStoresWhatItTook() throws Exception {
    restart(new Chat(with(4, 20)));
    Chat.Reader writer = chat.enter();
    CountDownLatch appending = chat.log.holdAppends();
    writer.say("being stored");
    Wait.until("it is about to be stored", () -> chat.log.appends() == 1);
    for (int i = 0; i < 6; i++) {
      writer.say("waiting " + i);
    }
    Wait.until("two were refused", () -> writer.connection().rejections().size() == 2);
    appending.countDown();

    Wait.until("the others came", () -> writer.connection().texts().size() == 5);
    assertThat(writer.connection().rejections()).containsOnly(Rejection.BUSY);
    assertThat(writer.connection().texts())
        .containsExactly("being stored", "waiting 0", "waiting 1", "waiting 2", "waiting 3");
  }

  @Test
  void aStoppedJournalStoresWhatItTookAndRefusesTheRest() throws Exception {
    Chat.Reader writer = chat.enter();
    CountDownLatch appending = chat.log.holdAppends();
    writer.say("taken");
    writer.say("taken too");
    Wait.until("storing began", () -> chat.log.appends() == 1);
    chat.rooms.journal().stop();
    writer.say("too late");
    appending.countDown();

    Wait.until("two came", () -> writer.connection().texts().size() == 2);
    Wait.until("one was refused", () -> !writer.connection().rejections().isEmpty());
    assertThat(writer.connection().rejections()).containsExactly(Rejection.BUSY);
  }

  @Test
  void whatWaitsIsStoredTogether() {
    Chat.Reader writer = chat.enter();
    CountDownLatch appending = chat.log.holdAppends();
    writer.say("first");
    Wait.until("storing began", () -> chat.log.appends() == 1);
    for (int i = 0; i < 100; i++) {
      writer.say("message");
    }
    appending.countDown();

    Wait.until("all came", () -> writer.connection().texts().size() == 101);
    assertThat(chat.log.appends()).isEqualTo(2);
  }

  // Sent again (S2)

  @Test
  void aMessageThatIsSentAgainIsStoredOnceAndAcknowledgedAgainWithItsFirstText() {
    Chat.Reader writer = chat.enter();
    Chat.Reader other = chat.enter();
    UUID id = writer.say("first text");
    Wait.until("it came", () -> other.connection().seqs().size() == 1);
    writer.say("something else");
    Wait.until("that came too", () -> other.connection().seqs().size() == 2);
    writer.member().say(id, "second text");

    Wait.until("it is acknowledged again", () -> writer.connection().seqs().size() == 3);
    assertThat(writer.connection().seqs()).containsExactly(1L, 2L, 1L);
    assertThat(writer.connection().texts())
        .containsExactly("first text", "something else", "first text");
    assertThat(chat.log.stored(Chat.ROOM)).hasSize(2);
    assertThat(other.connection().seqs()).containsExactly(1L, 2L);
  }

  @Test
  void aResendIsNeverAcknowledgedBeforeAllThatWasSaidBeforeIt() throws Exception {
    Chat.Reader writer = chat.enter();
    List<Thread> resending = new ArrayList<>();
    UUID person = UUID.randomUUID();
    List<Chat.Reader> tabs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      tabs.add(chat.enter(Chat.ROOM, person, Chat.WHALE, null));
    }
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      ids.add(UUID.randomUUID());
    }
    for (Chat.Reader tab : tabs) {
      resending.add(
          Thread.ofPlatform()
              .start(() -> {
                for (UUID id : ids) {
                  tab.member().say(id, "from some tab");
                  writer.say("between");
                }
              }));
    }
    for (Thread thread : resending) {
      thread.join();
    }

    for (Chat.Reader tab : tabs) {
      Wait.until("all came", () -> Set.copyOf(tab.connection().seqs()).size() == 500);
      long highest = 0;
      for (long seq : tab.connection().seqs()) {
        assertThat(seq).isLessThanOrEqualTo(highest + 1);
        highest = Math.max(highest, seq);
      }
    }
    assertThat(chat.log.stored(Chat.ROOM)).hasSize(500);
  }

  @Test
  void anAcknowledgementWaitsForThePassThatIsUnderWay() {
    Chat.Reader writer = chat.enter();
    CountDownLatch encoding = chat.frames.holdNextMessage();
    writer.say("on its way");
    Wait.until("it is stored", () -> chat.log.stored(Chat.ROOM).size() == 1);
    UUID id = writer.say("after it");
    Wait.until("that is stored too", () -> chat.log.stored(Chat.ROOM).size() == 2);
    writer.member().say(id, "after it");
    Wait.until("the log was asked again", () -> chat.log.appends() == 3);
    Wait.aMoment();
    assertThat(writer.connection().seqs()).isEmpty();
    encoding.countDown();

    Wait.until("all came", () -> writer.connection().seqs().size() == 3);
    assertThat(writer.connection().seqs()).containsExactly(1L, 2L, 2L);
  }

  @Test
  void anAcknowledgementThatWaitedForTheHistoryComesBeforeTheDeletionAfterIt() {
    UUID person = UUID.randomUUID();
    Chat.Reader before = chat.enter(Chat.ROOM, person, Chat.OTTER, null);
    UUID id = before.say("said");
    Wait.until("it came", () -> before.connection().seqs().size() == 1);
    before.member().leave();
    CountDownLatch reading = chat.log.holdReads();
    RecordingConnection slow = new RecordingConnection(chat.frames);
    slow.stopReading();
    Chat.Reader after = chat.enter(Chat.ROOM, person, Chat.OTTER, null, slow);
    after.member().say(id, "said");
    Wait.until("the log was asked", () -> chat.log.appends() == 2);
    Wait.aMoment();
    CountDownLatch encoding = chat.frames.holdNextMessage();
    reading.countDown();
    Wait.until("the welcome is being sent", slow::isBusy);
    after.member().delete(1);
    Wait.until("it is deleted", () -> chat.log.stored(Chat.ROOM).isEmpty());
    Wait.aMoment();
    encoding.countDown();
    slow.goOnReading();

    Wait.until("both came", () -> slow.events(RoomEvent.Numbered.class).size() == 2);
    assertThat(slow.events(RoomEvent.Numbered.class))
        .extracting(RoomEvent.Numbered::seq)
        .containsExactly(1L, 2L);
  }

  @Test
  void aResendFromAnotherSocketIsAcknowledgedThere() {
    UUID person = UUID.randomUUID();
    Chat.Reader before = chat.enter(Chat.ROOM, person, Chat.OTTER, null);
    UUID id = before.say("said");
    Wait.until("it came", () -> before.connection().seqs().size() == 1);
    Chat.Reader after = chat.enter(Chat.ROOM, person, Chat.OTTER, 1L);
    after.member().say(id, "said");

    Wait.until("it is acknowledged", () -> after.connection().seqs().size() == 1);
    assertThat(after.connection().messages().getFirst().clientId()).isEqualTo(id);
  }

  @Test
  void twoPersonsMaySendTheSameIdInOneRoomAndOnePersonInTwo() {
    UUID id = UUID.randomUUID();
    Chat.Reader one = chat.enter();
    Chat.Reader other = chat.enter();
    Chat.Reader elsewhere = chat.enter(new RoomId("post-2"), one.anonymousId(), Chat.OTTER, null);
    one.member().say(id, "one's");
    other.member().say(id, "the other's");
    elsewhere.member().say(id, "elsewhere");

    Wait.until("both came", () -> one.connection().texts().size() == 2);
    Wait.until("the third came", () -> elsewhere.connection().texts().size() == 1);
    assertThat(one.connection().texts()).containsExactlyInAnyOrder("one's", "the other's");
    assertThat(elsewhere.connection().texts()).containsExactly("elsewhere");
  }

  // Slow readers (S10)

  @Test
  void aReaderWhoStopsReadingDelaysNobodyElse() {
    List<Chat.Reader> readers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      readers.add(chat.enter());
    }
    readers.subList(3, 6).forEach(reader -> reader.connection().stopReading());
    Chat.Reader writer = readers.getLast();
    for (int i = 0; i < 20; i++) {
      writer.say("message");
    }

    for (int i = 0; i < 10; i++) {
      RecordingConnection connection = readers.get(i).connection();
      if (i < 3 || i >= 6) {
        Wait.until("the others hear all", () -> connection.seqs().size() == 20);
        assertThat(connection.seqs()).isEqualTo(numbers(1, 20));
      } else {
        assertThat(connection.seqs()).isEmpty();
      }
    }
    readers.subList(3, 6).forEach(reader -> reader.connection().goOnReading());
    for (Chat.Reader reader : readers.subList(3, 6)) {
      Wait.until("the slow one catches up", () -> reader.connection().seqs().size() == 20);
      assertThat(reader.connection().seqs()).isEqualTo(numbers(1, 20));
      assertThat(reader.connection().overlapped()).isFalse();
    }
  }

  @Test
  void aReaderWhoStopsReadingIsCutAtItsBound() throws Exception {
    restart(new Chat(with(4096, 5)));
    Chat.Reader slow = chat.enter();
    Chat.Reader writer = chat.enter();
    slow.connection().stopReading();
    for (int i = 0; i < 40 && slow.connection().disconnect() == null; i++) {
      int heard = i + 1;
      writer.say("message");
      Wait.until("the writer hears it", () -> writer.connection().seqs().size() == heard);
    }

    Wait.until("the slow one is cut", () -> slow.connection().disconnect() != null);
    assertThat(slow.connection().disconnect()).isEqualTo(Disconnect.TOO_SLOW);
    assertThat(writer.connection().disconnect()).isNull();
    assertThat(chat.counts.disconnected).containsExactly(Disconnect.TOO_SLOW);
  }

  @Test
  void aReaderWhoIsGoneIsCutAndTheOthersHearOn() {
    Chat.Reader gone = chat.enter();
    Chat.Reader writer = chat.enter();
    gone.connection().goAway();
    writer.say("message");

    Wait.until("it is cut", () -> gone.connection().disconnect() == Disconnect.NO_PONG);
    Wait.until("the writer hears", () -> writer.connection().seqs().size() == 1);
  }

  @Test
  void readersMayLeaveWhileTheRoomAnnounces() throws Exception {
    Chat.Reader writer = chat.enter();
    AtomicBoolean enough = new AtomicBoolean();
    Thread coming =
        Thread.ofPlatform()
            .start(() -> {
              while (!enough.get()) {
                List<Chat.Reader> visitors = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                  visitors.add(chat.enter(Chat.WHALE));
                }
                visitors.forEach(visitor -> visitor.member().leave());
              }
            });
    for (int i = 0; i < 300; i++) {
      writer.say("message");
    }
    Wait.until("the writer hears all", () -> writer.connection().seqs().size() == 300);
    enough.set(true);
    coming.join();

    assertThat(writer.connection().seqs()).isEqualTo(numbers(1, 300));
  }

  @Test
  void aMemberWhoLeftHearsNothingMore() {
    Chat.Reader leaving = chat.enter();
    Chat.Reader writer = chat.enter();
    leaving.member().leave();
    int heard = leaving.connection().frames().size();
    writer.say("message");

    Wait.until("the writer hears", () -> writer.connection().seqs().size() == 1);
    assertThat(leaving.connection().messages()).isEmpty();
    assertThat(leaving.connection().frames()).hasSize(heard);
  }

  // Rooms come and go

  @Test
  void aRoomIsForgottenWhenTheLastMemberLeavesAndReadAgainForTheNext() {
    Chat.Reader first = chat.enter();
    first.say("kept");
    Wait.until("it came", () -> first.connection().seqs().size() == 1);
    assertThat(chat.rooms.count()).isEqualTo(1);
    first.member().leave();
    first.member().leave();
    assertThat(chat.rooms.count()).isZero();

    assertThat(chat.enter().connection().texts()).containsExactly("kept");
    assertThat(chat.log.tails()).isEqualTo(2);
  }

  @Test
  void aMessageOfSomebodyWhoLeftIsStoredAndShownToTheNext() {
    Chat.Reader first = chat.enter();
    CountDownLatch appending = chat.log.holdAppends();
    first.say("the last word");
    Wait.until("storing began", () -> chat.log.appends() == 1);
    first.member().leave();
    Chat.Reader next = chat.enter();
    appending.countDown();

    Wait.until("it came", () -> next.connection().seqs().size() == 1);
    assertThat(next.connection().texts()).containsExactly("the last word");
  }

  @Test
  void lookingAtARoomAndEnteringItWritesNothing() throws Exception {
    chat.rooms.recent(Chat.ROOM);
    Chat.Reader reader = chat.enter();
    reader.member().rename(Chat.WHALE);
    reader.member().pong();
    chat.rooms.recent(Chat.ROOM);
    reader.member().leave();

    assertThat(chat.log.appends()).isZero();
    assertThat(chat.log.rows()).isEmpty();
  }

  @Test
  void thePageShowsWhatARoomReleasedWithoutALookIntoTheLog() throws Exception {
    chat.log.fill(Chat.ROOM, 60);
    Chat.Reader reader = chat.enter();
    reader.say("new");
    Wait.until("it came", () -> reader.connection().texts().contains("new"));
    int looks = chat.log.tails();

    MessageLog.Tail tail = chat.rooms.recent(Chat.ROOM);

    assertThat(tail.head()).isEqualTo(61);
    assertThat(tail.messages()).extracting(Message::seq).isEqualTo(numbers(12, 61));
    assertThat(chat.log.tails()).isEqualTo(looks);
  }

  @Test
  void newcomersAreSentAwayAsBusyWhileTheHistoryCannotBeRead() {
    chat.log.setUnreadable(true);
    Chat.Reader unlucky = chat.enter(Chat.OTTER);
    Wait.until("it is sent away", () -> unlucky.connection().disconnect() == Disconnect.BUSY);
    unlucky.member().leave();
    chat.log.setUnreadable(false);

    assertThat(chat.enter().connection().welcome().count()).isEqualTo(1);
  }

  @Test
  void whoCouldNotBeLetInTakesNobodyElseOutOfTheRoom() {
    chat.log.fill(Chat.ROOM, 200);
    UUID person = UUID.randomUUID();
    Chat.Reader present = chat.enter(Chat.ROOM, person, Chat.OTTER, null);
    present.connection().welcome();
    chat.log.setUnreadable(true);
    Chat.Reader secondTab = chat.enter(Chat.ROOM, person, Chat.OTTER, 20L);
    Wait.until("it is sent away", () -> secondTab.connection().disconnect() == Disconnect.BUSY);
    secondTab.member().leave();
    chat.log.setUnreadable(false);

    RoomEvent.Welcome welcome = chat.enter().connection().welcome();
    assertThat(welcome.count()).isEqualTo(2);
    assertThat(welcome.participants()).hasSize(2);
  }

  @Test
  void aReaderForWhomNoThreadIsLeftIsSentAwayAsBusyAndTheNextIsLetIn() throws Exception {
    AtomicBoolean exhausted = new AtomicBoolean(true);
    restart(
        new Chat(
            Chat.LIMITS,
            (_, _, _) -> Duration.ZERO,
            task -> {
              if (exhausted.get()) {
                throw new RejectedExecutionException("no thread is left");
              }
              Thread.startVirtualThread(task);
            }));
    Chat.Reader unlucky = chat.enter(Chat.OTTER);
    Wait.until("it is sent away", () -> unlucky.connection().disconnect() == Disconnect.BUSY);
    exhausted.set(false);

    chat.enter().connection().welcome();
  }

  // What may be said

  @Test
  void aReaderWithoutANameCannotSpeakUntilHeTakesOne() {
    Chat.Reader unnamed = chat.enter((Profile) null);
    unnamed.say("refused");
    Wait.until("it is refused", () -> !unnamed.connection().rejections().isEmpty());
    unnamed.member().rename(Chat.WHALE);
    unnamed.say("heard");

    Wait.until("it came", () -> !unnamed.connection().texts().isEmpty());
    assertThat(unnamed.connection().rejections()).containsExactly(Rejection.NO_NICKNAME);
    assertThat(unnamed.connection().texts()).containsExactly("heard");
  }

  @Test
  void aTextThatCannotBeSaidIsRefusedToItsAuthorAlone() {
    Chat.Reader writer = chat.enter();
    Chat.Reader other = chat.enter();
    writer.say(" ");
    writer.say("x".repeat(2001));
    writer.say("nul \0");
    writer.say("fine");

    Wait.until("the last came", () -> !other.connection().texts().isEmpty());
    Wait.until("all are refused", () -> writer.connection().rejections().size() == 3);
    assertThat(writer.connection().rejections())
        .containsExactlyInAnyOrder(Rejection.BLANK, Rejection.TOO_LONG, Rejection.BAD_TEXT);
    assertThat(other.connection().rejections()).isEmpty();
    assertThat(other.connection().texts()).containsExactly("fine");
    assertThat(chat.counts.rejected).hasSize(3);
  }

  @Test
  void whoSpeaksTooFastIsToldWhenToTryAgain() throws Exception {
    restart(new Chat(Chat.LIMITS, (_, _, _) -> Duration.ofMillis(700)));
    Chat.Reader hasty = chat.enter();
    UUID id = hasty.say("too fast");

    Wait.until("it is refused", () -> !hasty.connection().rejections().isEmpty());
    RoomEvent.Rejected rejected = hasty.connection().events(RoomEvent.Rejected.class).getFirst();
    assertThat(rejected.clientId()).isEqualTo(id);
    assertThat(rejected.reason()).isEqualTo(Rejection.TOO_FAST);
    assertThat(rejected.retryAfterMillis()).isBetween(700L, 701L);
    assertThat(chat.log.appends()).isZero();
  }

  @Test
  void whoSpeaksTooFastAgainAndAgainIsDisconnected() throws Exception {
    restart(new Chat(Chat.LIMITS, (_, _, _) -> Duration.ofMillis(700)));
    Chat.Reader hasty = chat.enter();
    for (int i = 0; i < 20; i++) {
      hasty.say("too fast");
    }
    Wait.until("all are refused", () -> hasty.connection().rejections().size() == 20);
    assertThat(hasty.connection().disconnect()).isNull();
    hasty.say("once too often");

    assertThat(hasty.connection().disconnect()).isEqualTo(Disconnect.TOO_FAST);
  }

  @Test
  void theRateLimitIsThePersonsAndNotTheTabs() throws Exception {
    Set<String> asked = ConcurrentHashMap.newKeySet();
    restart(
        new Chat(
            Chat.LIMITS,
            (person, address, _) -> {
              assertThat(address).isEqualTo(RecordingConnection.ADDRESS);
              asked.add(person);
              return Duration.ZERO;
            }));
    UUID person = UUID.randomUUID();
    for (int tab = 0; tab < 3; tab++) {
      Chat.Reader reader = chat.enter(Chat.ROOM, person, Chat.OTTER, null);
      reader.connection().welcome();
      reader.say("message");
    }
    chat.enter(new RoomId("post-2"), person, Chat.OTTER, null).say("message");

    assertThat(asked).containsExactly(chat.pseudonyms.person(person));
  }

  @Test
  void whoSpeaksFirstInARoomIsSaidToOpenIt() throws Exception {
    Queue<Boolean> opens = new ConcurrentLinkedQueue<>();
    restart(
        new Chat(
            Chat.LIMITS,
            (_, _, opensRoom) -> {
              opens.add(opensRoom);
              return Duration.ZERO;
            }));
    Chat.Reader reader = chat.enter();
    reader.say("first");
    Wait.until("the first is stored", () -> reader.connection().messages().size() == 1);
    reader.say("second");

    assertThat(opens).containsExactly(true, false);
  }

  @Test
  void howeverMuchIsSaidBeforeTheFirstIsStoredARoomIsOpenedOnce() throws Exception {
    Queue<Boolean> opens = new ConcurrentLinkedQueue<>();
    restart(
        new Chat(
            Chat.LIMITS,
            (_, _, opensRoom) -> {
              opens.add(opensRoom);
              return Duration.ZERO;
            }));
    Chat.Reader reader = chat.enter();
    CountDownLatch appending = chat.log.holdAppends();
    reader.say("first");
    reader.say("second");
    chat.enter().say("third, from the same address");
    appending.countDown();
    Wait.until("all are stored", () -> reader.connection().messages().size() == 3);

    assertThat(opens).containsExactly(true, false, false);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "2, 0", "3, 1"})
  void whoSpeaksBeforeTheHistoryIsReadOpensARoomOnlyIfItIsNew(int old, int givenBack)
      throws Exception {
    Queue<String> opened = new ConcurrentLinkedQueue<>();
    Queue<String> notOpened = new ConcurrentLinkedQueue<>();
    restart(
        new Chat(
            Chat.LIMITS,
            new RateLimit() {
              @Override
              public Duration take(String person, String address, boolean opensRoom) {
                if (opensRoom) {
                  opened.add(address);
                }
                return Duration.ZERO;
              }

              @Override
              public void notOpened(String address) {
                notOpened.add(address);
              }
            }));
    chat.log.fill(Chat.ROOM, old);
    CountDownLatch reading = chat.log.holdReads();
    Chat.Reader hasty = chat.enter(Chat.OTTER);
    Wait.until("the history is being read", () -> chat.log.tails() == 1);
    Wait.aMoment(); // it is read, and the answer held
    hasty.say("before");
    hasty.say("it is read");
    reading.countDown();
    hasty.connection().welcome();
    Wait.until("both came", () -> hasty.connection().texts().contains("it is read"));

    assertThat(opened).hasSize(1);
    assertThat(notOpened).hasSize(givenBack);
  }

  @Test
  void nothingThatAMemberIsSentHoldsTheSecretOrThePerson() {
    Chat.Reader writer = chat.enter();
    Chat.Reader other = chat.enter();
    writer.say("message");
    writer.say(" ");
    Wait.until(
        "presence and message came",
        () ->
            !other.connection().events(RoomEvent.Presence.class).isEmpty()
                && !other.connection().messages().isEmpty());

    String all = other.connection().events().toString() + writer.connection().events();
    assertThat(all)
        .doesNotContain(writer.anonymousId().toString())
        .doesNotContain(chat.pseudonyms.person(writer.anonymousId()));
  }

  private static Limits with(int journal, int outboxFrames) {
    Limits d = Chat.LIMITS;
    return new Limits(
        d.text(),
        d.nicknameMin(),
        d.nicknameMax(),
        d.history(),
        d.resume(),
        d.listed(),
        outboxFrames,
        d.outboxBytes(),
        d.sendDeadline(),
        journal,
        d.batch(),
        d.hasty());
  }

  private static long lastOf(List<Long> seqs) {
    return seqs.isEmpty() ? 0 : seqs.getLast();
  }

  private static void pause(long nanos) {
    LockSupport.parkNanos(nanos);
  }
}
