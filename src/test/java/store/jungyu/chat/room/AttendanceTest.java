package store.jungyu.chat.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who is here, and what the others are told of it (UI-102, promise S15).
final class AttendanceTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final Profile OTTER = Chat.OTTER;
  private static final Profile WHALE = Chat.WHALE;

  private final Attendance attendance = new Attendance(100);
  private long now = 1_000_000;

  /// What is told once a second has passed.
  private RoomEvent.@Nullable Presence told() {
    now += SECOND;
    return attendance.change(now);
  }

  @Test
  void fiveTabsOfOnePersonCountOnce() {
    for (int tab = 0; tab < 5; tab++) {
      attendance.enter("a", OTTER);
    }

    assertThat(attendance.count()).isEqualTo(1);
    assertThat(told()).isEqualTo(presence(1, Map.of("a", OTTER)));
  }

  @Test
  void aPersonIsHereUntilTheLastTabIsClosed() {
    attendance.enter("a", OTTER);
    attendance.enter("a", OTTER);
    attendance.enter("b", WHALE);
    told();
    attendance.leave("a");
    assertThat(told()).isNull();
    assertThat(attendance.count()).isEqualTo(2);
    attendance.leave("a");

    assertThat(told()).isEqualTo(presence(1, Map.of(), "a"));
  }

  @Test
  void whoHasNoNameIsCountedAndNotListed() {
    attendance.enter("a", null);

    assertThat(attendance.show()).isEmpty();
    assertThat(told()).isEqualTo(presence(1, Map.of()));
  }

  @Test
  void whoTakesANameIsListedFromThenOn() {
    attendance.enter("a", null);
    told();
    attendance.rename("a", OTTER);

    assertThat(told()).isEqualTo(presence(1, Map.of("a", OTTER)));
  }

  @Test
  void whoTakesAnotherNameIsToldUnderIt() {
    attendance.enter("a", OTTER);
    told();
    attendance.rename("a", WHALE);

    assertThat(told()).isEqualTo(presence(1, Map.of("a", WHALE)));
  }

  @Test
  void aSecondTabWithoutANameLeavesTheName() {
    attendance.enter("a", OTTER);
    attendance.enter("a", null);

    assertThat(attendance.show()).containsExactly(new RoomEvent.Participant("a", OTTER));
  }

  @Test
  void nobodyIsToldAnythingWhereNothingChanged() {
    assertThat(told()).isNull();
    attendance.enter("a", OTTER);
    told();

    assertThat(told()).isNull();
  }

  @Test
  void changesAreToldAtMostOnceASecondAndTogether() {
    attendance.enter("a", OTTER);
    assertThat(attendance.change(now)).isNotNull();
    attendance.enter("b", OTTER);
    assertThat(attendance.change(now + SECOND - 1)).isNull();
    attendance.enter("c", WHALE);

    assertThat(attendance.change(now + SECOND))
        .isEqualTo(presence(3, orderedMap("b", OTTER, "c", WHALE)));
  }

  @Test
  void theFirstChangeAfterASilenceIsToldAtOnce() {
    attendance.enter("a", OTTER);
    told();
    now += 10 * SECOND;
    attendance.enter("b", OTTER);

    assertThat(attendance.change(now + 1)).isNotNull();
  }

  @Test
  void whoReloadsWithinTheSecondIsNeitherGoneNorBack() {
    attendance.enter("a", OTTER);
    attendance.enter("b", WHALE);
    told();
    attendance.leave("b");
    attendance.enter("b", WHALE);
    attendance.show();

    assertThat(told()).isNull();
  }

  @Test
  void whoComesAndGoesWithinTheSecondIsNotToldToThoseWhoWereHere() {
    attendance.enter("a", OTTER);
    told();
    attendance.enter("b", WHALE);
    attendance.leave("b");

    assertThat(told()).isNull();
  }

  @Test
  void theListIsCappedAndTheCountExact() {
    for (int i = 0; i < 250; i++) {
      attendance.enter("author " + i, OTTER);
    }

    assertThat(attendance.show()).hasSize(100);
    assertThat(attendance.count()).isEqualTo(250);
    RoomEvent.Presence told = Objects.requireNonNull(told());
    assertThat(told.count()).isEqualTo(250);
    assertThat(told.joined()).hasSize(100);
  }

  @Test
  void theNextInLineIsListedWhenAListedOneLeaves() {
    Attendance small = new Attendance(2);
    small.enter("a", OTTER);
    small.enter("b", OTTER);
    small.enter("c", WHALE);
    small.change(now);
    small.leave("a");

    assertThat(small.change(now + SECOND)).isEqualTo(presence(2, Map.of("c", WHALE), "a"));
  }

  @Test
  void aChangeBeyondTheListTellsTheCountAlone() {
    Attendance small = new Attendance(1);
    small.enter("a", OTTER);
    small.change(now);
    small.enter("b", OTTER);

    assertThat(small.change(now + SECOND)).isEqualTo(presence(2, Map.of()));
  }

  @Test
  void aNewcomerIsToldThatOneItWasShownLeftBeforeAnybodyElseHeardOfHim() {
    attendance.enter("a", OTTER);
    told();
    attendance.enter("b", WHALE);
    attendance.enter("newcomer", OTTER);
    assertThat(attendance.show()).hasSize(3);
    attendance.leave("b");

    assertThat(told()).isEqualTo(presence(2, Map.of("newcomer", OTTER), "b"));
  }

  @Test
  void aNewcomerWhoCameWhileSomebodyReloadedIsToldOfHim() {
    attendance.enter("a", OTTER);
    told();
    attendance.leave("a");
    attendance.enter("newcomer", OTTER);
    assertThat(attendance.show()).hasSize(1);
    attendance.enter("a", OTTER);

    assertThat(told()).isEqualTo(presence(2, orderedMap("newcomer", OTTER, "a", OTTER)));
  }

  @Test
  void aNewcomerWhoWasShownAPassingNameIsToldTheLastingOne() {
    attendance.enter("a", OTTER);
    told();
    attendance.rename("a", WHALE);
    attendance.enter("newcomer", null);
    attendance.show();
    attendance.rename("a", OTTER);

    assertThat(told()).isEqualTo(presence(2, Map.of("a", OTTER)));
  }

  @Test
  void aNewcomerIsToldTheCountThoughItIsWhatTheOthersWereTold() {
    attendance.enter("a", null);
    told();
    attendance.enter("newcomer", null);
    attendance.show();
    attendance.leave("a");

    assertThat(told()).isEqualTo(presence(1, Map.of()));
  }

  /// What a page makes of a welcome and of each presence after it.
  private static final class Page {
    private final Map<String, Profile> list = new HashMap<>();
    private int count;

    Page(Attendance attendance) {
      attendance.show().forEach(shown -> list.put(shown.author(), shown.profile()));
      count = attendance.count();
    }

    void hear(RoomEvent.Presence presence) {
      count = presence.count();
      presence.left().forEach(list::remove);
      presence.joined().forEach(joined -> list.put(joined.author(), joined.profile()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 100})
  void afterSilenceEveryPageShowsExactlyWhoIsHere(int listed) {
    Profile[] profiles = {OTTER, WHALE, new Profile("늑대", Animal.WOLF)};
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      Attendance checked = new Attendance(listed);
      List<String> connections = new ArrayList<>();
      Map<Integer, Page> pages = new LinkedHashMap<>();
      int nextPage = 0;
      RoomEvent.@Nullable Presence onItsWay = null;
      long time = 0;
      for (int step = 0; step < 120; step++) {
        String author = "author " + random.nextInt(6);
        switch (random.nextInt(5)) {
          case 0, 1 -> {
            checked.enter(author, random.nextBoolean() ? profiles[random.nextInt(3)] : null);
            connections.add(author);
            pages.put(nextPage++, new Page(checked));
          }
          case 2 -> {
            if (!connections.isEmpty()) {
              checked.leave(connections.remove(random.nextInt(connections.size())));
            }
          }
          case 3 -> checked.rename(author, profiles[random.nextInt(3)]);
          default -> {
            // What is told reaches the pages a little later, those too that came meanwhile.
            if (onItsWay != null) {
              RoomEvent.Presence arriving = onItsWay;
              pages.values().forEach(page -> page.hear(arriving));
            }
            time += random.nextBoolean() ? SECOND : SECOND / 3;
            onItsWay = checked.change(time);
          }
        }
      }
      for (int round = 0; round < 3; round++) {
        if (onItsWay != null) {
          RoomEvent.Presence arriving = onItsWay;
          pages.values().forEach(page -> page.hear(arriving));
        }
        time += SECOND;
        onItsWay = checked.change(time);
      }

      assertThat(onItsWay).isNull();
      Page truth = new Page(checked);
      assertThat(truth.count).isEqualTo(Set.copyOf(connections).size());
      for (Page page : pages.values()) {
        assertThat(page.list).as("seed %d", seed).isEqualTo(truth.list);
        assertThat(page.count).as("seed %d", seed).isEqualTo(truth.count);
      }
    }
  }

  private static Map<String, Profile> orderedMap(String a, Profile ap, String b, Profile bp) {
    Map<String, Profile> map = new LinkedHashMap<>();
    map.put(a, ap);
    map.put(b, bp);
    return map;
  }

  private static RoomEvent.Presence presence(
      int count, Map<String, Profile> joined, String... left) {
    return new RoomEvent.Presence(
        count,
        joined.entrySet().stream()
            .map(entry -> new RoomEvent.Participant(entry.getKey(), entry.getValue()))
            .toList(),
        List.of(left));
  }
}
