package store.jungyu.chat.room;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/// What keeps messages, and does not do what it promises.
final class CheatingLogs {
  private CheatingLogs() {}

  /// The last message of the talk is never stored.
  static final class Hasty extends ForwardingLog {
    Hasty(MemoryLog log) {
      super(log);
    }

    @Override
    public List<Appended> append(List<Draft> drafts, BooleanSupplier mayCommit)
        throws Unavailable, OutcomeUnknown {
      if (drafts.stream().noneMatch(draft -> draft.text().equals(Talk.LAST))) {
        return super.append(drafts, mayCommit);
      }
      List<Appended> entries =
          new ArrayList<>(super.append(drafts.subList(0, drafts.size() - 1), mayCommit));
      long next = tail(Chat.ROOM, 1).head() + 1;
      entries.add(new Appended(new RoomEvent.Said(unborn(drafts.getLast(), next)), true));
      return entries;
    }

    private static Message unborn(Draft draft, long seq) {
      return new Message(
          seq,
          draft.clientId(),
          draft.person(),
          draft.profile().nickname(),
          draft.profile().avatar(),
          draft.text(),
          draft.at());
    }
  }

  static final class Losing extends ForwardingLog {
    Losing(MemoryLog log) {
      super(log);
    }

    @Override
    List<Message> as(List<Message> stored) {
      return stored.stream().filter(message -> message.seq() != 7).toList();
    }
  }

  static final class Leaping extends ForwardingLog {
    Leaping(MemoryLog log) {
      super(log);
    }

    @Override
    public List<Appended> append(List<Draft> drafts, BooleanSupplier mayCommit)
        throws Unavailable, OutcomeUnknown {
      return super.append(drafts, mayCommit).stream()
          .map(entry -> new Appended(as(entry.event()), entry.fresh()))
          .toList();
    }

    @Override
    List<Message> as(List<Message> stored) {
      return stored.stream().map(Leaping::leapt).toList();
    }

    @Override
    RoomEvent.Numbered as(RoomEvent.Numbered change) {
      return switch (change) {
        case RoomEvent.Said said -> new RoomEvent.Said(leapt(said.message()));
        case RoomEvent.Edited edited ->
            new RoomEvent.Edited(head(edited.seq()), edited.of(), edited.text(), edited.at());
        case RoomEvent.Deleted deleted ->
            new RoomEvent.Deleted(head(deleted.seq()), deleted.of(), deleted.clientId());
      };
    }

    @Override
    long head(long stored) {
      return stored > 20 ? stored + 1 : stored;
    }

    private static Message leapt(Message message) {
      return message.seq() > 20 ? numbered(message, message.seq() + 1) : message;
    }
  }

  static final class Forgetful extends ForwardingLog {
    private final Set<UUID> seen = new HashSet<>();

    Forgetful(MemoryLog log) {
      super(log);
    }

    @Override
    public List<Appended> append(List<Draft> drafts, BooleanSupplier mayCommit)
        throws Unavailable, OutcomeUnknown {
      return super.append(
          drafts.stream()
              .map(draft -> seen.add(draft.clientId()) ? draft : Drafts.by(draft, "somebody else"))
              .toList(),
          mayCommit);
    }
  }

  static final class Overwriting extends ForwardingLog {
    Overwriting(MemoryLog log) {
      super(log);
    }

    @Override
    List<Message> as(List<Message> stored) {
      return stored.stream()
          .map(message -> message.seq() == 1 ? texted(message, Talk.AGAIN) : message)
          .toList();
    }
  }

  static final class Clipping extends ForwardingLog {
    Clipping(MemoryLog log) {
      super(log);
    }

    @Override
    public List<Appended> append(List<Draft> drafts, BooleanSupplier mayCommit)
        throws Unavailable, OutcomeUnknown {
      return super.append(
          drafts.stream()
              .map(
                  draft -> Drafts.with(draft, draft.text().substring(0, draft.text().length() - 1)))
              .toList(),
          mayCommit);
    }
  }

  static final class Haunted extends ForwardingLog {
    private boolean appeared;

    Haunted(MemoryLog log) {
      super(log);
    }

    @Override
    public List<Appended> append(List<Draft> drafts, BooleanSupplier mayCommit)
        throws Unavailable, OutcomeUnknown {
      List<Appended> entries = super.append(drafts, mayCommit);
      if (!appeared) {
        appeared = true;
        memory.fill(Chat.ROOM, 1);
      }
      return entries;
    }
  }

  static final class Swapping extends ForwardingLog {
    Swapping(MemoryLog log) {
      super(log);
    }

    @Override
    public List<Appended> append(List<Draft> drafts, BooleanSupplier mayCommit)
        throws Unavailable, OutcomeUnknown {
      List<Appended> entries = new ArrayList<>(super.append(drafts, mayCommit));
      if (entries.size() > 1
          && entries.get(0).event() instanceof RoomEvent.Said one
          && entries.get(1).event() instanceof RoomEvent.Said other) {
        entries.set(0, said(numbered(one.message(), other.seq())));
        entries.set(1, said(numbered(other.message(), one.seq())));
      }
      return entries;
    }

    private static Appended said(Message message) {
      return new Appended(new RoomEvent.Said(message), true);
    }
  }

