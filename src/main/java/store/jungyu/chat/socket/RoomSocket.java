package store.jungyu.chat.socket;

import io.github.bucket4j.Bucket;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import store.jungyu.chat.room.Animal;
import store.jungyu.chat.room.Disconnect;
import store.jungyu.chat.room.Limits;
import store.jungyu.chat.room.Member;
import store.jungyu.chat.room.Profile;
import store.jungyu.chat.room.Rejection;
import store.jungyu.chat.room.RoomId;
import store.jungyu.chat.room.Rooms;

/// One browser's socket: assembles frames, bounds them, and does what they say.
///
/// The programmatic form of an endpoint, with partial messages, is the one in which Open Liberty
/// bounds a frame before it reads the payload; the number of parts and their sum are bounded here.
final class RoomSocket extends Endpoint {
  private static final int MAX_PARTS = 16;
  private static final long PING_AFTER = TimeUnit.SECONDS.toNanos(25);

  private final Rooms rooms;
  private final Limits limits;
  private final Sockets sockets;
  private final String address;
  private final Bucket pace;
  private final long openedAt = System.nanoTime();
  private volatile long heardAt = openedAt;
  private volatile long pingedAt = openedAt;
  private volatile @Nullable SocketConnection connection;
  private volatile @Nullable Member member;
  private volatile boolean closed;
  private @Nullable RoomId room;

  // Only the container's reading thread, one at a time, touches these.
  private final StringBuilder assembled = new StringBuilder(0);
  private int parts;

  RoomSocket(Rooms rooms, Limits limits, Sockets sockets, String address) {
    this.rooms = rooms;
    this.limits = limits;
    this.sockets = sockets;
    this.address = address;
    this.pace = sockets.settings().pace();
  }

  @Override
  public void onOpen(Session session, EndpointConfig config) {
    session.setMaxTextMessageBufferSize(sockets.settings().frameBytes());
    session.setMaxIdleTimeout(0); // the container's own would miss a half-open peer; see Sockets
    SocketConnection opened = new SocketConnection(session, this::leave);
    connection = opened;
    room = RoomId.parse(session.getPathParameters().getOrDefault("postId", "")).orElse(null);
    if (room == null) {
      disconnect(Disconnect.NOT_ALLOWED);
      return;
    }
    Disconnect refusal = sockets.add(this);
    if (refusal != null) {
      disconnect(refusal);
      return;
    }
    session.addMessageHandler(
        String.class, (MessageHandler.Partial<String>) (part, last) -> onPart(part, last));
    session.addMessageHandler(
        PongMessage.class, (MessageHandler.Whole<PongMessage>) _ -> heardAt = System.nanoTime());
  }

  @Override
  public void onClose(Session session, CloseReason reason) {
    leave();
    sockets.remove(this);
  }

  /// Out of the room at once, also where the container takes its time to close; what still comes in
  /// is not read.
  private void leave() {
    closed = true;
    Member left = member;
    if (left != null) {
      left.leave();
    }
  }

  @Override
  public void onError(Session session, Throwable thrown) {
    // A browser that goes away in mid-frame ends here; the container closes the session after it.
  }

  /// The address the handshake came from.
  String address() {
    return address;
  }

  /// Ends the connection, whether it has said hello or not. What comes in after that is not read.
  void disconnect(Disconnect reason) {
    boolean again = closed;
    closed = true;
    Member present = member;
    SocketConnection opened = connection;
    if (present != null) {
      present.disconnect(reason);
    } else if (opened != null && !again) {
      sockets.telemetry().disconnected(reason);
      opened.close(reason);
    }
  }

  /// Looks after one that says nothing: no hello in time, no sign of life in time.
  void lookAfter(long now) {
    Member present = member;
    if (present == null) {
      if (now - openedAt > sockets.settings().helloWithin().toNanos()) {
        disconnect(Disconnect.NO_HELLO);
      }
      return;
    }
    long silence = now - heardAt;
    if (silence > sockets.settings().silentAtMost().toNanos()) {
      present.disconnect(Disconnect.NO_PONG);
    } else if (silence > PING_AFTER && now - pingedAt > PING_AFTER) {
      pingedAt = now;
      present.ping();
    }
  }

  private void onPart(String part, boolean last) {
    if (closed) {
      return;
    }
    if (++parts > MAX_PARTS
        || assembled.length() + part.length() > sockets.settings().frameBytes()) {
      disconnect(Disconnect.BAD_FRAME);
      return;
    }
    if (!last) {
      assembled.append(part);
      return;
    }
    String text = assembled.isEmpty() ? part : assembled.append(part).toString();
    parts = 0;
    assembled.setLength(0);
    assembled.trimToSize();
    heardAt = System.nanoTime();
    if (pace.tryConsume(1)) {
      onFrame(Frames.read(text));
    } else {
      disconnect(Disconnect.TOO_FAST);
    }
  }

  private void onFrame(ClientFrame frame) {
    Member present = member;
    switch (frame) {
      case ClientFrame.Malformed _ -> disconnect(Disconnect.BAD_FRAME);
      case ClientFrame.OtherVersion _ -> disconnect(Disconnect.UNKNOWN_VERSION);
      case ClientFrame.Hello hello when present == null -> enter(hello);
      case ClientFrame.Hello _ -> present.reject(null, Rejection.ALREADY_HERE);
      case ClientFrame other when present == null -> disconnect(Disconnect.NO_HELLO);
      case ClientFrame.Rename rename ->
          profile(rename.nickname(), rename.avatar())
              .ifPresentOrElse(present::rename, () -> present.reject(null, Rejection.BAD_NICKNAME));
      case ClientFrame.Say say -> present.say(say.id(), say.text());
      case ClientFrame.Ping _ -> present.pong();
      case ClientFrame.Unknown _ -> present.reject(null, Rejection.UNKNOWN_TYPE);
    }
  }

  private void enter(ClientFrame.Hello hello) {
    RoomId entered = room;
    SocketConnection opened = connection;
    if (entered == null || opened == null) {
      return;
    }
    if (hello.binary()) {
      opened.sendBinary();
    }
    Optional<Profile> profile =
        hello.nickname() == null ? Optional.empty() : profile(hello.nickname(), hello.avatar());
    Member entering =
        rooms.enter(entered, hello.anonymousId(), profile.orElse(null), hello.since(), opened);
    member = entering;
    if (hello.nickname() != null && profile.isEmpty()) {
      entering.reject(null, Rejection.BAD_NICKNAME);
    }
    if (closed) {
      entering.leave(); // gone while it entered
    }
  }

  private Optional<Profile> profile(String nickname, @Nullable String avatar) {
    return Profile.nickname(nickname, limits)
        .map(name ->
            new Profile(
                name,
                Optional.ofNullable(avatar)
                    .flatMap(Animal::byId)
                    .orElseGet(() -> Animal.of(name))));
  }
}
