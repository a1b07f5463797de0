package store.jungyu.chat.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a person said, shown to that person and taken back by it.
final class MineTest {
  private static final int SAID = 120; // in two rooms, 10 characters each

  @AutoClose private final Chat chat = new Chat();

  @ParameterizedTest(name = "{0} messages, {1} characters: {2}")
  @CsvSource({
    "1000, 131072, 120",
    "120, 1200, 120",
    "119, 1200, 119 1",
    "100, 131072, 100 20",
    "50, 131072, 50 50 20",
    "1000, 1199, 119 1",
    "1000, 499, 49 49 22",
    "7, 500, 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 1",
  })
  void allIsShownInPartsThatAreNeitherTooManyNorTooLong(int most, int chars, String sizes)
      throws Exception {
    List<List<MessageLog.Own>> parts = parts(said(), most, chars);

    assertThat(parts)
        .extracting(List::size)
        .containsExactly(
            List.of(sizes.split(" ")).stream().map(Integer::valueOf).toArray(Integer[]::new));
    List<MessageLog.Own> all = parts.stream().flatMap(List::stream).toList();
    assertThat(all.subList(0, SAID / 2)).extracting(own -> own.room().value()).containsOnly("a");
    assertThat(all.subList(SAID / 2, SAID)).extracting(own -> own.room().value()).containsOnly("b");
    for (List<MessageLog.Own> half :
        List.of(all.subList(0, SAID / 2), all.subList(SAID / 2, SAID))) {
      assertThat(half)
          .extracting(own -> own.message().seq())
          .isEqualTo(LongStream.rangeClosed(1, SAID / 2).boxed().toList());
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "9", "10"})
  void aTextThatIsLongerThanAPartIsAPart(int chars) throws Exception {
    assertThat(parts(said(), 1000, chars)).hasSize(SAID).allMatch(part -> part.size() == 1);
  }

  @Test
  void aSecondErasureIsRefusedWhileTheFirstIsAtWork() throws Exception {
    UUID person = said();
    CountDownLatch held = chat.log.holdAppends();
    try (ExecutorService tabs = Executors.newFixedThreadPool(2)) {
      List<Future<OptionalInt>> asked =
          List.of(
              tabs.submit(() -> chat.rooms.erase(person, 1000)),
              tabs.submit(() -> chat.rooms.erase(person, 1000)));
      Wait.until("one is answered", () -> asked.stream().anyMatch(Future::isDone));
      held.countDown();

      assertThat(List.of(asked.get(0).get(), asked.get(1).get()))
          .containsExactlyInAnyOrder(OptionalInt.empty(), OptionalInt.of(SAID));
    }
    assertThat(chat.rooms.erase(person, 1000)).hasValue(0);
  }

  private UUID said() {
    UUID person = UUID.randomUUID();
    for (String name : List.of("b", "a")) {
      RoomId room = new RoomId(name);
      Chat.Reader reader = chat.enter(room, person, Chat.OTTER, null);
      for (int i = 0; i < SAID / 2; i++) {
        reader.say("text %05d".formatted(i));
      }
      Wait.until("all is stored", () -> chat.log.stored(room).size() == SAID / 2);
    }
    return person;
  }

  private List<List<MessageLog.Own>> parts(UUID person, int most, int chars) throws Exception {
    List<List<MessageLog.Own>> parts = new ArrayList<>();
    Rooms.Part part = chat.rooms.said(person, null, 0, most, chars);
    parts.add(part.said());
    while (part.more()) {
      MessageLog.Own last = part.said().getLast();
      part = chat.rooms.said(person, last.room(), last.message().seq(), most, chars);
      parts.add(part.said());
    }
    return parts;
  }
}