  static final class Denying extends ForwardingLog {
    private int times;

    Denying(MemoryLog log) {
      super(log);
    }

    @Override
    public List<Appended> append(List<Draft> drafts, BooleanSupplier mayCommit)
        throws Unavailable, OutcomeUnknown {
      List<Appended> entries = super.append(drafts, mayCommit);
      if (++times == 2) {
        throw new Unavailable(new IllegalStateException("no"));
      }
      return entries;
    }
  }

  /// Stores what is sent twice, and says each time that it does not.
  static final class Doubting extends ForwardingLog {
    Doubting(MemoryLog log) {
      super(log);
    }

    @Override
    public List<Appended> append(List<Draft> drafts, BooleanSupplier mayCommit)
        throws Unavailable, OutcomeUnknown {
      List<Appended> entries = super.append(drafts, mayCommit);
      if (drafts.stream().anyMatch(draft -> draft.text().equals(Talk.TWICE))) {
        throw new Unavailable(new IllegalStateException("no"));
      }
      return entries;
    }
  }

  static final class Stale extends ForwardingLog {
    Stale(MemoryLog log) {
      super(log);
    }

    @Override
    public Tail tail(RoomId room, int count) throws Unavailable {
      Tail tail = super.tail(room, count);
      List<Message> messages = tail.messages();
      return new Tail(
          tail.head(), messages.subList(0, Math.max(0, messages.size() - 2)), tail.changes());
    }
  }

  static final class Curt extends ForwardingLog {
    Curt(MemoryLog log) {
      super(log);
    }

    @Override
    public Tail tail(RoomId room, int count) throws Unavailable {
      return super.tail(room, Math.min(count, 55));
    }
  }

  /// The first edit of the talk is never stored.
  static final class Rash extends ForwardingLog {
    private boolean failed;

    Rash(MemoryLog log) {
      super(log);
    }

    @Override
    public List<Optional<RoomEvent.Numbered>> change(
        List<Change> changes, BooleanSupplier mayCommit) throws Unavailable, OutcomeUnknown {
      Change first = changes.getFirst();
      String text = first.text();
      if (failed || text == null) {
        return super.change(changes, mayCommit);
      }
      failed = true;
      long next = tail(Chat.ROOM, 1).head() + 1;
      List<Optional<RoomEvent.Numbered>> events = new ArrayList<>();
      events.add(Optional.of(new RoomEvent.Edited(next, first.of(), text, first.at())));
      events.addAll(super.change(changes.subList(1, changes.size()), mayCommit));
      return events;
    }
  }

  static final class Obliging extends ForwardingLog {
    private final Map<Long, String> persons = new HashMap<>();

    Obliging(MemoryLog log) {
      super(log);
    }

    @Override
    public List<Appended> append(List<Draft> drafts, BooleanSupplier mayCommit)
        throws Unavailable, OutcomeUnknown {
      List<Appended> entries = super.append(drafts, mayCommit);
      for (int i = 0; i < entries.size(); i++) {
        persons.put(entries.get(i).event().seq(), drafts.get(i).person());
      }
      return entries;
    }

    @Override
    public List<Optional<RoomEvent.Numbered>> change(
        List<Change> changes, BooleanSupplier mayCommit) throws Unavailable, OutcomeUnknown {
      return super.change(changes.stream().map(this::asItsAuthor).toList(), mayCommit);
    }

    private Change asItsAuthor(Change change) {
      return new Change(
          change.room(),
          change.from(),
          persons.getOrDefault(change.of(), change.person()),
          change.of(),
          change.text(),
          change.at(),
          change.takenNanos());
    }
  }

  static final class Keeping extends ForwardingLog {
    Keeping(MemoryLog log) {
      super(log);
    }

    @Override
    List<Message> as(List<Message> stored) {
      return stored.stream()
          .map(message -> message.text().isEmpty() ? texted(message, "kept") : message)
          .toList();
    }
  }

  /// Reads back everything as it was said.
  static final class Unaware extends ForwardingLog {
    private final SortedMap<Long, Message> said = new TreeMap<>();

    Unaware(MemoryLog log) {
      super(log);
    }

    @Override
    public synchronized List<Appended> append(List<Draft> drafts, BooleanSupplier mayCommit)
        throws Unavailable, OutcomeUnknown {
      List<Appended> entries = super.append(drafts, mayCommit);
      for (Appended entry : entries) {
        if (entry.event() instanceof RoomEvent.Said event) {
          said.putIfAbsent(event.seq(), event.message());
        }
      }
      return entries;
    }

    @Override
    public synchronized Tail tail(RoomId room, int count) throws Unavailable {
      List<Message> all = List.copyOf(said.values());
      return new Tail(
          super.tail(room, count).head(), all.subList(Math.max(0, all.size() - count), all.size()));
    }
  }

  private static Message numbered(Message message, long seq) {
    return new Message(
        seq,
        message.clientId(),
        message.author(),
        message.nickname(),
        message.avatar(),
        message.text(),
        message.at());
  }

  private static Message texted(Message message, String text) {
    return new Message(
        message.seq(),
        message.clientId(),
        message.author(),
        message.nickname(),
        message.avatar(),
        text,
        message.at());
  }
}
