package store.jungyu.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import store.jungyu.chat.testing.Canary;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.RawSocket;

/// Handshakes below any WebSocket library (RFC 6455 section 4.2).
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HandshakeIT {
  private static final String GOOD =
      """
      GET /socket/handshake HTTP/1.1
      Host: localhost:PORT
      Upgrade: websocket
      Connection: Upgrade
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
      Sec-WebSocket-Version: 13
      Origin: http://localhost:PORT

      """;

  private final ChatServer server = ChatServer.shared();
  private Canary canary;

  @BeforeAll
  void sing() {
    canary = Canary.sing(server);
  }

  @AfterAll
  void allWasWell() {
    canary.end("bad handshakes");
  }

  @Test
  void aGoodHandshakeIsTakenWithoutSessionCookieOrExtension() throws IOException {
    String answer =
        answer(GOOD.replace("Origin:", "Sec-WebSocket-Extensions: permessage-deflate\nOrigin:"));
    assertThat(answer).startsWith("HTTP/1.1 101");
    assertThat(answer.toLowerCase(java.util.Locale.ROOT))
        .contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=")
        .doesNotContain("set-cookie")
        .doesNotContain("sec-websocket-extensions");
  }

  @Test
  void offersOfExtensionsByTheDozenAreAllDeclined() throws IOException {
    String offers =
        ("Sec-WebSocket-Extensions: "
                + "permessage-deflate; client_max_window_bits=15, ".repeat(100)
                + "x\n")
            .repeat(2);
    assertThat(offers).hasSizeGreaterThan(9_000);
    String answer = answer(GOOD.replace("Origin:", offers + "Origin:"));
    assertThat(answer).startsWith("HTTP/1.1 101").doesNotContainIgnoringCase("extensions");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Upgrade: websocket | Accept: x | 426",
        "Connection: Upgrade | Accept: x | 400",
        "Version: 13 | Version: 8 | 400",
        "Version: 13 | Version: abc | 400",
        "Key: dGhlIHNhbXBsZSBub25jZQ== | Key: abc | 400",
        "Key: dGhlIHNhbXBsZSBub25jZQ== | Key: dGhlIHNhbXBsZSBub25j | 400",
        "Key: dGhlIHNhbXBsZSBub25jZQ== | Key: dGhlIHNhbXBsZSBub25jZSA= | 400",
        "Key: dGhlIHNhbXBsZSBub25jZQ== | Key: dGhlIHNhbXBsZSBub25jZSBv | 400",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ== | Accept: x | 400",
        "HTTP/1.1 | HTTP/1.0 | 400",
        "Host: | X-No-Host: | 400",
        "GET | POST | 405",
        "Origin: http://localhost:PORT | Accept: x | 403",
        "Origin: http://localhost:PORT | Origin: null | 403",
        "Origin: http://localhost:PORT | Origin: https://blog.example | 403",
        "Origin: http://localhost:PORT | Origin: http://localhost:PORT.evil.example | 403",
        "Origin: http://localhost:PORT | Origin: http://localhost:1 | 403",
        "Origin: http://localhost:PORT | Origin: https://localhost:PORT | 403",
        "Origin: http://localhost:PORT | Origin: HTTP://LOCALHOST.:PORT | 403",
        "/socket/handshake | /socket/a%2Fb | 4",
        "/socket/handshake | /socket/a%2Fhandshake | 4",
        "/socket/handshake | /socket/a/handshake | 404",
        "/socket/handshake | /socket/a/b/handshake | 404",
        "/socket/handshake | /socket/handshake/ | 404",
        "/socket/handshake | /socket/socket/handshake | 404",
        "/socket/handshake | /socket/a;x=y | 404",
        "/socket/handshake | /socket/%3Cb%3E | 404",
      })
  void aBadHandshakeIsRefused(String part, String instead, String status) throws IOException {
    String answer = answer(GOOD.replace(part, instead));
    assertThat(answer)
        .matches("(?s)HTTP/1\\.[01] " + status + ".*")
        .containsIgnoringCase("content-security-policy: ")
        .containsIgnoringCase("x-content-type-options: nosniff")
        .containsIgnoringCase("connection: close")
        .doesNotContainIgnoringCase("set-cookie");
  }

  /// Or whoever asks again and again, and reads no answer, holds a thread.
  @Test
  void whoIsRefusedIsHungUpOnAndToldOfTheUpgrade() throws IOException {
    try (RawSocket raw = RawSocket.connect(server)) {
      raw.write(
          GOOD.replace("Upgrade: websocket", "Accept: x")
              .replace("PORT", Integer.toString(server.url("/").getPort()))
              .replace("\n", "\r\n")
              .repeat(3));
      assertThat(raw.rest())
          .startsWith("HTTP/1.1 426 ")
          .containsOnlyOnce("HTTP/1.1 ")
          .contains("Upgrade: websocket")
          .containsPattern("(?im)^connection:.*upgrade");
    }
  }

  @Test
  void anIdInTheQueryIsIgnoredAndInNoLog() throws IOException {
    String id = UUID.randomUUID().toString();
    assertThat(answer(GOOD.replace("/handshake", "/handshake?anonymousId=" + id)))
        .startsWith("HTTP/1.1 101");
    assertThat(server.log()).doesNotContain(id);
  }

  private String answer(String request) throws IOException {
    int port = server.url("/").getPort();
    try (Socket socket = new Socket("localhost", port)) {
      socket.setSoTimeout(10_000);
      String text = request.replace("PORT", Integer.toString(port)).replace("\n", "\r\n");
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      return head(socket.getInputStream());
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        break;
      }
      head.append((char) b);
    }
    return head.toString();
  }
}
