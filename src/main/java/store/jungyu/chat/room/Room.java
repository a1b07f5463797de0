package store.jungyu.chat.room;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
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
  private final Set<Member> welcomed = new LinkedHashSet<>(); // those who wait for history are not
  private final Recent recent;
  private final Attendance attendance;
  private final List<Newcomer> newcomers = new ArrayList<>(0);
  private final List<Answer> answers = new ArrayList<>(0);
  private final Opening opening;
  private List<RoomEvent> pending = new ArrayList<>();
  private @Nullable Long unshownSince; // when the oldest message in pending became durable
  private long released;
  private Outbox @Nullable [] targets;
  private boolean passing;
  private boolean loading;
  private boolean closed;

  private record Newcomer(Member member, @Nullable Long since) {}

  /// What one member is told, once all up to event number `after` is on its way to it.
  private record Answer(Member to, RoomEvent event, long after) {}

  Room(RoomId id, Rooms rooms) {
    this.id = id;
    this.rooms = rooms;
    this.fanout = new Fanout(this, rooms::nanoTime);
    this.recent = new Recent(rooms.limits());
    this.attendance = new Attendance(rooms.limits().listed());
    this.opening = new Opening(rooms.rateLimit()::notOpened);
  }

  RoomId id() {
    return id;
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
      if (recent.covers(since)) {
        welcome(new Newcomer(member, since));
        return true;
      }
      newcomers.add(new Newcomer(member, since));
      load = !loading;
      loading = true;
    }
    if (load) {
      rooms.load(this);
    }
    return true;
  }

  private void welcome(Newcomer newcomer) {
    Member member = newcomer.member();
    welcomed.add(member);
    targets = null;
    attendance.enter(member.author(), member.profile());
    rooms.stirs(this);
    Recent.Slice slice = recent.since(newcomer.since(), released);
    List<RoomEvent.Participant> participants = attendance.show();
    RoomEvent welcome =
        new RoomEvent.Welcome(
            id,
            member.author(),
            member.profile(),
            released,
            slice.complete(),
            slice.messages(),
            slice.changes(),
            attendance.count(),
            participants);
    member.outbox().open(() -> rooms.encoder().encode(List.of(welcome)));
  }

  /// Reads what the waiting newcomers need. Blocks; called on a thread made for that.
  void load(MessageLog log) {
    try {
      for (HistoryRead read = wanted(); read != null; read = wanted()) {
        rooms.telemetry().historyRead(read);
        Limits limits = rooms.limits();
        int count = read == HistoryRead.RETURN ? limits.resume() : limits.history();
        fill(log.tail(id, count), count);
      }
      wake();
      answerDue();
    } catch (MessageLog.Unavailable | RuntimeException e) {
      turnAway();
    }
  }

  /// @return what those who wait need; null: nobody does
  private synchronized @Nullable HistoryRead wanted() {
    loading = !newcomers.isEmpty();
    if (!loading) {
      return null;
    }
    return recent.loaded() ? HistoryRead.RETURN : HistoryRead.ENTRANCE;
  }

  /// Takes what was read and welcomes those it is enough for; after the second, longer reading that
  /// is everybody.
  ///
  /// The log may be ahead of the journal, which announces after the commit: the first newcomers are
  /// given such messages as history, and those who are here already are told of them now.
  private synchronized void fill(MessageLog.Tail tail, int count) {
    boolean first = !recent.loaded();
    if (first) {
      recent.load(tail, count);
      released = recent.head();
      opening.settle(tail.head());
    } else {
      recent.extend(tail, count);
      recent.unknown(tail).forEach(this::show);
    }
    List<Newcomer> waiting = List.copyOf(newcomers);
    newcomers.clear();
    for (Newcomer newcomer : waiting) {
      if (first && !recent.covers(newcomer.since())) {
        newcomers.add(newcomer);
      } else {
        welcome(newcomer);
      }
    }
  }

  /// Ends the connections of those who wait for a history that cannot be read.
  void turnAway() {
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

  void leave(Member member) {
    boolean empty;
    synchronized (this) {
      if (!members.remove(member)) {
        return;
      }
      newcomers.removeIf(newcomer -> newcomer.member() == member);
      if (welcomed.remove(member)) {
        targets = null;
        attendance.leave(member.author());
        rooms.stirs(this);
      }
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
      if (welcomed.contains(member)) {
        attendance.rename(member.author(), to);
        rooms.stirs(this);
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
    boolean opens = opens(member.address());
    Duration wait = rooms.rateLimit().take(member.person(), member.address(), opens);
    if (wait.isZero()) {
      spoke(member.address(), opens);
    }
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

  /// Whether a message from `address` opens the room: nobody is known to have spoken here, which
  /// before its history is read is so in every room.
  private synchronized boolean opens(String address) {
    return recent.head() == 0 && opening.wants(address);
  }

  private synchronized void spoke(String address, boolean opened) {
    opening.spoke(address, opened, recent.loaded(), recent.head());
  }

  void reject(Member member, @Nullable UUID clientId, Rejection reason, long retryAfterMillis) {
    rooms.telemetry().rejected(reason);
    tell(member, new RoomEvent.Rejected(clientId, reason, retryAfterMillis));
  }

  /// Tells `member` alone.
  void tell(Member member, RoomEvent event) {
    member.outbox().offer(() -> rooms.encoder().encode(List.of(event)));
  }

  /// Wants `text` in place of what `member` said as number `of`, or nothing (null).
  void change(Member member, long of, @Nullable String text) {
    Rejection refusal = text == null ? null : MessageText.refuse(text, rooms.limits());
    if (refusal != null) {
      reject(member, of, refusal, 0);
      return;
    }
    Duration wait = rooms.rateLimit().take(member.person(), member.address(), false);
    boolean hasty = !wait.isZero();
    if (member.countHaste(hasty) > rooms.limits().hasty()) {
      member.disconnect(Disconnect.TOO_FAST);
      return;
    }
    if (hasty) {
      reject(member, of, Rejection.TOO_FAST, wait.toMillis() + 1);
      return;
    }
    if (!rooms.submit(id, member, of, text)) {
      reject(member, of, Rejection.BUSY, Rooms.BUSY_RETRY_MILLIS);
    }
  }

  void reject(Member member, long of, Rejection reason, long retryAfterMillis) {
    rooms.telemetry().rejected(reason);
    tell(member, new RoomEvent.Rejected(null, of, reason, retryAfterMillis));
  }

  /// Shows events that are durable to those who have not seen them.
  ///
  /// @param events in the order of their numbers
  /// @return the number of the last event that was known before
  long announce(Collection<? extends RoomEvent.Numbered> events) {
    boolean hole = false;
    long known;
    synchronized (this) {
      known = recent.loaded() ? recent.head() : Long.MAX_VALUE;
      for (RoomEvent.Numbered event : events) {
        hole |= show(event) == Recent.Added.HOLE;
      }
      closed |= hole;
    }
    if (hole) {
      rooms.forget(this);
      everybody().forEach(member -> member.disconnect(Disconnect.GOING_AWAY));
    } else {
      wake();
    }
    return known;
  }

  private Recent.Added show(RoomEvent.Numbered event) {
    Recent.Added added = recent.add(event);
    if (added == Recent.Added.NEW) {
      enqueue(event);
    }
    return added;
  }

  /// Tells the author of `event`, who wanted it again, that it is stored; but not before the author
  /// has heard all that happened before it, and before it hears what happens next.
  synchronized void acknowledge(Member author, RoomEvent.Numbered event) {
    answers.add(new Answer(author, event, event.seq()));
    answerDue();
  }

  /// Tells `author` that what the journal took is not stored or not done; but not before the author
  /// has heard all that is, for it may be the same, sent before.
  void refuse(Member author, RoomEvent.Rejected refusal) {
    rooms.telemetry().rejected(refusal.reason());
    synchronized (this) {
      answers.add(new Answer(author, refusal, recent.head()));
      answerDue();
    }
  }

  /// Relieves a pass that is held up, and tells who came and went.
  ///
  /// @return whether there is more to look after: a room where nothing happens is not looked at
  boolean lookAfter() {
    boolean untold = announceAttendance();
    return fanout.relieve() || untold;
  }

  /// Tells who came and went, if anybody did and a second has passed since the last time.
  ///
  /// @return whether that has to wait
  private boolean announceAttendance() {
    synchronized (this) {
      RoomEvent.Presence change = attendance.change(rooms.nanoTime());
      if (change == null) {
        return attendance.changed() && !closed;
      }
      enqueue(change);
    }
    wake();
    return false;
  }

  private void wake() {
    fanout.wake();
    rooms.stirs(this);
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
    synchronized (this) {
      passing = false;
    }
    Long since = pass.durableSince();
    if (since != null) {
      rooms.telemetry().handedOver(rooms.nanoTime() - since);
    }
    answerDue();
  }

  /// Puts them into their outboxes before the next pass can be taken, whichever thread it is.
  private synchronized void answerDue() {
    if (passing || answers.isEmpty()) {
      return;
    }
    List<Answer> due = answers.stream().filter(answer -> answer.after() <= released).toList();
    answers.removeIf(answer -> answer.after() <= released);
    for (Answer answer : due) {
      tell(answer.to(), answer.event());
    }
  }

  /// Forgets the messages up to number `upTo`, which are not kept any more.
  synchronized void expire(long upTo) {
    recent.expire(upTo);
  }

  /// The outboxes of all who were welcomed.
  private Outbox[] targets() {
    if (targets == null) {
      targets = welcomed.stream().map(Member::outbox).toArray(Outbox[]::new);
    }
    return targets;
  }

  /// All who are in the room, welcomed or not.
  synchronized List<Member> everybody() {
    return List.copyOf(members);
  }

  /// How many persons are here.
  synchronized int present() {
    return attendance.count();
  }

  /// Whether memory holds the last messages.
  synchronized boolean remembers() {
    return recent.covers(null);
  }

  /// The last `count` messages, or null where memory does not hold them.
  synchronized MessageLog.@Nullable Tail tail(int count) {
    return recent.covers(null) && count <= rooms.limits().history()
        ? new MessageLog.Tail(released, recent.since(null, released).messages())
        : null;
  }
}
