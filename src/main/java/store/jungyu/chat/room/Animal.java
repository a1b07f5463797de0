package store.jungyu.chat.room;

import java.util.Locale;
import java.util.Optional;

/// The animals a person can be (FR-204): the one list that server, page and pictures share.
///
/// The [#id] names the picture, `resources/avatars/{id}.svg`, and travels in frames as `avatar`.
public enum Animal {
  OTTER("수달"),
  WHALE("고래"),
  DOLPHIN("돌고래"),
  SEAL("물범"),
  PENGUIN("펭귄"),
  POLAR_BEAR("북극곰"),
  BEAR("곰"),
  PANDA("판다"),
  RED_PANDA("레서판다"),
  KOALA("코알라"),
  SLOTH("나무늘보"),
  FOX("여우"),
  FENNEC("사막여우"),
  WOLF("늑대"),
  DOG("강아지"),
  CAT("고양이"),
  LION("사자"),
  TIGER("호랑이"),
  LEOPARD("표범"),
  RABBIT("토끼"),
  HAMSTER("햄스터"),
  SQUIRREL("다람쥐"),
  HEDGEHOG("고슴도치"),
  BEAVER("비버"),
  CAPYBARA("카피바라"),
  RACCOON("너구리"),
  BADGER("오소리"),
  DEER("사슴"),
  GIRAFFE("기린"),
  ELEPHANT("코끼리"),
  RHINO("코뿔소"),
  HIPPO("하마"),
  HORSE("말"),
  ZEBRA("얼룩말"),
  COW("젖소"),
  PIG("돼지"),
  SHEEP("양"),
  ALPACA("알파카"),
  KANGAROO("캥거루"),
  MONKEY("원숭이"),
  OWL("부엉이"),
  PARROT("앵무새"),
  CHICK("병아리"),
  DUCK("오리"),
  TURTLE("거북이"),
  FROG("개구리"),
  OCTOPUS("문어"),
  SHARK("상어");

  private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');
  private final String koreanName;

  Animal(String koreanName) {
    this.koreanName = koreanName;
  }

  /// The name in frames and of the picture, such as `polar-bear`.
  public String id() {
    return id;
  }

  /// What follows "익명의" in a drawn nickname.
  public String koreanName() {
    return koreanName;
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
