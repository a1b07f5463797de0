package store.jungyu.chat.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Names that tell nothing of the secret behind them (promise S17).
final class PseudonymsTest {
  private static final UUID SOMEBODY = UUID.fromString("0b7c4a0e-3f5d-4c59-9a53-1a9c2f0d7e11");
  private static final UUID SOMEBODY_ELSE = UUID.fromString("0b7c4a0e-3f5d-4c59-9a53-1a9c2f0d7e12");

  private final Pseudonyms pseudonyms =
      new Pseudonyms("a secret of at least 32 characters".getBytes(StandardCharsets.UTF_8));
  private final Pseudonyms afterAnotherSecret =
      new Pseudonyms("another secret of 32 characters and more".getBytes(StandardCharsets.UTF_8));

  @Test
  void aPersonIsTheSameForEver() {
    // Whoever changes this makes every returning reader a stranger.
    assertThat(pseudonyms.person(SOMEBODY))
        .isEqualTo("8dddd95459ac59a9d0135f9f03f5c0bd028e7dc1f57c97d1ab28738f519e5491");
    assertThat(pseudonyms.author(Chat.ROOM, pseudonyms.person(SOMEBODY)))
        .isEqualTo("rjSeTml-b3foAlEek48Rcw");
  }

  @Test
  void twoPersonsHaveTwoNames() {
    String one = pseudonyms.person(SOMEBODY);
    String other = pseudonyms.person(SOMEBODY_ELSE);

    assertThat(one).isNotEqualTo(other);
    assertThat(pseudonyms.author(Chat.ROOM, one)).isNotEqualTo(pseudonyms.author(Chat.ROOM, other));
  }

  @Test
  void nobodyCanBeFollowedFromRoomToRoom() {
    String person = pseudonyms.person(SOMEBODY);

    assertThat(pseudonyms.author(new RoomId("a"), person))
        .isNotEqualTo(pseudonyms.author(new RoomId("b"), person));
  }

  @Test
  void anotherSecretMakesOtherNames() {
    assertThat(afterAnotherSecret.person(SOMEBODY)).isNotEqualTo(pseudonyms.person(SOMEBODY));
    assertThat(afterAnotherSecret.author(Chat.ROOM, "person"))
        .isNotEqualTo(pseudonyms.author(Chat.ROOM, "person"));
  }

  @Test
  void namesHoldNothingOfTheSecretsTheyAreMadeOf() {
    String person = pseudonyms.person(SOMEBODY);
    String author = pseudonyms.author(Chat.ROOM, person);
    String raw = SOMEBODY.toString().replace("-", "");

    assertThat(person).matches("[0-9a-f]{64}").doesNotContain(raw.substring(0, 8));
    assertThat(author).matches("[A-Za-z0-9_-]{22}").doesNotContain(person.substring(0, 8));
  }

  @Test
  void aShortSecretIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Pseudonyms(new byte[31]));
  }

  @Test
  void manyThreadsMayAskAtOnce() {
    String expected = pseudonyms.person(SOMEBODY);
    Set<String> made = ConcurrentHashMap.newKeySet();
    IntStream.range(0, 10_000)
        .parallel()
        .forEach(i -> made.add(pseudonyms.person(i % 2 == 0 ? SOMEBODY : SOMEBODY_ELSE)));

    assertThat(made).containsExactlyInAnyOrder(expected, pseudonyms.person(SOMEBODY_ELSE));
  }
}
