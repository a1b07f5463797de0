package store.jungyu.chat.room;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A room that somebody is in. It keeps the last messages in memory, so that a thousand readers who
/// return at once cost one look into the [MessageLog], and it decides what each member hears, in
/// which order.
///
/// An event has two numbers on its way: *known* once it is durable, *released* once a [Fanout] pass
/// has taken it. A newcomer is welcomed with all that is released and becomes a target of the next
/// pass, in one step under the room's lock; so nothing is missed or doubled at the border.
///
/// Lock order: the fan-out's, then this, then an outbox's. Under this lock only memory is touched.
final class Room implements Fanout.Source {
  private final RoomId id;
  private final Rooms rooms;
  private final Fanout fanout;

  // Guarded by this.
  private final Set<Member> members = new LinkedHashSet<>();
  private final Recent recent;
  private final Attendance attendance;
  private final List<Newcomer> newcomers = new ArrayList<>(0);
  private final List<Acknowledgement> acknowledgements = new ArrayList<>(0);
  private List<RoomEvent> pending = new ArrayList<>();
  private @Nullable Long unshownSince; // when the oldest message in pending became durable
  private long released;
  private Outbox @Nullable [] targets;
  private boolean passing;
  private boolean loading;
  private boolean closed;

  private record Newcomer(Member member, @Nullable Long since) {}

  private record Acknowledgement(Member author, Message message) {}

  Room(RoomId id, Rooms rooms) {
    this.id = id;
    this.rooms = rooms;
    this.fanout = new Fanout(this, rooms::nanoTime);
    this.recent = new Recent(rooms.limits());
    this.attendance = new Attendance(rooms.limits().listed());
  }

  RoomId id() {
    return id;
  }

  Fanout fanout() {
    return fanout;
  }

  /// Lets `member` in: now, or once the history it needs is read.
  ///
  /// @return false if the room was given up meanwhile, and another one is to be asked for
  boolean admit(Member member, @Nullable Long since) {
    boolean load;
    synchronized (this) {
      if (closed) {
        return false;
      }
      members.add(member);
      load = !welcomeIfKnown(new Newcomer(member, since));
    }
    if (load) {
      rooms.load(this);
    }
    return true;
  }

  /// Welcomes the newcomer if memory holds what it needs; else lets it wait.
  ///
  /// @return false if a load has to be started for it
  private boolean welcomeIfKnown(Newcomer newcomer) {
    if (recent.covers(newcomer.since())) {
      welcome(newcomer);
      return true;
    }
    newcomers.add(newcomer);
    boolean first = !loading;
    loading = true;
    return !first;
  }

  private void welcome(Newcomer newcomer) {
    Member member = newcomer.member();
    if (!members.contains(member)) {
      return; // left while the history was read
    }
    attendance.enter(member.author(), member.profile());
    targets = null;
    Recent.Slice slice = recent.since(newcomer.since(), released);
    List<RoomEvent.Participant> participants = attendance.show();
    tell(
        member,
        new RoomEvent.Welcome(
            id,
            member.author(),
            member.profile(),
            released,
            slice.complete(),
            slice.messages(),
            attendance.count(),
            participants));
  }

  /// Reads what the waiting newcomers need. Blocks; called on a thread made for that.
  void load(MessageLog log) {
    try {
      for (int count = wanted(); count > 0; count = wanted()) {
        MessageLog.Tail tail = log.tail(id, count);
        synchronized (this) {
          released = Math.max(released, recent.fill(tail, count));
          List<Newcomer> waiting = List.copyOf(newcomers);
          newcomers.clear();
          for (Newcomer newcomer : waiting) {
            welcomeIfKnown(newcomer);
          }
        }
      }
      fanout.wake();
    } catch (MessageLog.Unavailable | RuntimeException e) {
      List<Newcomer> waiting;
      synchronized (this) {
        waiting = List.copyOf(newcomers);
        newcomers.clear();
        loading = false;
      }
      for (Newcomer newcomer : waiting) {
        newcomer.member().disconnect(Disconnect.BUSY);
      }
    }
  }

  /// @return how many messages have to be in memory for those who wait; 0: nobody does
  private synchronized int wanted() {
    loading = !newcomers.isEmpty();
    if (!loading) {
      return 0;
    }
    return recent.loaded() ? rooms.limits().resume() : rooms.limits().history();
  }

  void leave(Member member) {
    boolean empty;
    synchronized (this) {
      if (!members.remove(member)) {
        return;
      }
      if (!newcomers.removeIf(newcomer -> newcomer.member() == member)) {
        attendance.leave(member.author());
      }
      targets = null;
      closed |= members.isEmpty();
      empty = closed;
    }
    if (empty) {
      rooms.forget(this);
    }
  }

