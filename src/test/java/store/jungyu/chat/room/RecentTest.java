package store.jungyu.chat.room;

import static org.assertj.core.api.Assertions.assertThat;
import static store.jungyu.chat.room.RecordingConnection.numbers;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The last messages of a room in memory, and what the log knows of them.
final class RecentTest {
  private final Recent recent = new Recent(Chat.LIMITS);

  private static Message message(long seq) {
    return new Message(seq, new UUID(0, seq), "author", "name", Animal.OTTER, "text", Chat.NOW);
  }

  private static RoomEvent.Said said(long seq) {
    return new RoomEvent.Said(message(seq));
  }

  private static RoomEvent.Said said(long seq, String text) {
    return new RoomEvent.Said(
        new Message(seq, new UUID(0, seq), "author", "name", Animal.OTTER, text, Chat.NOW));
  }

  private static RoomEvent.Edited edited(long seq, long of) {
    return new RoomEvent.Edited(seq, of, "edit " + seq, Chat.NOW);
  }

  private static MessageLog.Tail tail(long first, long last) {
    List<Message> messages =
        LongStream.rangeClosed(first, last).mapToObj(RecentTest::message).toList();
    return new MessageLog.Tail(last, messages);
  }

  private List<Long> all() {
    return recent.since(recent.head() - 500, recent.head()).messages().stream()
        .map(Message::seq)
        .toList();
  }

  @Test
  void nothingIsKnownBeforeThePastIsRead() {
    assertThat(recent.covers(null)).isFalse();
    assertThat(recent.add(said(1))).isEqualTo(Recent.Added.TOO_EARLY);
  }

  @Test
  void whatCameTooEarlyFollowsThePast() {
    recent.add(said(11));
    recent.add(said(12));
    recent.load(tail(1, 10), 50);

    assertThat(recent.head()).isEqualTo(12);
    assertThat(recent.since(0L, 12).messages()).extracting(Message::seq).isEqualTo(numbers(1, 12));
  }

  @Test
  void whatThePastHoldsAlreadyIsNotRepeated() {
    recent.add(said(3)); // sent again, from long ago
    recent.add(said(11));
    recent.load(tail(1, 13), 50);

    assertThat(recent.head()).isEqualTo(13);
    assertThat(recent.add(said(12))).isEqualTo(Recent.Added.KNOWN);
    assertThat(recent.since(0L, 13).messages()).extracting(Message::seq).isEqualTo(numbers(1, 13));
  }

  @Test
  void aHoleIsToldAndNotFilledWithWhatFollows() {
    recent.load(tail(1, 10), 50);

    assertThat(recent.add(said(12))).isEqualTo(Recent.Added.HOLE);
    assertThat(recent.head()).isEqualTo(10);
  }

  @Test
  void aHoleBeforeThePastWasReadIsToldByTheNextMessage() {
    recent.add(said(12));
    recent.load(tail(1, 10), 50);

    assertThat(recent.head()).isEqualTo(10);
    assertThat(recent.add(said(13))).isEqualTo(Recent.Added.HOLE);
  }

  @Test
  void olderMessagesGoBeforeThoseInMemory() {
    recent.load(tail(651, 700), 50);
    assertThat(recent.covers(600L)).isFalse();
    recent.add(said(701));
    recent.extend(tail(201, 700), 500);

    assertThat(recent.covers(600L)).isTrue();
    assertThat(all()).isEqualTo(numbers(202, 701));
  }

  @Test
  void whereADeletionLeavesTooFewMessagesForANewcomerOlderOnesAreRead() {
    recent.load(tail(51, 100), 50);
    recent.add(new RoomEvent.Deleted(101, 70));
    assertThat(recent.covers(null)).isFalse();
    assertThat(recent.covers(100L)).isTrue();
    List<Message> stored = new ArrayList<>(tail(1, 100).messages());
    stored.removeIf(message -> message.seq() == 70);
    recent.extend(new MessageLog.Tail(101, stored), 500);

    assertThat(recent.covers(null)).isTrue();
    assertThat(recent.since(null, 101).messages()).hasSize(50);
    assertThat(recent.since(null, 101).messages().getFirst().seq()).isEqualTo(50);
  }

