package store.jungyu.chat.room;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What holds for every text, name and room id that the rules let through, said once more and
/// without the rules' own code. Throws an [AssertionError] where it does not hold.
final class TextRules {
  /// Letters and marks that leave nothing to see: of Hangul, Khmer and Braille, and joiners.
  private static final String NOT_SEEN = "\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0";

  private TextRules() {}

  static void checkMessage(String text) {
    @Nullable Rejection refusal = MessageText.refuse(text, Chat.LIMITS);
    boolean broken = text.indexOf(0) >= 0 || !survivesUtf8(text);
    long codePoints = text.codePoints().count();
    if (refusal == null) {
      check(!broken, "what no database can hold is said");
      check(codePoints <= Chat.LIMITS.text(), "a text is longer than it may be");
      check(text.codePoints().anyMatch(TextRules::leavesInk), "nothing of it can be seen");
    } else if (refusal == Rejection.BLANK) {
      check(!broken && text.codePoints().noneMatch(TextRules::isSeen), "it has letters");
    } else if (refusal == Rejection.TOO_LONG) {
      check(codePoints > Chat.LIMITS.text(), "it is not too long");
    } else {
      check(refusal == Rejection.BAD_TEXT && broken, "nothing is wrong with it");
    }
  }

  static void checkNickname(String raw) {
    Optional<String> cleaned = Profile.nickname(raw, Chat.LIMITS);
    cleaned.ifPresent(name -> {
      long codePoints = name.codePoints().count();
      check(codePoints >= 2 && codePoints <= 15, "its length is none of a name");
      check(Normalizer.isNormalized(name, Normalizer.Form.NFC), "it is not composed");
      check(name.equals(name.strip()) && !name.contains("  "), "its spaces are not collapsed");
      check(survivesUtf8(name), "it is half a character");
      check(name.codePoints().noneMatch(TextRules::forbidden), "a character is in it that may not");
      check(name.codePoints().anyMatch(TextRules::leavesInk), "nothing of it can be seen");
      check(Profile.nickname(name, Chat.LIMITS).equals(cleaned), "cleaned again it is another");
    });
  }

  static void checkRoomId(String raw) {
    RoomId.parse(raw)
        .ifPresent(id -> {
          String value = id.value();
          check(RoomId.parse(value).equals(Optional.of(id)), "parsed again it is another");
          check(value.codePoints().count() <= 255, "it is longer than its column");
          check(value.codePoints().noneMatch(c -> "/\\?#%;&<>\"'`+, \0".indexOf(c) >= 0), "a path");
          check(!value.equals(".") && !value.equals(".."), "it is a step in a path");
          check(value.codePoints().noneMatch(Character::isISOControl), "a control is in it");
          check(survivesUtf8(value), "it is half a character");
          String address = URLEncoder.encode(value, StandardCharsets.UTF_8);
          check(URLDecoder.decode(address, StandardCharsets.UTF_8).equals(value), "no address");
          String decomposed = Normalizer.normalize(value, Normalizer.Form.NFD);
          if (decomposed.length() <= 1_020) {
            check(RoomId.parse(decomposed).equals(Optional.of(id)), "decomposed it is another");
          }
        });
  }

  private static boolean survivesUtf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(text);
  }

  /// A letter or digit that nobody calls invisible; some letters are, such as Hangul's fillers.
  private static boolean isSeen(int c) {
    return (c >= '가' && c <= '힣') || (c < 0x7F && Character.isLetterOrDigit(c));
  }

  private static boolean leavesInk(int c) {
    return !Character.isISOControl(c)
        && !Character.isWhitespace(c)
        && !Character.isSpaceChar(c)
        && Character.getType(c) != Character.FORMAT
        && NOT_SEEN.indexOf(c) < 0;
  }

  /// What could break out of a place where a name is shown, or turn the line around.
  private static boolean forbidden(int c) {
    return "<>&\"'`\\/{}()[]=;$#%".indexOf(c) >= 0
        || Character.isISOControl(c)
        || Character.getType(c) == Character.FORMAT
        || Character.getType(c) == Character.SURROGATE;
  }

  private static void check(boolean holds, String complaint) {
    if (!holds) {
      throw new AssertionError(complaint);
    }
  }
}
