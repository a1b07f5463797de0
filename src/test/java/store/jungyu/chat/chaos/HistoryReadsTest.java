package store.jungyu.chat.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// A room's history that is read for each reader anew is told from one that is read once.
final class HistoryReadsTest {
  @Test
  void onceForWhoComesFirstAndOnceForWhoMissedMoreIsSound() {
    assertThat(new HistoryReads(1, 0, 0).broken()).isEmpty();
    assertThat(new HistoryReads(1, 1, 0).broken()).isEmpty();
  }

  @Test
  void onceAReaderIsTold() {
    assertThat(new HistoryReads(200, 0, 0).broken())
        .containsExactly(
            "the history of one room was read too often: 200 for who came first, 0 for who had missed more, 0 for pages");
    assertThat(new HistoryReads(1, 5, 0).broken()).hasSize(1);
    assertThat(new HistoryReads(1, 0, 40).broken()).hasSize(1);
  }

  @Test
  void thatNothingWasCountedIsTold() {
    assertThat(new HistoryReads(0, 0, 0).broken())
        .containsExactly("nobody's entrance was counted: nothing was put to the test");
  }
}