  @Test
  void olderMessagesThatEndBeforeThoseInMemoryAreLeftOut() {
    recent.load(tail(51, 100), 50);
    for (long seq = 101; seq <= 900; seq++) {
      recent.add(said(seq)); // a slow reading, a fast room
    }
    recent.extend(tail(1, 100), 500);

    assertThat(recent.covers(300L)).isTrue(); // more than 500 missed: told, not filled
    assertThat(recent.since(300L, 900).complete()).isFalse();
    assertThat(all()).isEqualTo(numbers(401, 900));
  }

  @Test
  void numbersMissingFromTheLogLeaveNoReaderWaiting() {
    List<Message> withGaps = List.of(message(10), message(20), message(30));
    recent.load(new MessageLog.Tail(35, withGaps), 3);
    recent.extend(new MessageLog.Tail(35, withGaps), 500);

    assertThat(recent.covers(1L)).isTrue();
    assertThat(recent.since(15L, 35).messages()).extracting(Message::seq).containsExactly(20L, 30L);
    assertThat(recent.add(said(36))).isEqualTo(Recent.Added.NEW);
  }

  @Test
  void memoryHoldsNoMoreThanAReturningReaderMayAskFor() {
    recent.load(tail(1, 50), 50);
    for (long seq = 51; seq <= 5_000; seq++) {
      recent.add(said(seq));
    }

    assertThat(recent.covers(4_500L)).isTrue();
    assertThat(recent.since(4_500L, 5_000).complete()).isTrue();
    assertThat(recent.since(4_449L, 5_000).complete()).isFalse();
    assertThat(recent.since(null, 5_000).messages())
        .extracting(Message::seq)
        .isEqualTo(numbers(4_951, 5_000));
  }

  @Test
  void longTextsAreRememberedOnlyUpToTheirBoundButAlwaysTheLastFifty() {
    String text = "가".repeat(2000);
    recent.load(new MessageLog.Tail(0, List.of()), 50);
    for (long seq = 1; seq <= 200; seq++) {
      recent.add(said(seq, text));
    }
    int held = Chat.LIMITS.resumeChars() / text.length();

    assertThat(recent.since(200L - held, 200).complete()).isTrue();
    assertThat(recent.since(100L, 200).complete()).isFalse();
    assertThat(recent.since(100L, 200).messages()).hasSize(50);
    recent.extend(tail(1, 200), 500);
    assertThat(recent.since(0L, 200).messages()).hasSizeLessThanOrEqualTo(200);
  }

  /// What does not fit is read once in vain, not by each who returns.
  @Test
  void whereLongTextsLeaveNoPlaceForOlderOnesThoseAreNotReadAgainUntilThereIs() {
    String text = "가".repeat(1500);
    long held = Chat.LIMITS.resumeChars() / text.length();
    recent.load(long200(text, 151), 50);
    assertThat(recent.covers(100L)).isFalse();
    recent.extend(long200(text, 1), 500);
    assertThat(recent.covers(100L)).isTrue();
    assertThat(recent.since(100L, 200).complete()).isFalse();
    assertThat(recent.since(100L, 200).messages()).hasSize(50);

    recent.add(new RoomEvent.Deleted(201, 190));
    assertThat(recent.covers(100L)).isFalse();
    recent.extend(long200(text, 1), 500);
    assertThat(recent.covers(100L)).isTrue();
    assertThat(recent.since(199 - held, 201).complete()).isTrue();
    for (long seq = 202; seq <= 300; seq++) {
      recent.add(said(seq, text));
    }
    assertThat(recent.covers(190L)).isTrue();
    assertThat(recent.since(190L, 300).complete()).isFalse();
    recent.expire(250);
    assertThat(recent.covers(190L)).isFalse();
  }

