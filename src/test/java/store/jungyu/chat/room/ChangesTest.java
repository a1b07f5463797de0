package store.jungyu.chat.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Editing and deleting one's own messages (specification 4.1): in the order of all that happens in
/// the room, by the author alone, and with one outcome for everybody.
final class ChangesTest {
  @AutoClose private Chat chat = new Chat();

  private static List<RoomEvent.Numbered> heard(Chat.Reader reader) {
    return reader.connection().events(RoomEvent.Numbered.class);
  }

  private static void await(Chat.Reader reader, int events) {
    Wait.until(events + " events came", () -> heard(reader).size() >= events);
  }

  private static RoomEvent.Rejected rejection(Chat.Reader reader) {
    Wait.until("a refusal came", () -> !reader.connection().rejections().isEmpty());
    return reader.connection().events(RoomEvent.Rejected.class).getLast();
  }

  @Test
  void everybodyHearsEditsAndDeletionsInTheOrderOfMessages() {
    Chat.Reader author = chat.enter();
    Chat.Reader other = chat.enter();
    author.say("first");
    await(other, 1);
    author.member().edit(1, "first, better");
    other.say("second");
    await(author, 3);
    author.member().delete(1);
    await(author, 4);
    await(other, 4);

    assertThat(heard(other)).isEqualTo(heard(author));
    assertThat(heard(other)).extracting(RoomEvent.Numbered::seq).containsExactly(1L, 2L, 3L, 4L);
    assertThat(heard(other).getLast()).isEqualTo(new RoomEvent.Deleted(4, 1));
    Chat.Reader late = chat.enter();
    assertThat(late.connection().welcome().messages())
        .extracting(Message::text)
        .containsExactly("second");
    assertThat(late.connection().welcome().head()).isEqualTo(4);
    Chat.Reader back = chat.enterSince(1);
    back.connection().welcome();
    assertThat(back.connection().welcome().changes()).containsExactly(new RoomEvent.Deleted(4, 1));
    assertThat(back.connection().events().toString()).doesNotContain("better");
  }

  @Test
  void nobodyChangesWhatAnotherSaid() {
    Chat.Reader author = chat.enter();
    Chat.Reader other = chat.enter();
    author.say("mine");
    await(other, 1);
    other.member().edit(1, "yours");

    assertThat(rejection(other))
        .isEqualTo(new RoomEvent.Rejected(null, 1L, Rejection.NOT_YOURS, 0));
    other.member().delete(1);
    other.member().delete(2);
    Wait.until("all were refused", () -> other.connection().rejections().size() == 3);
    assertThat(other.connection().rejections()).containsOnly(Rejection.NOT_YOURS);
    author.say("still one");
    await(other, 2);
    assertThat(heard(other)).allMatch(RoomEvent.Said.class::isInstance);
  }

  @Test
  void whatIsDeletedIsNotEditedAndWhatIsDeletedTwiceIsToldAgain() {
    Chat.Reader author = chat.enter();
    author.say("mine");
    await(author, 1);
    author.member().delete(1);
    author.member().delete(1);
    await(author, 3);
    author.member().edit(1, "back again");

    assertThat(rejection(author).reason()).isEqualTo(Rejection.NOT_YOURS);
    assertThat(heard(author).subList(1, 3))
        .containsExactly(new RoomEvent.Deleted(2, 1), new RoomEvent.Deleted(2, 1));
  }

  @Test
  void whatIsSentAgainAfterItsDeletionIsAnsweredWithThatAlone() {
    Chat.Reader author = chat.enter();
    Chat.Reader other = chat.enter();
    UUID id = author.say("regretted");
    await(author, 1);
    author.member().delete(1);
    await(author, 2);
    author.member().say(id, "regretted");
    await(author, 3);
    other.say("next");
    await(other, 3);

    assertThat(heard(author).get(2)).isEqualTo(new RoomEvent.Deleted(2, 1, id));
    assertThat(heard(other)).extracting(RoomEvent.Numbered::seq).containsExactly(1L, 2L, 3L);
    assertThat(heard(other).get(1)).isEqualTo(new RoomEvent.Deleted(2, 1));
  }

