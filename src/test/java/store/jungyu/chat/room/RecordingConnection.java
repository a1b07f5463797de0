package store.jungyu.chat.room;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A browser that remembers what it was sent. It may stop reading, or be gone.
final class RecordingConnection implements Connection {
  static final String PING = "ping";
  static final String ADDRESS = "address";

  private final EventFrames encoder;
  private final List<String> sent = new CopyOnWriteArrayList<>();
  private final List<Disconnect> closed = new CopyOnWriteArrayList<>();
  private final AtomicInteger sending = new AtomicInteger();
  private volatile boolean overlapped;
  private volatile boolean gone;
  private volatile CountDownLatch reads = new CountDownLatch(0);

  RecordingConnection(EventFrames encoder) {
    this.encoder = encoder;
  }

  RecordingConnection() {
    this(new EventFrames());
  }

  /// Stops reading: every send blocks from now on.
  void stopReading() {
    reads = new CountDownLatch(1);
  }

  void goOnReading() {
    reads.countDown();
  }

  /// Every send fails from now on.
  void goAway() {
    gone = true;
  }

  @Override
  public String address() {
    return ADDRESS;
  }

  @Override
  public void send(Frame frame) throws IOException {
    if (sending.incrementAndGet() > 1) {
      overlapped = true;
    }
    try {
      reads.await();
      if (gone) {
        throw new IOException("gone");
      }
      sent.add(frame.text());
    } catch (InterruptedException e) {
      throw new IOException(e);
    } finally {
      sending.decrementAndGet();
    }
  }

  @Override
  public void ping() throws IOException {
    send(new Frame(PING));
  }

  @Override
  public void close(Disconnect reason) {
    closed.add(reason);
  }

  /// Whether a send is blocked, or under way.
  boolean isBusy() {
    return sending.get() > 0;
  }

  /// Whether a send began before the one before it had ended.
  boolean overlapped() {
    return overlapped;
  }

  List<String> frames() {
    return List.copyOf(sent);
  }

  @Nullable Disconnect disconnect() {
    return closed.isEmpty() ? null : closed.getFirst();
  }

  int closes() {
    return closed.size();
  }

  List<RoomEvent> events() {
    return sent.stream()
        .filter(frame -> !frame.equals(PING))
        .<RoomEvent>flatMap(frame -> encoder.decode(frame).stream())
        .toList();
  }

  <E extends RoomEvent> List<E> events(Class<E> type) {
    return events().stream().filter(type::isInstance).map(type::cast).toList();
  }

  boolean welcomed() {
    return !sent.isEmpty();
  }

  RoomEvent.Welcome welcome() {
    Wait.until("the reader is welcomed", this::welcomed);
    return (RoomEvent.Welcome) Objects.requireNonNull(events().getFirst());
  }

  /// The messages in the order in which they came, the history of the welcome first.
  List<Message> messages() {
    return events().stream()
        .flatMap(event ->
            switch (event) {
              case RoomEvent.Welcome welcome -> welcome.messages().stream();
              case RoomEvent.Said said -> Stream.of(said.message());
              case RoomEvent.Edited _,
                  RoomEvent.Deleted _,
                  RoomEvent.Rejected _,
                  RoomEvent.Presence _,
                  RoomEvent.Pong _ ->
                  Stream.<Message>empty();
            })
        .toList();
  }

  List<Long> seqs() {
    return messages().stream().map(Message::seq).toList();
  }

  List<String> texts() {
    return messages().stream().map(Message::text).toList();
  }

  List<Rejection> rejections() {
    return events(RoomEvent.Rejected.class).stream().map(RoomEvent.Rejected::reason).toList();
  }

  static List<Long> numbers(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }
}
