package store.jungyu.chat.room;

import java.util.Locale;
import java.util.Optional;

/// The animals a person can be (FR-204): the one list that server, page and pictures share.
///
/// The [#id] names the picture, `resources/avatars/{id}.svg`, and travels in frames as `avatar`.
public enum Animal {
  OTTER,
  WHALE,
  DOLPHIN,
  SEAL,
  PENGUIN,
  POLAR_BEAR,
  BEAR,
  PANDA,
  RED_PANDA,
  KOALA,
  SLOTH,
  FOX,
  FENNEC,
  WOLF,
  DOG,
  CAT,
  LION,
  TIGER,
  LEOPARD,
  RABBIT,
  HAMSTER,
  SQUIRREL,
  HEDGEHOG,
  BEAVER,
  CAPYBARA,
  RACCOON,
  BADGER,
  DEER,
  GIRAFFE,
  ELEPHANT,
  RHINO,
  HIPPO,
  HORSE,
  ZEBRA,
  COW,
  PIG,
  SHEEP,
  ALPACA,
  KANGAROO,
  MONKEY,
  OWL,
  PARROT,
  CHICK,
  DUCK,
  TURTLE,
  FROG,
  OCTOPUS,
  SHARK;

  private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /// The name in frames and of the picture, such as `polar-bear`.
  public String id() {
    return id;
  }

  /// The animal called `id`, or empty.
  public static Optional<Animal> byId(String id) {
    for (Animal animal : values()) {
      if (animal.id.equals(id)) {
        return Optional.of(animal);
      }
    }
    return Optional.empty();
  }

  /// An animal for one who named none, always the same for the same author.
  public static Animal of(String author) {
    return values()[Math.floorMod(author.hashCode(), values().length)];
  }
}
