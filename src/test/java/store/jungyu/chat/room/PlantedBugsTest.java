package store.jungyu.chat.room;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import store.jungyu.chat.chaos.Invariant;
import store.jungyu.chat.chaos.Violation;

/// A green run of the fault tests means something because of this: here the core that runs is the
/// real one, and one of the parts it is given cheats: what keeps messages, what encodes them, a
/// line, a limit. What browsers wrote down meanwhile goes to the checker of the fault tests, which
/// has to call the bug by its name.
@Timeout(60)
final class PlantedBugsTest {

  @Test
  void aChatThatDoesNotCheatIsFoundSound() throws Exception {
    try (Talk talk = new Talk(new Cheat())) {
      assertThat(talk.play()).isEmpty();
    }
  }

  static Stream<Arguments> bugs() {
    return Stream.of(
        log("acknowledges before the commit, which fails", Invariant.LOST, Hasty::new),
        log("shows before the commit, which fails", Invariant.SHOWN_BEFORE_STORED, Hasty::new),
        log("loses a row after its commit", Invariant.LOST, Losing::new),
        log("leaves a number out", Invariant.NUMBERS_WITH_HOLES, Leaping::new),
        log("stores what was sent again as new", Invariant.STORED_TWICE, Forgetful::new),
        log("lets the second text of a resend win", Invariant.ALTERED, Overwriting::new),
        log("clips a text", Invariant.ALTERED, Clipping::new),
        log("stores what nobody said", Invariant.PHANTOM, Haunted::new),
        log("announces an edit before the commit, which fails", Invariant.CHANGE_LOST, Rash::new),
        log("lets anybody edit", Invariant.CHANGED_BY_ANOTHER, Obliging::new),
        log("keeps a deleted text", Invariant.DELETED_SHOWN, Keeping::new),
        log("reads back what was deleted", Invariant.DELETED_SHOWN, Unaware::new),
        log("swaps two numbers after the commit", Invariant.DISAGREES, Swapping::new),
        log("says no after the commit", Invariant.FALSE_REFUSAL, Denying::new),
        log("lacks the newest in what it reads", Invariant.SHORT_HISTORY, Stale::new),
        log("reads back less than was missed", Invariant.SKIPPED, Curt::new),
        encoder("drops an event of a frame", Invariant.SKIPPED, PlantedBugsTest::dropOne),
        encoder("swaps two events of a frame", Invariant.OUT_OF_ORDER, PlantedBugsTest::swapTwo),
        encoder("writes an event twice", Invariant.REPEATED, PlantedBugsTest::repeatOne),
        line("loses a frame in the middle", Invariant.SKIPPED, (at, said) -> at == 2 ? 0 : 1),
        line("brings a frame twice", Invariant.REPEATED, (at, said) -> at == 2 ? 2 : 1),
        line("is left out of the last pass", Invariant.LEFT_OUT, (at, said) -> said ? 0 : 1),
        line("brings no second welcome", Invariant.SHUT_OUT, oneWelcome()),
        Arguments.of(
            "an author's answer goes astray",
            Invariant.UNANSWERED,
            (Supplier<Cheat>) () -> new Cheat().line("ben", (at, said) -> said ? 0 : 1)),
        Arguments.of(
            "forgets what it promised to remember",
            Invariant.GIVEN_UP,
            (Supplier<Cheat>) () -> new Cheat().remembering(Chat.LIMITS.history())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bugs")
  void everyBugUnderTheRealCoreIsCaughtByName(String bug, Invariant name, Supplier<Cheat> plant)
      throws Exception {
    try (Talk talk = new Talk(plant.get())) {
      assertThat(talk.play()).as(bug).extracting(Violation::invariant).contains(name);
    }
  }

  @Test
  void everyInvariantHasABugThatBreaksIt() {
    assertThat(bugs().map(bug -> bug.get()[1])).contains((Object[]) Invariant.values());
  }

  private static Arguments log(
      String bug, Invariant name, Function<MemoryLog, ForwardingLog> cheats) {
    return Arguments.of("the log " + bug, name, (Supplier<Cheat>) () -> new Cheat().log(cheats));
  }

  private static Arguments encoder(String bug, Invariant name, Cheat.Misspelling cheats) {
    return Arguments.of(
        "the encoder " + bug, name, (Supplier<Cheat>) () -> new Cheat().encoder(cheats));
  }

  private static Arguments line(String bug, Invariant name, Cheat.Loss cheats) {
    return Arguments.of(
        "a reader's line " + bug, name, (Supplier<Cheat>) () -> new Cheat().line("cem", cheats));
  }

  private static Cheat.Loss oneWelcome() {
    var welcomes = new AtomicInteger();
    return (at, _) -> at > 0 || welcomes.incrementAndGet() == 1 ? 1 : 0;
  }

  // Encoders that cheat

  private static List<RoomEvent> dropOne(List<RoomEvent> said) {
    return said.subList(1, said.size());
  }

  private static List<RoomEvent> swapTwo(List<RoomEvent> said) {
    List<RoomEvent> swapped = new ArrayList<>(said);
    swapped.set(0, said.get(1));
    swapped.set(1, said.get(0));
    return swapped;
  }

  private static List<RoomEvent> repeatOne(List<RoomEvent> said) {
    List<RoomEvent> more = new ArrayList<>(said);
    more.add(1, said.getFirst());
    return more;
  }

  // Logs that cheat

  /// The last message of the talk is never stored.
  private static final class Hasty extends ForwardingLog {
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

  private static final class Losing extends ForwardingLog {
    Losing(MemoryLog log) {
      super(log);
    }

    @Override
    List<Message> as(List<Message> stored) {
      return stored.stream().filter(message -> message.seq() != 7).toList();
    }
  }

  private static final class Leaping extends ForwardingLog {
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

  private static final class Forgetful extends ForwardingLog {
    private final Set<UUID> seen = new HashSet<>();

    Forgetful(MemoryLog log) {
      super(log);
    }

    @Override
    public List<Appended> append(List<Draft> drafts, BooleanSupplier mayCommit)
        throws Unavailable, OutcomeUnknown {
      return super.append(
          drafts.stream()
              .map(draft -> seen.add(draft.clientId()) ? draft : by(draft, "somebody else"))
              .toList(),
          mayCommit);
    }

    private static Draft by(Draft draft, String person) {
      return new Draft(
          draft.room(),
          draft.from(),
          person,
          draft.clientId(),
          draft.profile(),
          draft.text(),
          draft.at(),
          draft.takenNanos());
    }
  }

  private static final class Overwriting extends ForwardingLog {
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

  private static final class Clipping extends ForwardingLog {
    Clipping(MemoryLog log) {
      super(log);
    }

    @Override
    public List<Appended> append(List<Draft> drafts, BooleanSupplier mayCommit)
        throws Unavailable, OutcomeUnknown {
      return super.append(
          drafts.stream()
              .map(draft -> draft(draft, draft.text().substring(0, draft.text().length() - 1)))
              .toList(),
          mayCommit);
    }
  }

  private static final class Haunted extends ForwardingLog {
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

  private static final class Swapping extends ForwardingLog {
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

  private static final class Denying extends ForwardingLog {
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

  private static final class Stale extends ForwardingLog {
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

  private static final class Curt extends ForwardingLog {
    Curt(MemoryLog log) {
      super(log);
    }

    @Override
    public Tail tail(RoomId room, int count) throws Unavailable {
      return super.tail(room, Math.min(count, 55));
    }
  }

  /// The first edit of the talk is never stored.
  private static final class Rash extends ForwardingLog {
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

  private static final class Obliging extends ForwardingLog {
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

  private static final class Keeping extends ForwardingLog {
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
  private static final class Unaware extends ForwardingLog {
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

  private static Draft draft(Draft draft, String text) {
    return new Draft(
        draft.room(),
        draft.from(),
        draft.person(),
        draft.clientId(),
        draft.profile(),
        text,
        draft.at(),
        draft.takenNanos());
  }
}
