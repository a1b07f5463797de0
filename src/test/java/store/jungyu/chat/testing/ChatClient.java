package store.jungyu.chat.testing;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// An outside client: knows `docs/protocol.md` and none of the server's classes.
public final class ChatClient implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final List<JsonObject> events = new CopyOnWriteArrayList<>();
  private final StringBuilder assembled = new StringBuilder();
  private final ByteArrayOutputStream bytesAssembled = new ByteArrayOutputStream();
  private final AtomicInteger binaryFrames = new AtomicInteger();
  private final Consumer<JsonObject> ear;
  private final WebSocket socket;
  private volatile String closeReason = "";
  private volatile @Nullable Integer closeCode;
  private volatile String secret = UUID.randomUUID().toString();

  private ChatClient(
      URI address, String origin, @Nullable String from, @Nullable Consumer<JsonObject> ear) {
    this.ear = ear == null ? events::add : ear;
    WebSocket.Builder builder =
        HTTP.newWebSocketBuilder().header("Origin", origin).connectTimeout(PATIENCE);
    if (from != null) {
      builder.header("X-Forwarded-For", from);
    }
    socket = builder.buildAsync(address, new Listener()).join();
  }

  /// Opens the socket of `room`, as the page of `server` would.
  public static ChatClient open(ChatServer server, String room) {
    return open(server.socket(room), server.origin());
  }

  /// Likewise, from `address`, where `server` trusts this machine as a proxy.
  public static ChatClient open(ChatServer server, String room, String address) {
    return new ChatClient(server.socket(room), server.origin(), address, null);
  }

  /// Likewise; hands every event it hears to `ear` and keeps none.
  public static ChatClient open(
      ChatServer server, String room, String address, Consumer<JsonObject> ear) {
    return new ChatClient(server.socket(room), server.origin(), address, ear);
  }

  /// @throws CompletionException with a `WebSocketHandshakeException` if it is refused
  public static ChatClient open(URI address, String origin) {
    return new ChatClient(address, origin, null, null);
  }

  /// One that hands every event it hears to `ear` and keeps none.
  ///
  /// @throws CompletionException if there is no server, or it refuses
  public static ChatClient open(URI address, String origin, Consumer<JsonObject> ear) {
    return new ChatClient(address, origin, null, ear);
  }

  /// Opens, says hello under `nickname` and waits for the welcome.
  public static ChatClient enter(ChatServer server, String room, String nickname) {
    ChatClient client = open(server, room);
    client.hello(nickname, null);
    client.await("welcome");
    return client;
  }

  /// Says hello as the same person as `other`.
  public ChatClient as(ChatClient other) {
    secret = other.secret;
    return this;
  }

  /// Says hello as the person of `anonymousId`.
  public ChatClient as(String anonymousId) {
    secret = anonymousId;
    return this;
  }

  public String secret() {
    return secret;
  }

  public void hello(@Nullable String nickname, @Nullable Long since) {
    JsonObjectBuilder hello =
        Json.createObjectBuilder().add("type", "hello").add("v", 1).add("anonymousId", secret);
    if (nickname != null) {
      hello.add("nickname", nickname).add("avatar", "otter");
    }
    if (since != null) {
      hello.add("since", since);
    }
    send(hello.build().toString());
  }

  /// Says `text` under a new id, which it returns.
  public String say(String text) {
    return say(UUID.randomUUID().toString(), text);
  }

  public String say(String id, String text) {
    send(
        Json.createObjectBuilder()
            .add("type", "say")
            .add("id", id)
            .add("text", text)
            .build()
            .toString());
    return id;
  }

  /// Asks for another text of message `seq`.
  public void edit(long seq, String text) {
    send(
        Json.createObjectBuilder()
            .add("type", "edit")
            .add("seq", seq)
            .add("text", text)
            .build()
            .toString());
  }

  /// Asks for message `seq` to be deleted.
  public void delete(long seq) {
    send("{\"type\":\"delete\",\"seq\":%d}".formatted(seq));
  }

  /// Says `text`, unless the server has closed the socket meanwhile.
  public void trySay(String text) {
    unlessClosed(() -> say(text));
  }

  /// Likewise.
  public void tryHello(String nickname) {
    unlessClosed(() -> hello(nickname, null));
  }

  /// Likewise.
  public void trySend(String frame) {
    unlessClosed(() -> send(frame));
  }

  private static void unlessClosed(Runnable sending) {
    try {
      sending.run();
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof IOException)) {
        throw e;
      }
    }
  }

  /// Says `text` and waits until it is stored.
  public JsonObject sayAndAwait(String text) {
    String id = say(text);
    return await("message", event -> event.getString("id").equals(id));
  }

  public void send(String frame) {
    socket.sendText(frame, true).join();
  }

  /// Everything heard so far.
  public List<JsonObject> events() {
    return List.copyOf(events);
  }

  public List<JsonObject> events(String type) {
    return events.stream().filter(event -> event.getString("type").equals(type)).toList();
  }

  /// How many of the frames heard so far were binary.
  public int binaryFrames() {
    return binaryFrames.get();
  }

  /// The texts of the welcome's history and of all messages since.
  public List<String> texts() {
    return events.stream()
        .flatMap(event ->
            switch (event.getString("type")) {
              case "welcome" -> event.getJsonArray("messages").stream();
              case "message" -> List.<JsonValue>of(event).stream();
              default -> List.<JsonValue>of().stream();
            })
        .map(message -> message.asJsonObject().getString("text"))
        .toList();
  }

  public JsonObject await(String type) {
    return await(type, _ -> true);
  }

  public JsonObject await(String type, Predicate<JsonObject> such) {
    return Waiting.until(
        "a " + type + " among " + events.size() + " events",
        PATIENCE,
        () -> events(type).stream().filter(such).findFirst().orElse(null));
  }

  /// Waits until the server has closed the socket, and tells with which code.
  public int awaitClose() {
    return Waiting.until("the close of the socket", PATIENCE, () -> closeCode);
  }

  /// What the server said when it closed the socket.
  public String closeReason() {
    return closeReason;
  }

  /// With which code the socket ended; 1006, without a word, also as long as it is open.
  public int closeCode() {
    Integer code = closeCode;
    return code == null ? 1006 : code;
  }

  public boolean isOpen() {
    return closeCode == null;
  }

  /// Goes without a word, like a phone in a tunnel.
  public void abort() {
    socket.abort();
  }

  @Override
  public void close() {
    socket.abort();
  }

  private final class Listener implements WebSocket.Listener {
    @Override
    public @Nullable CompletionStage<?> onText(
        WebSocket webSocket, CharSequence part, boolean last) {
      assembled.append(part);
      if (last) {
        hear(new StringReader(assembled.toString()));
        assembled.setLength(0);
      }
      webSocket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(
        WebSocket webSocket, ByteBuffer part, boolean last) {
      byte[] bytes = new byte[part.remaining()];
      part.get(bytes);
      bytesAssembled.writeBytes(bytes);
      if (last) {
        binaryFrames.incrementAndGet();
        hear(new StringReader(bytesAssembled.toString(StandardCharsets.UTF_8)));
        bytesAssembled.reset();
      }
      webSocket.request(1);
      return null;
    }

    private void hear(StringReader frame) {
      JsonArray heard = Json.createReader(frame).readArray();
      heard.forEach(event -> ear.accept(event.asJsonObject()));
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
      closeReason = reason;
      closeCode = code;
      return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
      closeCode = 1006;
    }
  }
}
