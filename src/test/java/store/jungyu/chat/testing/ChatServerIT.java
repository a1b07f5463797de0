package store.jungyu.chat.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

final class ChatServerIT {
  @Test
  void aKilledServerLeavesNoProcessAndStartsAgainWithNothingThatWasPutBesideTheChat()
      throws Exception {
    Path intruder =
        Path.of(System.getProperty("chat.liberty"), "usr", "servers")
            .resolve(Path.of(System.getProperty("chat.server"), "dropins", "intruder.war"));
    try (ChatServer server = ChatServer.start(Map.of())) {
      ProcessHandle first = server.process();
      server.kill();
      assertThat(first.isAlive()).isFalse();
      putThere(intruder);
      server.start();
      assertThat(server.process().isAlive()).isTrue();
      HttpRequest question = HttpRequest.newBuilder(server.url("/intruder/index.html")).build();
      try (HttpClient http = HttpClient.newHttpClient()) {
        assertThat(http.send(question, BodyHandlers.discarding()).statusCode()).isEqualTo(404);
      }
      assertThat(server.log()).doesNotContain("intruder");
      ProcessHandle second = server.process();
      server.stop();
      assertThat(second.isAlive()).isFalse();
    } finally {
      Files.deleteIfExists(intruder);
    }
  }

  private static void putThere(Path war) throws IOException {
    Files.createDirectories(Objects.requireNonNull(war.getParent()));
    try (ZipOutputStream file = new ZipOutputStream(Files.newOutputStream(war))) {
      file.putNextEntry(new ZipEntry("index.html"));
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