  void rename(Member member, Profile to) {
    synchronized (this) {
      member.setProfile(to);
      if (members.contains(member)) {
        attendance.rename(member.author(), to);
      }
    }
  }

  void say(Member member, UUID clientId, String text) {
    Profile profile = member.profile();
    if (profile == null) {
      reject(member, clientId, Rejection.NO_NICKNAME, 0);
      return;
    }
    Rejection refusal = MessageText.refuse(text, rooms.limits());
    if (refusal != null) {
      reject(member, clientId, refusal, 0);
      return;
    }
    Duration wait = rooms.rateLimit().take(member.person());
    boolean hasty = !wait.isZero();
    if (member.countHaste(hasty) > rooms.limits().hasty()) {
      member.disconnect(Disconnect.TOO_FAST);
      return;
    }
    if (hasty) {
      reject(member, clientId, Rejection.TOO_FAST, wait.toMillis() + 1);
      return;
    }
    if (!rooms.submit(id, member, clientId, profile, text)) {
      reject(member, clientId, Rejection.BUSY, Rooms.BUSY_RETRY_MILLIS);
    }
  }

  void reject(Member member, @Nullable UUID clientId, Rejection reason, long retryAfterMillis) {
    rooms.telemetry().rejected(reason);
    tell(member, new RoomEvent.Rejected(clientId, reason, retryAfterMillis));
  }

  /// Tells `member` alone.
  void tell(Member member, RoomEvent event) {
    member.outbox().offer(() -> rooms.encoder().encode(List.of(event)));
  }

  /// Shows messages that have become durable, in the order of their numbers.
  void announce(List<Message> messages) {
    boolean hole = false;
    synchronized (this) {
      for (Message message : messages) {
        switch (recent.add(message)) {
          case NEW -> enqueue(new RoomEvent.Said(message));
          case KNOWN, TOO_EARLY -> {}
          case HOLE -> hole = true;
        }
      }
      closed |= hole;
    }
    if (hole) {
      rooms.forget(this);
      everybody().forEach(member -> member.disconnect(Disconnect.GOING_AWAY));
      return;
    }
    fanout.wake();
  }

  /// Tells the author of `message`, who sent it again, that it is stored; but not before the author
  /// has heard all that was said before it.
  void acknowledge(Member author, Message message) {
    synchronized (this) {
      if (passing || message.seq() > released) {
        acknowledgements.add(new Acknowledgement(author, message));
        return;
      }
    }
    tell(author, new RoomEvent.Said(message));
  }

  /// Announces who came and went, if anybody did and a second has passed since the last time.
  void announceAttendance() {
    synchronized (this) {
      RoomEvent.Presence change = attendance.change(rooms.nanoTime());
      if (change == null) {
        return;
      }
      enqueue(change);
    }
    fanout.wake();
  }

  private void enqueue(RoomEvent event) {
    if (unshownSince == null && event instanceof RoomEvent.Said) {
      unshownSince = rooms.nanoTime();
    }
    pending.add(event);
  }

  @Override
  public synchronized Fanout.@Nullable Pass take() {
    if (pending.isEmpty() || !recent.loaded()) {
      return null;
    }
    Fanout.Pass pass = new Fanout.Pass(pending, targets(), unshownSince, rooms.encoder());
    pending = new ArrayList<>();
    unshownSince = null;
    released = recent.head();
    passing = true;
    return pass;
  }

  @Override
  public void handedOver(Fanout.Pass pass) {
    List<Acknowledgement> due = List.of();
    synchronized (this) {
      passing = false;
      if (!acknowledgements.isEmpty()) {
        due = acknowledgements.stream().filter(a -> a.message().seq() <= released).toList();
        acknowledgements.removeAll(due);
      }
    }
    Long since = pass.durableSince();
    if (since != null) {
      rooms.telemetry().handedOver(rooms.nanoTime() - since);
    }
    for (Acknowledgement acknowledgement : due) {
      tell(acknowledgement.author(), new RoomEvent.Said(acknowledgement.message()));
    }
  }

  /// The outboxes of all who were welcomed.
  private Outbox[] targets() {
    if (targets == null) {
      Set<Member> unwelcomed = new LinkedHashSet<>();
      newcomers.forEach(newcomer -> unwelcomed.add(newcomer.member()));
      targets =
          members.stream()
              .filter(member -> !unwelcomed.contains(member))
              .map(Member::outbox)
              .toArray(Outbox[]::new);
    }
    return targets;
  }

  /// All who are in the room, welcomed or not.
  synchronized List<Member> everybody() {
    return List.copyOf(members);
  }

  /// The last `count` messages, or null where memory does not hold them.
  synchronized MessageLog.@Nullable Tail tail(int count) {
    return recent.loaded() && recent.covers(null) && count <= rooms.limits().history()
        ? new MessageLog.Tail(released, recent.since(null, released).messages())
        : null;
  }
}
