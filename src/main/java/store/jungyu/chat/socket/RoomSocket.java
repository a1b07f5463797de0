package store.jungyu.chat.socket;

import io.github.bucket4j.Bucket;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import store.jungyu.chat.room.Animal;
import store.jungyu.chat.room.Disconnect;
import store.jungyu.chat.room.Limits;
import store.jungyu.chat.room.Member;
import store.jungyu.chat.room.Profile;
import store.jungyu.chat.room.Quota;
import store.jungyu.chat.room.Rejection;
import store.jungyu.chat.room.RoomId;
import store.jungyu.chat.room.Rooms;

/// One browser's socket: assembles frames, bounds them, and does what they say.
///
/// The programmatic form of an endpoint, with partial messages, is the one in which Open Liberty
/// bounds a frame before it reads the payload; the number of parts and their sum are bounded here.
final class RoomSocket extends Endpoint {
  private static final int MAX_PARTS = 16;

  /// A frame of 8 KiB comes in some fifteen even where packets are smallest.
  private static final int MAX_PIECES = 64;

  /// After so many looks, a second apart, an answer to a ping does not leave any more.
  private static final int PONG_LOOKS = 3;

  private final Rooms rooms;
  private final Limits limits;
  private final Sockets sockets;
  private volatile List<String> knownAs;
  private final String address;
  private final Bucket frames;
  private final Bucket bytes;
  private final long askedAfter;
  private final long openedAt = System.nanoTime();
  private volatile long heardAt = openedAt;
  private volatile long pingedAt = openedAt;
  private volatile @Nullable SocketConnection connection;
  private volatile @Nullable Member member;
  private volatile boolean closed;
  private volatile boolean goingAway;
  private volatile @Nullable RoomId room;

  // Only the container's reading thread, one at a time, touches these.
  private final StringBuilder assembled = new StringBuilder(0);
  private int parts;
  private int bytesAssembled;

  // Only the thread that watches over sockets touches this.
  private int answering;

  /// @param networks keyed hashes of the ranges of addresses it comes from, narrowest first
  RoomSocket(Rooms rooms, Limits limits, Sockets sockets, List<String> networks) {
    this.rooms = rooms;
    this.limits = limits;
    this.sockets = sockets;
    this.address = networks.getFirst();
    this.knownAs = networks;
    this.askedAfter = sockets.askedAfter().toNanos();
    this.frames = sockets.settings().frames();
    this.bytes = sockets.settings().bytes();
  }

  @Override
  public void onOpen(Session session, EndpointConfig config) {
    session.setMaxTextMessageBufferSize(sockets.settings().frameBytes());
    session.setMaxBinaryMessageBufferSize(sockets.settings().frameBytes());
    session.setMaxIdleTimeout(0); // the container's own would miss a half-open peer; see Sockets
    SocketConnection opened =
        new SocketConnection(session, address(), this::closing, () -> sockets.told(this));
    connection = opened;
    room = RoomId.parse(session.getPathParameters().getOrDefault("postId", "")).orElse(null);
    if (room == null) {
      disconnect(Disconnect.NOT_ALLOWED);
      return;
    }
    // Before it may be refused: else what its browser has sent already would be refused first, as
    // 1003.
    session.addMessageHandler(
        String.class, (MessageHandler.Partial<String>) (part, last) -> onPart(part, last));
    // The container refuses it by itself, with a warning in the log for each.
    session.addMessageHandler(
        ByteBuffer.class, (MessageHandler.Partial<ByteBuffer>) (_, _) -> onBinary());
    session.addMessageHandler(PongMessage.class, (MessageHandler.Whole<PongMessage>) _ -> onPong());
    Disconnect refusal = sockets.add(this);
    if (refusal != null) {
      disconnect(refusal);
      return;
    }
    blocked();
  }

  @Override
  public void onClose(Session session, CloseReason reason) {
    SocketConnection opened = connection;
    if (opened != null) {
      opened.ended();
    }
    leave();
    sockets.remove(this);
  }