  @Test
  void twoTabsThatRaceGetOneOutcome() throws Exception {
    UUID person = UUID.randomUUID();
    Chat.Reader one = chat.enter(Chat.ROOM, person, Chat.OTTER, null);
    Chat.Reader two = chat.enter(Chat.ROOM, person, Chat.OTTER, null);
    Chat.Reader other = chat.enter();
    for (long seq = 1; seq <= 30; seq++) {
      one.say("message " + seq);
    }
    await(two, 30);
    await(one, 30);
    Thread edits =
        Thread.ofPlatform()
            .start(() -> {
              for (long of = 1; of <= 30; of++) {
                one.member().edit(of, "edited " + of);
              }
            });
    for (long of = 30; of >= 1; of--) {
      two.member().delete(of);
    }
    edits.join();
    Wait.until("all is deleted", () -> chat.log.stored(Chat.ROOM).isEmpty());
    chat.enter().say("the end");
    Stream.of(one, two, other)
        .forEach(each ->
            Wait.until("the end came", () -> each.connection().texts().contains("the end")));

    assertThat(heard(two)).isEqualTo(heard(other));
    assertThat(heard(one)).isEqualTo(heard(other));
    List<Long> seqs = new ArrayList<>();
    for (long seq = 1; seq <= heard(other).size(); seq++) {
      seqs.add(seq);
    }
    assertThat(heard(other)).extracting(RoomEvent.Numbered::seq).isEqualTo(seqs);
    assertThat(heard(other)).filteredOn(RoomEvent.Deleted.class::isInstance).hasSize(30);
    assertThat(one.connection().rejections()).allMatch(Rejection.NOT_YOURS::equals);
  }

  @Test
  void aDeletionWhoseAnswerWasLostIsToldOnce() {
    Chat.Reader author = chat.enter();
    author.say("mine");
    await(author, 1);
    chat.log.set(MemoryLog.Mood.STORES_AND_LOSES_THE_ANSWER);
    author.member().delete(1);
    Wait.until("it is deleted", () -> chat.log.stored(Chat.ROOM).isEmpty());
    assertThat(heard(author)).hasSize(1);
    chat.log.set(MemoryLog.Mood.WELL);
    await(author, 2);
    Wait.until(
        "the journal takes more",
        () -> {
          author.say("next");
          return heard(author).size() > 2;
        });

    assertThat(heard(author).subList(1, 3))
        .extracting(RoomEvent.Numbered::seq)
        .containsExactly(2L, 3L);
  }

  /// S8: what is done again after a lost answer finds what was done, also where one batch holds
  /// several changes of one message.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void changesOfOneMessageWhoseAnswerWasLostAreToldOnceEach(boolean deletes) {
    Chat.Reader author = chat.enter();
    author.say("mine");
    await(author, 1);
    CountDownLatch appending = chat.log.holdAppends();
    author.say("held");
    Wait.until("storing began", () -> chat.log.appends() == 2);
    author.member().edit(1, "A");
    Runnable second =
        deletes ? () -> author.member().delete(1) : () -> author.member().edit(1, "B");
    second.run();
    chat.log.set(MemoryLog.Mood.CHANGES_AND_LOSES_ONE_ANSWER);
    appending.countDown();
    await(author, 4);
    Wait.until(
        "the journal takes more",
        () -> {
          author.say("next");
          return heard(author).size() > 4;
        });

    assertThat(heard(author).subList(0, 5))
        .extracting(RoomEvent.Numbered::seq)
        .containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(heard(author).get(2))
        .isEqualTo(new RoomEvent.Edited(3, 1, "A", Chat.NOW.truncatedTo(ChronoUnit.MILLIS)));
    assertThat(author.connection().rejections()).isEmpty();
    assertThat(author.connection().disconnect()).isNull();
  }

  @Test
  void whileTheLogIsAwayTheAuthorIsTold() {
    Chat.Reader author = chat.enter();
    author.say("mine");
    await(author, 1);
    chat.log.set(MemoryLog.Mood.AWAY);
    author.member().delete(1);

    assertThat(rejection(author).reason()).isEqualTo(Rejection.BUSY);
    assertThat(rejection(author).of()).isEqualTo(1L);
    assertThat(rejection(author).retryAfterMillis()).isPositive();
  }

  @Test
  void anEditIsATextLikeAnyAndNotFasterThanAny() throws Exception {
    Chat.Reader author = chat.enter();
    author.say("mine");
    await(author, 1);
    author.member().edit(1, " ");
    assertThat(rejection(author)).isEqualTo(new RoomEvent.Rejected(null, 1L, Rejection.BLANK, 0));
    chat = chat.replacedBy(new Chat(Chat.LIMITS, (_, _, _) -> Duration.ofMillis(700)));
    Chat.Reader hasty = chat.enter();
    hasty.member().delete(1);
    assertThat(rejection(hasty))
        .isEqualTo(new RoomEvent.Rejected(null, 1L, Rejection.TOO_FAST, 701));
  }
}
