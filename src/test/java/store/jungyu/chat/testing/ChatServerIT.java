package store.jungyu.chat.testing;

import java.util.UUID;
import org.junit.jupiter.api.Test;

final class ChatServerIT {
  @Test
  void aVisitorSeesARoomWithoutAComplaint() {
    try (Visitor visitor = Visitor.onPhone()) {
      visitor.visit(ChatServer.shared().url("/room/" + UUID.randomUUID()));
      visitor.screenshot("room-empty-phone");
    }
  }
}
