package store.jungyu.chat.room;

import static org.assertj.core.api.Assertions.assertThat;
import static store.jungyu.chat.room.RecordingConnection.numbers;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who enters a room, or returns to it, misses nothing and sees nothing twice (S5, S6).
@Timeout(30)
final class EnteringTest {
  @AutoClose private Chat chat = new Chat();

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
    assertThat(chat.log.tails()).isEqualTo(2);
    assertThat(chat.counts.historyRead).containsExactly(HistoryRead.ENTRANCE, HistoryRead.RETURN);
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
  void aCrowdThatMissedMoreTextThanARoomRemembersCostsOneLookIntoTheLog() throws Exception {
    chat = chat.replacedBy(new Chat(new Bounds().outboxBytes(8 * 500).limits()));
    chat.log.fill(Chat.ROOM, 300);
    chat.enter();
    for (int i = 0; i < 10; i++) {
      RoomEvent.Welcome welcome = chat.enterSince(100).connection().welcome();

      assertThat(welcome.complete()).isFalse();
      assertThat(welcome.messages()).extracting(Message::seq).isEqualTo(numbers(251, 300));
    }
    assertThat(chat.counts.historyRead).containsExactly(HistoryRead.ENTRANCE, HistoryRead.RETURN);
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

  private static long lastOf(List<Long> seqs) {
    return seqs.isEmpty() ? 0 : seqs.getLast();
  }

  private static void pause(long nanos) {
    LockSupport.parkNanos(nanos);
  }
}
