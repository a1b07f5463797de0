package store.jungyu.chat.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class ChatServerIT {
  @Test
  void aKilledServerLeavesNoProcessAndStartsAgain() {
    try (ChatServer server = ChatServer.start(Map.of())) {
      ProcessHandle first = server.process();
      server.kill();
      assertThat(first.isAlive()).isFalse();
      server.start();
      assertThat(server.process().isAlive()).isTrue();
      ProcessHandle second = server.process();
      server.stop();
      assertThat(second.isAlive()).isFalse();
    }
  }

  @Test
  void aVisitorSeesARoomWithoutAComplaint() {
    try (Visitor visitor = Visitor.onPhone()) {
      visitor.visit(ChatServer.shared().url("/room/" + UUID.randomUUID()));
      visitor.screenshot("room-empty-phone");
    }
  }
}
