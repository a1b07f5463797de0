package store.jungyu.chat.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What may be said in a room, how fast, and by whom.
@Timeout(30)
final class SpeakingTest {
  @AutoClose private Chat chat = new Chat();

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
    chat = chat.replacedBy(new Chat(Chat.LIMITS, (_, _, _) -> Duration.ofMillis(700)));
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
    chat = chat.replacedBy(new Chat(Chat.LIMITS, (_, _, _) -> Duration.ofMillis(700)));
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
    chat =
        chat.replacedBy(
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
    Queue<Boolean> opens = askedWhetherARoomOpens();
    Chat.Reader reader = chat.enter();
    reader.say("first");
    Wait.until("the first is stored", () -> reader.connection().messages().size() == 1);
    reader.say("second");

    assertThat(opens).containsExactly(true, false);
  }

  @Test
  void howeverMuchIsSaidBeforeTheFirstIsStoredARoomIsOpenedOnce() throws Exception {
    Queue<Boolean> opens = askedWhetherARoomOpens();
    Chat.Reader reader = chat.enter();
    CountDownLatch appending = chat.log.holdAppends();
    reader.say("first");
    reader.say("second");
    chat.enter().say("third, from the same address");
    appending.countDown();
    Wait.until("all are stored", () -> reader.connection().messages().size() == 3);

    assertThat(opens).containsExactly(true, false, false);
  }

  /// What the rate limit of another chat is told of each message.
  private Queue<Boolean> askedWhetherARoomOpens() throws InterruptedException {
    Queue<Boolean> opens = new ConcurrentLinkedQueue<>();
    chat =
        chat.replacedBy(
            new Chat(
                Chat.LIMITS,
                (_, _, opensRoom) -> {
                  opens.add(opensRoom);
                  return Duration.ZERO;
                }));
    return opens;
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "2, 0", "3, 1"})
  void whoSpeaksBeforeTheHistoryIsReadOpensARoomOnlyIfItIsNew(int old, int givenBack)
      throws Exception {
    Queue<String> opened = new ConcurrentLinkedQueue<>();
    Queue<String> notOpened = new ConcurrentLinkedQueue<>();
    chat =
        chat.replacedBy(
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
}
