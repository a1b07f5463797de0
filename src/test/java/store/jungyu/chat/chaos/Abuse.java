package store.jungyu.chat.chaos;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import store.jungyu.chat.testing.ChatClient;
import store.jungyu.chat.testing.ChatServer;
import store.jungyu.chat.testing.RawSocket;

/// One client, at an address of its own, that wants more than it may have, or sends what nobody
/// should: always the same, so many times a second, and back at once where it is cut.
///
/// It runs on the server's own processors. So it is paced: what is put to the test is what the
/// server does for it, and not who gets a processor.
final class Abuse {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final AtomicInteger ADDRESSES = new AtomicInteger(); // each has what one may
  private static final String PERSON = UUID.randomUUID().toString();

  /// What it does.
  enum Kind {
    FRAMES("frames of one socket", 200) {
      @Override
      void once(Abuse abuser) {
        abuser.client().trySend("{\"type\":\"ping\"}");
      }
    },
    LARGE_FRAMES("frames of 8 KB", 50) {
      @Override
      void once(Abuse abuser) {
        abuser.client().trySend(LARGE);
      }
    },
    SAYS("messages", 100) {
      @Override
      void once(Abuse abuser) {
        abuser.client().trySay("flood");
      }
    },
    ROOMS("first messages of new rooms", 10) {
      @Override
      void once(Abuse abuser) {
        try (ChatClient opener = abuser.open("abused-" + UUID.randomUUID())) {
          opener.trySay("first");
          Fault.pause(ANSWER);
        }
      }
    },
    BAD_JSON("what is no JSON", 10) {
      @Override
      void once(Abuse abuser) {
        try (ChatClient bad = abuser.open(ROOM)) {
          bad.trySend("{\"type\":");
          abuser.expect(bad.awaitClose() == 4000);
        }
      }
    },
    BAD_FRAMES("frames without a mask", 10) {
      @Override
      void once(Abuse abuser) throws IOException {
        try (RawSocket bad = abuser.openRaw()) {
          bad.write(UNMASKED);
          abuser.expect(bad.awaitClose() == 1002);
        }
      }
    },
    PINGS("pings whose answers it does not read", 500) {
      @Override
      void once(Abuse abuser) throws IOException {
        abuser.raw().write(PING);
      }
    },
    HANDSHAKES("handshakes", 40) {
      @Override
      void once(Abuse abuser) {
        abuser.open(ROOM).close();
      }
    },
    PAGES("pages of rooms that nobody asked for before", 30) {
      @Override
      void once(Abuse abuser) throws IOException {
        abuser.ask("GET", "/room/abused-" + UUID.randomUUID());
      }
    },
    MINE("questions for what is known of somebody", 50) {
      @Override
      void once(Abuse abuser) throws IOException {
        abuser.ask("POST", "/api/mine");
      }
    };

    private static final Duration ANSWER = Duration.ofMillis(50);
    private static final String ROOM = "abused";
    private static final String LARGE = "{\"type\":\"" + "가".repeat(2_700) + "\"}";
    private static final byte[] UNMASKED =
        "\u0081\u000f{\"type\":\"ping\"}".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] PING =
        RawSocket.frame(RawSocket.FIN | RawSocket.PING, new byte[100]);

    final String says;
    final int perSecond;

    Kind(String says, int perSecond) {
      this.says = says;
      this.perSecond = perSecond;
    }

    /// Whether the server says no to it at some time. It answers whatever pings it has time for.
    boolean isRefused() {
      return this != PINGS;
    }

    /// @throws IOException if it is cut
    abstract void once(Abuse abuser) throws IOException;
  }

  private final ChatServer server;
  private final Kind kind;
  private final String address;
  private final Thread life;
  private volatile boolean over;
  private final AtomicInteger times = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private @Nullable ChatClient client;
  private @Nullable RawSocket raw;

  Abuse(ChatServer server, Kind kind) {
    this.server = server;
    this.kind = kind;
    this.address = "198.18.%d.1".formatted(ADDRESSES.incrementAndGet());
    this.life = Thread.ofPlatform().daemon().name("abuse").start(this::live);
  }

  /// How often it did it.
  int times() {
    return times.get();
  }

  /// How often the server would not have it: answered so, or cut it.
  int refusals() {
    return refused.get();
  }

  /// Tells it to leave off.
  void end() {
    over = true;
  }

  boolean hasEnded() {
    return !life.isAlive();
  }

  private void live() {
    try {
      for (long next = System.nanoTime(); !over; next = Math.max(next, System.nanoTime())) {
        once();
        next += TimeUnit.SECONDS.toNanos(1) / kind.perSecond;
        Fault.pause(Duration.ofNanos(next - System.nanoTime()));
      }
    } finally {
      hangUp();
    }
  }

  private void once() {
    times.incrementAndGet();
    try {
      kind.once(this);
    } catch (IOException | CompletionException e) {
      refused.incrementAndGet(); // cut, or not let in
      hangUp();
    }
  }

  private void expect(boolean rightly) {
    if (rightly) {
      refused.incrementAndGet();
    }
  }

  private void hangUp() {
    if (client != null) {
      client.close();
      client = null;
    }
    if (raw != null) {
      try {
        raw.close();
      } catch (IOException e) {
        // It is gone, which is what was wanted.
      }
      raw = null;
    }
  }

  /// The socket it uses until it is cut, and then another.
  private ChatClient client() {
    ChatClient open = client;
    if (open != null && !open.isOpen()) {
      refused.incrementAndGet();
      open = null;
    }
    if (open == null) {
      open = open(Kind.ROOM);
      client = open;
    }
    return open;
  }

  private ChatClient open(String room) {
    ChatClient opened = ChatClient.open(server, room, address, this::hear);
    opened.tryHello("욕심쟁이");
    return opened;
  }

  private void hear(JsonObject event) {
    if (event.getString("type").equals("rejected")) {
      refused.incrementAndGet();
    }
  }

  private RawSocket raw() throws IOException {
    RawSocket open = raw;
    if (open == null) {
      open = openRaw();
      raw = open;
    }
    return open;
  }

  private RawSocket openRaw() throws IOException {
    return RawSocket.open(server, Kind.ROOM, address);
  }

  private void ask(String method, String path) throws IOException {
    HttpRequest question =
        HttpRequest.newBuilder(server.url(path))
            .method(method, BodyPublishers.noBody())
            .header("Origin", server.origin())
            .header("Authorization", "Bearer " + PERSON)
            .header("X-Forwarded-For", address)
            .build();
    try {
      if (HTTP.send(question, BodyHandlers.discarding()).statusCode() == 429) {
        refused.incrementAndGet();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
