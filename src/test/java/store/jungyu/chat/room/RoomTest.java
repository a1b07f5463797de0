package store.jungyu.chat.room;

import static org.assertj.core.api.Assertions.assertThat;
import static store.jungyu.chat.room.RecordingConnection.numbers;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A room from end to end, with a log in memory: one order for all (S3, S4), none that a slow
/// reader holds up (S10), and rooms that come and go.
@Timeout(30)
final class RoomTest {
  @AutoClose private Chat chat = new Chat();

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
    chat = chat.replacedBy(new Chat(new Bounds().outboxFrames(5).limits()));
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
    assertThat(chat.rooms.remembers(Chat.ROOM)).isFalse();
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

    assertThat(chat.rooms.remembers(Chat.ROOM)).isTrue();
    MessageLog.Tail tail = chat.rooms.recent(Chat.ROOM);

    assertThat(tail.head()).isEqualTo(61);
    assertThat(tail.messages()).extracting(Message::seq).isEqualTo(numbers(12, 61));
    assertThat(chat.log.tails()).isEqualTo(looks);
  }

  @Test
  void everyReadingOfTheHistoryIsCounted() throws Exception {
    chat.rooms.recent(Chat.ROOM);
    for (int i = 0; i < 3; i++) {
      chat.enter().connection().welcome();
      chat.rooms.recent(Chat.ROOM);
    }

    assertThat(chat.log.tails()).isEqualTo(2);
    assertThat(chat.counts.historyRead).containsExactly(HistoryRead.PAGE, HistoryRead.ENTRANCE);
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
    chat =
        chat.replacedBy(
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
}
