package store.jungyu.chat.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Thousands of browsers in one thread: opens sockets, speaks at a given pace, and counts what is
/// heard. Nothing is allocated for a delivery.
public final class Crowd implements AutoCloseable {
  private static final int BUFFER = 1 << 20;
  private static final int UNSENT_AT_MOST = 64;
  private static final int READS_IN_A_ROW = 8;
  private static final long RETRY_NANOS = 10_000_000;

  public final Tally tally = new Tally();
  public final List<Topic> topics = new ArrayList<>();

  private final int port;
  private final int served;
  private final Wire wire;
  private final Hearing hearing;
  private final Selector selector;
  private final long beginning = System.nanoTime() - 1_000_000;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final Carries carries = new Carries();

  // Opening
  private final Deque<Visitor> toOpen = new ArrayDeque<>();
  private int opening;
  private int openAtOnce;
  private long openFrom;

  // Speaking
  private List<Visitor> speakers = List.of();
  private double nanosBetween;
  private long talkSince;
  private long talked;

  /// @param historyKept whether who returns is to get what it missed
  public Crowd(int port, int textBytes, boolean historyKept) {
    this(port, port, textBytes, historyKept);
  }

  /// One that comes by way of `port` to a chat whose pages are served at `served`.
  public Crowd(int port, int served, int textBytes, boolean historyKept) {
    this.port = port;
    this.served = served;
    this.wire = new Wire(textBytes);
    this.hearing = new Hearing(tally, historyKept);
    try {
      this.selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A room of `visitors`, of whom the first `named` may speak. One in a hundred is thorough, and
  /// in a small room one.
  public Topic room(String id, int visitors, int named, int remembered) {
    var topic = new Topic(id, remembered);
    for (int i = 0; i < visitors; i++) {
      topic.visitors.add(new Visitor(topic, i < named, i % 100 == 0));
    }
    topics.add(topic);
    return topic;
  }

  public List<Visitor> everybody() {
    return topics.stream().flatMap(topic -> topic.visitors.stream()).toList();
  }

  /// Opens the sockets of `visitors`, at most `atOnce` at a time; who is turned away tries again.
  ///
  /// @return whether all are inside in time
  public boolean open(Collection<Visitor> visitors, int atOnce, Duration within) {
    come(visitors, atOnce);
    return run(within, () -> toOpen.isEmpty() && opening == 0);
  }

  /// Lets `visitors` come in while the crowd goes on.
  public void come(Collection<Visitor> visitors, int atOnce) {
    toOpen.addAll(visitors);
    openAtOnce = atOnce;
  }

  /// Lets `speakers` say `perSecond` messages in turn, until [#hush].
  public void talk(double perSecond, List<Visitor> from) {
    speakers = from;
    nanosBetween = TimeUnit.SECONDS.toNanos(1) / perSecond;
    talkSince = now();
    talked = 0;
  }

  public void hush() {
    speakers = List.of();
  }

  /// Goes on for a while.
  public void go(Duration time) {
    run(time, () -> false);
  }

  /// Goes on until something has come about.
  ///
  /// @return whether it has, in time
  public boolean goUntil(Duration within, BooleanSupplier done) {
    return run(within, done);
  }

  /// Begins to count anew; what went wrong before stays. Latencies are those of messages sent from
  /// now on.
  void count() {
    tally.clearFigures();
    hearing.startAt(now());
  }

  /// What went wrong, and how many are not inside; empty if nothing did and nobody is.
  String faults() {
    long outside = everybody().stream().filter(visitor -> !visitor.isInside()).count();
    return (tally.faults() + (outside == 0 ? "" : " outside " + outside)).strip();
  }

  /// Forgets what was counted; latencies are those of messages sent from now on.
  public void clear() {
    tally.clear();
    hearing.startAt(now());
  }

  /// Waits until everybody who is inside has heard all that was said; who has not then, missed it.
  public boolean settle(Duration within) {
    long[] nextLook = {0};
    boolean settled =
        run(
            within,
            () -> {
              if (now() < nextLook[0]) {
                return false;
              }
              nextLook[0] = now() + 5_000_000;
              return waitedFor() == 0;
            });
    if (!settled) {
      tally.missed += waitedFor();
    }
    return settled;
  }

  private long waitedFor() {
    return topics.stream().mapToLong(Topic::waitedFor).sum();
  }

  /// Sends `bytes` for `visitor`, whatever they are.
  public void sendRaw(Visitor visitor, byte... bytes) {
    try {
      Objects.requireNonNull(visitor.channel).write(ByteBuffer.wrap(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Ends what `visitor` sends; the other direction stays.
  public void endSending(Visitor visitor) {
    try {
      Objects.requireNonNull(visitor.channel).shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Takes the network away from under `visitors`; what they have heard they keep.
  public void cut(Collection<Visitor> visitors) {
    visitors.forEach(this::disconnect);
  }

  /// Lets `visitors` stop reading. They are not waited for any more.
  public void ignore(Collection<Visitor> visitors) {
    for (Visitor visitor : visitors) {
      visitor.reads = false;
      Objects.requireNonNull(visitor.key).interestOps(0);
    }
  }

  /// Lets `visitors` read what has gathered.
  ///
  /// @return how many of them are still inside after that
  public long readAgain(Collection<Visitor> visitors, Duration within) {
    for (Visitor visitor : visitors) {
      visitor.reads = true;
      SelectionKey key = visitor.key;
      if (key != null && key.isValid()) {
        key.interestOps(SelectionKey.OP_READ);
      }
    }
    go(within);
    return visitors.stream().filter(visitor -> visitor.state == Visitor.State.INSIDE).count();
  }

  public long now() {
    return System.nanoTime() - beginning;
  }

  @Override
  public void close() {
    cut(everybody());
    try {
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // The loop

  private boolean run(Duration within, BooleanSupplier done) {
    long until = now() + within.toNanos();
    while (!done.getAsBoolean()) {
      if (now() >= until) {
        return false;
      }
      sayWhatIsDue();
      while (!toOpen.isEmpty() && opening < openAtOnce && now() >= openFrom) {
        connect(toOpen.remove());
      }
      try {
        selector.select(this::ready, Math.max(1, millisToNext(until)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return true;
  }

  private long millisToNext(long until) {
    long next = speakers.isEmpty() ? until : Math.min(until, due());
    return Math.min(5, (next - now()) / 1_000_000);
  }

  private long due() {
    return talkSince + (long) (talked * nanosBetween);
  }

  /// What comes late because we were busy with other sockets is as old as if it had come in time: a
  /// server that holds us up gains nothing by it. So a latency contains our own lateness too, which
  /// [Tally#latestNanos] tells the worst of; it is never too low.
  private void sayWhatIsDue() {
    if (speakers.isEmpty()) {
      return;
    }
    for (long now = now(), due = due(); due <= now; now = now(), due = due()) {
      tally.latestNanos = Math.max(tally.latestNanos, now - due);
      Visitor speaker = speakers.get((int) (talked++ % speakers.size()));
      if (speaker.state != Visitor.State.INSIDE || speaker.unsent.size() > UNSENT_AT_MOST) {
        tally.refused.merge("UNSENT", 1, Integer::sum);
        continue;
      }
      speaker.topic.said++;
      tally.said++;
      send(speaker, wire.say(due));
    }
  }

  private void connect(Visitor visitor) {
    opening++;
    visitor.connectingSince = now();
    visitor.state = Visitor.State.CONNECTING;
    try {
      var channel = SocketChannel.open();
      visitor.channel = channel;
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.setOption(StandardSocketOptions.SO_LINGER, 0); // a cut leaves no port behind
      if (visitor.smallWindow) {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 4_096);
      }
      channel.connect(new InetSocketAddress("127.0.0.1", port));
      visitor.key = channel.register(selector, SelectionKey.OP_CONNECT, visitor);
    } catch (IOException e) {
      leave(visitor, "not connected");
    }
  }

  private void ready(SelectionKey key) {
    Visitor visitor = (Visitor) key.attachment();
    try {
      if (key.isConnectable()) {
        if (!Objects.requireNonNull(visitor.channel).finishConnect()) {
          return; // not yet: it will be told again
        }
        key.interestOps(SelectionKey.OP_READ);
        visitor.state = Visitor.State.UPGRADING;
        send(visitor, Wire.handshake(visitor.topic.id, served));
        return;
      }
      if (key.isWritable()) {
        sendUnsent(visitor, key);
      }
      if (key.isReadable()) {
        read(visitor);
      }
    } catch (IOException e) {
      leave(visitor, visitor.state == Visitor.State.INSIDE ? "reset" : "refused");
    }
  }

  private void send(Visitor visitor, ByteBuffer frame) {
    try {
      if (visitor.unsent.isEmpty()) {
        Objects.requireNonNull(visitor.channel).write(frame);
      }
      if (frame.hasRemaining()) {
        visitor.unsent.add(frame);
        Objects.requireNonNull(visitor.key)
            .interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
      }
    } catch (IOException e) {
      leave(visitor, "reset");
    }
  }

  private void sendUnsent(Visitor visitor, SelectionKey key) throws IOException {
    for (ByteBuffer frame = visitor.unsent.peek(); frame != null; frame = visitor.unsent.peek()) {
      Objects.requireNonNull(visitor.channel).write(frame);
      if (frame.hasRemaining()) {
        return;
      }
      visitor.unsent.remove();
    }
    key.interestOps(SelectionKey.OP_READ);
  }

  private void read(Visitor visitor) throws IOException {
    for (int i = 0; i < READS_IN_A_ROW && visitor.channel != null; i++) {
      ByteBuffer in = visitor.carry == null ? buffer.clear() : visitor.carry;
      int got = visitor.channel.read(in);
      if (got < 0) {
        leave(visitor, visitor.state == Visitor.State.INSIDE ? "ended" : "refused");
        return;
      }
      if (got == 0) {
        return;
      }
      boolean more = !in.hasRemaining();
      take(visitor, in, now());
      if (!more) {
        return;
      }
    }
  }

  /// Handles all frames that are whole and carries the rest over to the next read.
  private void take(Visitor visitor, ByteBuffer in, long now) {
    int to = in.position();
    int at = 0;
    int wanted = 16;
    if (visitor.state == Visitor.State.UPGRADING) {
      at = Wire.endOfHead(in, to);
      if (at < 0) {
        carries.keep(visitor, in, 0, 4_096);
        return;
      }
      if (Wire.status(in) != 101) {
        leave(visitor, "HTTP " + Wire.status(in));
        return;
      }
      visitor.state = Visitor.State.GREETING;
      send(visitor, wire.hello(visitor));
    }
    while (at < to) {
      int header = Wire.headerLength(in, at, to);
      int length = header < 0 ? 0 : Wire.payloadLength(in, at);
      wanted = header < 0 ? 16 : header + length;
      if (header < 0 || to - at < wanted) {
        break;
      }
      frame(visitor, in, at, at + header, at + wanted, now);
      if (visitor.channel == null) {
        return;
      }
      at += wanted;
    }
    if (at < to) {
      carries.keep(visitor, in, at, wanted);
    } else {
      carries.release(visitor);
    }
  }

  private void frame(Visitor visitor, ByteBuffer in, int at, int from, int to, long now) {
    boolean last = in.get(at) < 0;
    int opcode = in.get(at) & 0x0F;
    switch (opcode) {
      case Wire.PING -> send(visitor, wire.pong(in, from, to));
      case Wire.CLOSE -> {
        int code = to - from < 2 ? 1005 : in.getShort(from) & 0xFFFF;
        leave(visitor, "closed " + code);
      }
      case Wire.TEXT, Wire.BINARY, Wire.CONTINUATION -> {
        if (last && opcode != Wire.CONTINUATION) {
          text(visitor, in, from, to, now);
          return;
        }
        ByteBuffer parts = Carries.join(visitor.parts, in, from, to);
        visitor.parts = last ? null : parts;
        if (last) {
          text(visitor, parts, 0, parts.position(), now);
        }
      }
      default -> leave(visitor, "opcode " + opcode);
    }
  }

  private void text(Visitor visitor, ByteBuffer in, int from, int to, long now) {
    if (hearing.text(visitor, in, from, to, now)) {
      opening--;
    }
  }

  /// The other side ended it.
  private void leave(Visitor visitor, String why) {
    tally.gone.merge(why, 1, Integer::sum);
    boolean wasOpening = visitor.state != Visitor.State.INSIDE;
    disconnect(visitor);
    if (wasOpening) {
      toOpen.add(visitor);
      openFrom = now() + RETRY_NANOS;
    }
  }

  private void disconnect(Visitor visitor) {
    if (visitor.state == Visitor.State.OUTSIDE) {
      return;
    }
    if (visitor.state != Visitor.State.INSIDE) {
      opening--;
    }
    visitor.state = Visitor.State.OUTSIDE;
    try (SocketChannel channel = visitor.channel) {
      visitor.channel = null;
      visitor.key = null;
      visitor.parts = null;
      visitor.unsent.clear();
      carries.release(visitor);
    } catch (IOException e) {
      // It is gone, which is what was wanted.
    }
  }
}
