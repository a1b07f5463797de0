package store.jungyu.chat.room;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// The rules for texts, names and room ids, for any string there can be; strings of characters that
/// have made trouble somewhere are as frequent as all others together.
final class TextPropertiesTest {
  private static final String TROUBLE =
      "\0\t\n \u00a0\u00ad\u034f\u115f\u200b\u200d\u202e\u2066\u2800\u3000\u3164\ufe0f\ufeff\ufffd"
          + "\ud800\udc00\ud83d\ude00e\u0301\u1100\u1161\u11a8ㅎ한ก็🏳️<>&'\"`{}#$/\\%;.._~-";

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().all().ofMaxLength(60),
        Arbitraries.strings().all().ofMinLength(1_990).ofMaxLength(2_010),
        Arbitraries.strings().withChars(TROUBLE).ofMaxLength(30),
        Arbitraries.of(TROUBLE.codePoints().boxed().toList())
            .list()
            .ofMaxSize(20)
            .map(all -> String.join("", all.stream().map(Character::toString).toList())));
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.oneOf(
        Arbitraries.strings().withCharRange('가', '힣').ofMaxLength(20),
        Arbitraries.strings().withChars("가나.._- a\u0301\u200b1").ofMaxLength(280),
        texts());
  }

  @Property(tries = 2_000)
  void aTextIsSaidAsItIsOrRefusedForAReason(@ForAll("texts") String text) {
    TextRules.checkMessage(text);
  }

  @Property(tries = 2_000)
  void aNicknameIsCleanOrNone(@ForAll("names") String raw) {
    TextRules.checkNickname(raw);
  }

  @Property(tries = 2_000)
  void aRoomIdLeadsIntoOneRoomHoweverItIsWritten(@ForAll("names") String raw) {
    TextRules.checkRoomId(raw);
  }
}
