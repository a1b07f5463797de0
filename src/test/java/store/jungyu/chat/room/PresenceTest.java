package store.jungyu.chat.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who is in a room, as its members see it (UI-102, promise S15).
@Timeout(30)
final class PresenceTest {
  @AutoClose private final Chat chat = new Chat();

  /// What a page shows after all that its reader was sent.
  private record Page(int count, Map<String, Profile> list) {
    static Page of(Chat.Reader reader) {
      int count = 0;
      Map<String, Profile> list = new HashMap<>();
      for (RoomEvent event : reader.connection().events()) {
        switch (event) {
          case RoomEvent.Welcome welcome -> {
            count = welcome.count();
            welcome.participants().forEach(shown -> list.put(shown.author(), shown.profile()));
          }
          case RoomEvent.Presence presence -> {
            count = presence.count();
            presence.left().forEach(list::remove);
            presence.joined().forEach(joined -> list.put(joined.author(), joined.profile()));
          }
          case RoomEvent.Numbered _, RoomEvent.Rejected _, RoomEvent.Pong _ -> {}
        }
      }
      return new Page(count, list);
    }
  }

  @Test
  void theOthersAreToldWhoCameWhoChangedNameAndWhoLeft() {
    Chat.Reader present = chat.enter();
    Chat.Reader other = chat.enter(Chat.WHALE);
    String author = other.connection().welcome().author();
    Wait.until("it is there", () -> Chat.WHALE.equals(Page.of(present).list().get(author)));
    other.member().rename(Chat.OTTER);
    Wait.until("it has its name", () -> Chat.OTTER.equals(Page.of(present).list().get(author)));
    other.member().leave();

    Wait.until("it is gone", () -> !Page.of(present).list().containsKey(author));
    assertThat(Page.of(present).count()).isEqualTo(1);
  }

  @Test
  void fiveTabsOfOnePersonAreOne() {
    UUID person = UUID.randomUUID();
    List<Chat.Reader> tabs = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      tabs.add(chat.enter(Chat.ROOM, person, Chat.OTTER, null));
    }

    assertThat(tabs.getLast().connection().welcome().count()).isEqualTo(1);
    assertThat(tabs.getLast().connection().welcome().participants()).hasSize(1);
  }

  @Test
  void whoWaitsForHisWelcomeIsNotHereYet() {
    chat.log.fill(Chat.ROOM, 200);
    chat.enter();
    CountDownLatch reading = chat.log.holdReads();
    Chat.Reader waiting = chat.enterSince(20);

    assertThat(chat.enter().connection().welcome().count()).isEqualTo(2);
    waiting.member().leave();
    reading.countDown();
    assertThat(chat.enter().connection().welcome().count()).isEqualTo(3);
  }

  @Test
  void aThousandRoomsWhereNothingHappensAreNotLookedAfter() {
    List<Chat.Reader> readers = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      readers.add(chat.enter(new RoomId("post-" + i)));
    }
    for (Chat.Reader reader : readers) {
      Wait.until(
          "who came is told",
          () -> reader.connection().events(RoomEvent.Presence.class).size() == 1);
    }
    Wait.until("nothing stirs", () -> chat.rooms.stirring() == 0);
    readers.getFirst().member().rename(Chat.WHALE);

    assertThat(chat.rooms.stirring()).isEqualTo(1);
    Wait.until(
        "that is told as well",
        () -> readers.getFirst().connection().events(RoomEvent.Presence.class).size() == 2);
    Wait.until("nothing stirs again", () -> chat.rooms.stirring() == 0);
  }

  @Test
  void afterAStormEveryPageShowsWhoIsHereAndWasToldOnceASecond() throws Exception {
    long began = System.nanoTime();
    List<Chat.Reader> lasting = new ArrayList<>();
    List<Thread> storm = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Random random = new Random(t);
      storm.add(
          Thread.ofPlatform()
              .start(() -> {
                List<Chat.Reader> here = new ArrayList<>();
                for (int i = 0; i < 600; i++) {
                  if (here.size() < 5 || random.nextBoolean()) {
                    UUID person = new UUID(0, random.nextInt(40));
                    Profile profile = random.nextInt(3) == 0 ? null : Chat.OTTER;
                    here.add(chat.enter(Chat.ROOM, person, profile, null));
                  } else if (random.nextInt(4) == 0) {
                    here.get(random.nextInt(here.size())).member().rename(Chat.WHALE);
                  } else {
                    here.remove(random.nextInt(here.size())).member().leave();
                  }
                  LockSupport.parkNanos(2_000_000);
                }
                synchronized (lasting) {
                  lasting.addAll(here);
                }
              }));
    }
    for (Thread thread : storm) {
      thread.join();
    }
    Wait.until(
        "every page shows what the next newcomer is shown",
        () -> {
          Chat.Reader newcomer =
              chat.enter(Chat.ROOM, lasting.getFirst().anonymousId(), null, null);
          newcomer.connection().welcome();
          Page truth = Page.of(newcomer);
          newcomer.member().leave();
          return lasting.stream().allMatch(reader -> Page.of(reader).equals(truth));
        });

    double seconds = (System.nanoTime() - began) / 1e9;
    for (Chat.Reader reader : lasting) {
      assertThat(reader.connection().events(RoomEvent.Presence.class))
          .hasSizeLessThanOrEqualTo((int) seconds + 2);
    }
  }
}
