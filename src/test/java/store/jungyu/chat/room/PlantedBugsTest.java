package store.jungyu.chat.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
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
        log("acknowledges before the commit, which fails", Invariant.LOST, CheatingLogs.Hasty::new),
        log(
            "shows before the commit, which fails",
            Invariant.SHOWN_BEFORE_STORED,
            CheatingLogs.Hasty::new),
        log("loses a row after its commit", Invariant.LOST, CheatingLogs.Losing::new),
        log("leaves a number out", Invariant.NUMBERS_WITH_HOLES, CheatingLogs.Leaping::new),
        log(
            "stores what was sent again as new",
            Invariant.STORED_TWICE,
            CheatingLogs.Forgetful::new),
        log(
            "lets the second text of a resend win",
            Invariant.ALTERED,
            CheatingLogs.Overwriting::new),
        log("clips a text", Invariant.ALTERED, CheatingLogs.Clipping::new),
        log("stores what nobody said", Invariant.PHANTOM, CheatingLogs.Haunted::new),
        log(
            "announces an edit before the commit, which fails",
            Invariant.CHANGE_LOST,
            CheatingLogs.Rash::new),
        log("lets anybody edit", Invariant.CHANGED_BY_ANOTHER, CheatingLogs.Obliging::new),
        log("keeps a deleted text", Invariant.DELETED_SHOWN, CheatingLogs.Keeping::new),
        log("reads back what was deleted", Invariant.DELETED_SHOWN, CheatingLogs.Unaware::new),
        log("swaps two numbers after the commit", Invariant.DISAGREES, CheatingLogs.Swapping::new),
        log("says no after the commit", Invariant.FALSE_REFUSAL, CheatingLogs.Denying::new),
        log(
            "says no to the copy of what it is committing",
            Invariant.FALSE_REFUSAL,
            CheatingLogs.Doubting::new),
        log("lacks the newest in what it reads", Invariant.SHORT_HISTORY, CheatingLogs.Stale::new),
        log("reads back less than was missed", Invariant.SKIPPED, CheatingLogs.Curt::new),
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
}
