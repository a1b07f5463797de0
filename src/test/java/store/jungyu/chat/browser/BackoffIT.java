package store.jungyu.chat.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.Visitor;

/// `backoff.js`: how long a browser stays away that lost its server.
final class BackoffIT {
  private static final String WAITS =
      """
      async ([luck, tries, atLeastMs]) => {
        const { Backoff } = await import(`${document.getElementById('room').dataset.base}/chat/backoff.js`);
        Math.random = () => luck;
        const backoff = new Backoff();
        return Array.from({ length: tries }, () => backoff.next({ atLeastMs }));
      }\
      """;

  private final ChatServer server = ChatServer.shared();

  @Test
  void theWaitsGrowAndHaveABound() {
    List<Double> longest = waits(1, 2_000, 0);
    assertThat(longest).startsWith(500.0, 1_000.0, 2_000.0, 2_000.0);
    assertThat(longest).isSorted().endsWith(30_000.0);
    assertThat(longest.subList(3, 60)).containsOnly(2_000.0); // a minute in which most are back
    assertThat(longest.subList(60, longest.size())).containsOnly(30_000.0);
  }

  @Test
  void nobodyComesBackTogetherNorBeforeTheServerWantsIt() {
    assertThat(waits(0, 100, 0)).containsOnly(0.0);
    assertThat(waits(0.5, 3, 0)).containsExactly(250.0, 500.0, 1_000.0);
    assertThat(waits(0.5, 3, 10_000)).containsExactly(10_250.0, 10_500.0, 11_000.0);
  }

  private List<Double> waits(double luck, int tries, int atLeastMs) {
    try (Visitor visitor = Visitor.atDesk()) {
      ChatPage chat = ChatPage.open(visitor, server, ChatPage.newRoom());
      var waits = (List<?>) chat.frame().evaluate(WAITS, List.of(luck, tries, atLeastMs));
      return waits.stream().map(wait -> ((Number) wait).doubleValue()).toList();
    }
  }
}