  /// The messages from `first` to number 200, with a long text.
  private static MessageLog.Tail long200(String text, long first) {
    return new MessageLog.Tail(
        200,
        LongStream.rangeClosed(first, 200).mapToObj(seq -> said(seq, text).message()).toList());
  }

  // Edits and deletions

  @Test
  void aNewcomerSeesMessagesAsTheyAreNow() {
    recent.load(tail(1, 10), 50);
    recent.add(edited(11, 4));
    recent.add(new RoomEvent.Deleted(12, 7));
    Recent.Slice slice = recent.since(null, 12);

    assertThat(slice.messages()).extracting(Message::seq).doesNotContain(7L).hasSize(9);
    assertThat(slice.messages().get(3).text()).isEqualTo("edit 11");
    assertThat(slice.messages()).filteredOn(Message::edited).hasSize(1);
    assertThat(slice.changes()).isEmpty();
  }

  @Test
  void whoReturnsHearsWhatBecameOfWhatItHasAndGetsTheRestAsItIs() {
    recent.load(tail(1, 10), 50);
    recent.add(edited(11, 4)); // and again later
    recent.add(said(12));
    recent.add(edited(13, 12)); // the reader does not have it
    recent.add(new RoomEvent.Deleted(14, 5));
    recent.add(edited(15, 4));
    recent.add(said(16));
    recent.add(new RoomEvent.Deleted(17, 16)); // never seen by the reader
    Recent.Slice slice = recent.since(10L, 17);

    assertThat(slice.complete()).isTrue();
    assertThat(slice.messages()).containsExactly(message(12).with("edit 13"));
    assertThat(slice.changes()).containsExactly(new RoomEvent.Deleted(14, 5), edited(15, 4));
  }

  @Test
  void theTextOfADeletedMessageIsNowhere() {
    recent.load(tail(1, 10), 50);
    recent.add(edited(11, 4));
    recent.add(new RoomEvent.Deleted(12, 4));

    assertThat(recent.since(3L, 12).toString()).doesNotContain("edit 11", "seq=4");
    assertThat(recent.since(10L, 12).changes()).containsExactly(new RoomEvent.Deleted(12, 4));
  }

  @Test
  void whatWasReadBeforeADeletionDoesNotBringTheMessageBack() {
    recent.load(tail(651, 700), 50);
    recent.add(new RoomEvent.Deleted(701, 640));
    recent.add(edited(702, 641));
    recent.extend(tail(201, 700), 500); // read before both

    assertThat(recent.since(600L, 702).messages()).extracting(Message::seq).doesNotContain(640L);
    assertThat(recent.since(640L, 702).messages().getFirst().text()).isEqualTo("edit 702");
  }

  @Test
  void changesThatTheLogHoldsAreToldToo() {
    List<RoomEvent.Numbered> changes = List.of(edited(58, 3), new RoomEvent.Deleted(60, 4));
    recent.load(new MessageLog.Tail(60, tail(8, 57).messages(), changes), 50);

    assertThat(recent.since(57L, 60).changes()).isEqualTo(changes);
    assertThat(recent.since(59L, 60).changes()).containsExactly(changes.getLast());
  }

