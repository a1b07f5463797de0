package store.jungyu.chat.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Nobody sees what is not stored (S1, S7, S8), and what is sent again is stored once (S2).
@Timeout(30)
final class StoredBeforeSeenTest {
  @AutoClose private Chat chat = new Chat();

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
    chat = chat.replacedBy(new Chat(new Bounds().journal(4).outboxFrames(20).limits()));
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

  /// Else a page would take for lost what it is about to be shown.
  @Test
  void aRefusalWaitsForThePassThatIsUnderWay() {
    Chat.Reader writer = chat.enter();
    CountDownLatch encoding = chat.frames.holdNextMessage();
    UUID id = writer.say("on its way");
    Wait.until("it is stored", () -> chat.log.stored(Chat.ROOM).size() == 1);
    chat.log.set(MemoryLog.Mood.AWAY);
    writer.member().say(id, "on its way");
    Wait.until("its copy is refused", () -> !chat.counts.rejected.isEmpty());
    Wait.aMoment();
    assertThat(writer.connection().rejections()).isEmpty();
    encoding.countDown();

    Wait.until("both came", () -> !writer.connection().rejections().isEmpty());
    assertThat(writer.connection().texts()).containsExactly("on its way");
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
}