  private void closing() {
    sockets.telling(this);
    leave();
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

  /// Where the handshake came from, as limits count it.
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

  /// Ends the connection since the server stops: once the browser answers a ping, on the thread
  /// that reads the answer. One that is in no room yet, at once.
  void sendAway() {
    Member present = member;
    if (present == null) {
      disconnect(Disconnect.GOING_AWAY);
      return;
    }
    goingAway = true;
    present.ping();
  }

  /// Ends the connection of one who is blocked here.
  private boolean blocked() {
    RoomId here = room;
    SocketConnection opened = connection;
    if (here == null || opened == null) {
      return false;
    }
    Instant until = sockets.blocked().until(here, knownAs);
    if (until == null) {
      return false;
    }
    opened.blockedUntil(until);
    disconnect(Disconnect.BLOCKED);
    return true;
  }

  /// Lets the container end one (1009) that sends a frame in more pieces than it needs: it holds
  /// memory for each. Closed from here while more comes in, it would keep the connection for good.
  void boundPieces() {
    SocketConnection opened = connection;
    if (!closed && opened != null && opened.pieces() > MAX_PIECES) {
      opened.takeNoMore();
    }
  }

  /// Ends one that sends pings and does not read: the container's answer, which knows no limit,
  /// holds the thread that reads.
  private void boundPongs() {
    SocketConnection opened = connection;
    answering = opened != null && opened.isAnsweringPing() ? answering + 1 : 0;
    if (answering == PONG_LOOKS) {
      disconnect(Disconnect.TOO_SLOW);
    }
  }

  /// Looks after one that was blocked meanwhile, or says nothing: no hello in time, no sign of life
  /// in time.
  void lookAfter(long now) {
    if (closed || blocked()) {
      return;
    }
    boundPongs();
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
    } else if (silence > askedAfter && now - pingedAt > askedAfter) {
      pingedAt = now;
      present.ping();
    }
  }

  private void onPart(String part, boolean last) {
    if (!closed) {
      takePart(part, last);
      tellWhyClosed();
    }
  }

  private void onBinary() {
    if (!closed) {
      disconnect(Disconnect.NOT_TEXT);
      tellWhyClosed();
    }
  }

  /// Counts as a frame: the protocol lets a peer send them unasked (RFC 6455, 5.5.3). Pings the
  /// container answers by itself and tells nobody.
  private void onPong() {
    heardAt = System.nanoTime();
    if (!closed && goingAway) {
      disconnect(Disconnect.GOING_AWAY);
      tellWhyClosed();
    } else if (!closed && !frames.tryConsume(1)) {
      sockets.telemetry().exceeded(Quota.FRAMES_PER_SOCKET);
      disconnect(Disconnect.TOO_FAST);
      tellWhyClosed();
    }
  }

  private void tellWhyClosed() {
    SocketConnection opened = connection;
    if (closed && opened != null) {
      opened.awaitLastWord();
    }
  }

  private void takePart(String part, boolean last) {
    bytesAssembled += part.getBytes(StandardCharsets.UTF_8).length;
    if (++parts > MAX_PARTS || bytesAssembled > sockets.settings().frameBytes()) {
      disconnect(Disconnect.BAD_FRAME);
      return;
    }
    if (!last) {
      assembled.append(part);
      return;
    }
    String text = assembled.isEmpty() ? part : assembled.append(part).toString();
    int size = bytesAssembled;
    parts = 0;
    bytesAssembled = 0;
    assembled.setLength(0);
    assembled.trimToSize();
    heardAt = System.nanoTime();
    Quota exceeded = exceeded(size);
    if (exceeded == null) {
      onFrame(Frames.read(text));
    } else {
      sockets.telemetry().exceeded(exceeded);
      disconnect(Disconnect.TOO_FAST);
    }
  }

  /// @param size of a frame, in bytes of UTF-8
  private @Nullable Quota exceeded(int size) {
    if (!frames.tryConsume(1)) {
      return Quota.FRAMES_PER_SOCKET;
    }
    return size == 0 || bytes.tryConsume(size) ? null : Quota.BYTES_PER_SOCKET;
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
          profile(rename.nickname(), rename.avatar(), present.profile())
              .ifPresentOrElse(present::rename, () -> present.reject(null, Rejection.BAD_NICKNAME));
      case ClientFrame.Say say -> present.say(say.id(), say.text());
      case ClientFrame.Edit edit -> present.edit(edit.of(), edit.text());
      case ClientFrame.Delete delete -> present.delete(delete.of());
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
    String person = rooms.person(hello.anonymousId());
    knownAs = Stream.concat(knownAs.stream(), Stream.of(person)).toList();
    if (blocked()) {
      return;
    }
    if (!sockets.belongsTo(this, person)) {
      disconnect(Disconnect.TOO_MANY_SOCKETS);
      return;
    }
    if (hello.binary()) {
      opened.sendBinary();
    }
    Optional<Profile> profile =
        hello.nickname() == null
            ? Optional.empty()
            : profile(hello.nickname(), hello.avatar(), null);
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

  /// @param before whose animal stays where none is named
  private Optional<Profile> profile(
      String nickname, @Nullable String avatar, @Nullable Profile before) {
    return Profile.nickname(nickname, limits)
        .map(name ->
            new Profile(
                name,
                Optional.ofNullable(avatar)
                    .flatMap(Animal::byId)
                    .orElseGet(() -> before == null ? Animal.of(name) : before.avatar())));
  }
}
