package store.jungyu.chat.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.Visitor;

/// What somebody sees who is blocked (close code 4014): until when, and then the room again.
final class BlockedIT {
  private final ChatServer server = ChatServer.shared();

  @Test
  void whoIsBlockedIsToldUntilWhenAndIsBackByItselfAfterThat() throws SQLException {
    String room = ChatPage.newRoom();
    try (Visitor visitor = Visitor.onPhone()) {
      ChatPage chat = ChatPage.join(visitor, server, room, "나나나");
      chat.sayAndAwait("막히기 전의 말");
      block(room, "8 seconds");

      assertThat(chat.status()).containsText("까지 이 채팅에 참여할 수 없어요");
      assertThat(chat.line("막히기 전의 말")).isVisible();
      chat.say("막힌 동안의 말");
      visitor.screenshot("phone-blocked");
      assertThat(chat.status()).isHidden();
      assertThat(chat.line("막힌 동안의 말")).isVisible();
      assertThat(chat.unsent()).hasCount(0);
    }
  }

  private void block(String room, String length) throws SQLException {
    try (Connection database = server.database().connect();
        PreparedStatement sql =
            database.prepareStatement(
                "INSERT INTO blocks (subject, room_id, until)"
                    + " SELECT anonymous_id, room_id, NOW() + ?::interval FROM messages"
                    + " WHERE room_id = ?")) {
      sql.setString(1, length);
      sql.setString(2, room);
      sql.executeUpdate();
    }
  }
}