  /// What a welcome holds is bounded, whichever way its texts came here (S13).
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void longEditsAreRememberedOnlyUpToTheBoundOfTexts(boolean read) {
    String text = "😀".repeat(2000);
    List<RoomEvent.Numbered> edits =
        LongStream.rangeClosed(1, 500)
            .<RoomEvent.Numbered>mapToObj(
                of -> new RoomEvent.Edited(1_050 + of, of, text, Chat.NOW))
            .toList();
    List<Message> messages = tail(1_001, 1_050).messages();
    if (read) {
      recent.load(new MessageLog.Tail(1_550, messages, edits), 50);
    } else {
      recent.load(new MessageLog.Tail(1_050, messages), 50);
      edits.forEach(recent::add);
    }
    long held = Chat.LIMITS.resumeChars() / text.length();

    assertThat(recent.since(1_550 - held, 1_550).changes()).hasSize((int) held);
    assertThat(recent.since(1_550 - held, 1_550).complete()).isTrue();
    assertThat(recent.since(1_549 - held, 1_550).complete()).isFalse();
    assertThat(recent.since(null, 1_550).messages()).hasSize(50);
    recent.extend(new MessageLog.Tail(1_550, tail(551, 1_050).messages(), edits), 500);
    assertThat(recent.since(1_549 - held, 1_550).complete()).isFalse();
  }

  @Test
  void editsOfWhatIsHereCountTooAndDeletionsCostNothing() {
    recent.load(tail(1, 50), 50);
    String text = "😀".repeat(2000);
    for (long seq = 51; seq <= 100; seq++) {
      recent.add(new RoomEvent.Edited(seq, seq - 50, text, Chat.NOW));
    }
    recent.add(new RoomEvent.Deleted(101, 1));

    assertThat(recent.since(50L, 101).complete()).isFalse();
    assertThat(recent.since(100L, 101).changes()).containsExactly(new RoomEvent.Deleted(101, 1));
  }

  @Test
  void whatIsReadAheadOfTheRoomIsNotTakenForOld() {
    recent.load(tail(51, 100), 50);
    for (long seq = 101; seq <= 150; seq++) {
      recent.add(new RoomEvent.Deleted(seq, seq - 50)); // all that was remembered
    }
    List<Message> left = new ArrayList<>(tail(1, 50).messages());
    left.add(message(151)); // stored, and not announced yet
    MessageLog.Tail tail = new MessageLog.Tail(151, left);
    recent.extend(tail, 500);
    assertThat(recent.unknown(tail)).containsExactly(said(151));
    recent.unknown(tail).forEach(recent::add);

    assertThat(recent.since(10L, 151).messages())
        .extracting(Message::seq)
        .isEqualTo(Stream.concat(numbers(11, 50).stream(), Stream.of(151L)).toList());
  }

  @Test
  void whatIsNotKeptAnyLongerIsForgottenAndTheRestGoesOn() {
    recent.load(tail(1, 10), 50);
    recent.add(edited(11, 3));
    recent.add(edited(12, 8));
    recent.expire(5);

    assertThat(recent.since(null, 12).messages())
        .extracting(Message::seq)
        .isEqualTo(numbers(6, 10));
    assertThat(recent.since(4L, 12).changes()).isEmpty();
    assertThat(recent.since(9L, 12).changes()).containsExactly(edited(12, 8));
    assertThat(recent.add(said(13))).isEqualTo(Recent.Added.NEW);
  }

  @Test
  void thatAMessageWasDeletedIsToldEvenWhenItWouldNotBeKeptAnyLonger() {
    recent.load(tail(1, 10), 50);
    recent.add(new RoomEvent.Deleted(11, 3));
    recent.expire(5);

    assertThat(recent.since(10L, 11).complete()).isTrue();
    assertThat(recent.since(10L, 11).changes()).containsExactly(new RoomEvent.Deleted(11, 3));
  }

  @Test
  void endlessEditsTakeBoundedMemory() {
    recent.load(tail(1, 50), 50);
    for (long seq = 51; seq <= 5_000; seq++) {
      recent.add(edited(seq, 1 + seq % 1_000)); // of messages that are not in memory, too
    }

    assertThat(recent.since(4_500L, 5_000).complete()).isTrue();
    assertThat(recent.since(4_500L, 5_000).changes()).hasSize(500);
    assertThat(recent.since(4_499L, 5_000).complete()).isFalse();
  }
}
