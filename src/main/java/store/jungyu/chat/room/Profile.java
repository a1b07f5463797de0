package store.jungyu.chat.room;

import java.text.Normalizer;
import java.util.Optional;

/// What others see of a person: a nickname and an animal.
public record Profile(String nickname, Animal avatar) {

  /// The nickname that `raw` asks for, cleaned, or empty where it cannot be one (FR-202).
  ///
  /// Cleaned means: Unicode form NFC; control, bidirectional and zero-width characters removed;
  /// white space collapsed. What remains has `limits.nicknameMin` to `limits.nicknameMax` code
  /// points, each a letter, mark or digit of any script, an emoji, a space or one of `.` `_` `-`,
  /// and at least one that can be seen.
  public static Optional<String> nickname(String raw, Limits limits) {
    if (raw.length() > 16 * limits.nicknameMax()) {
      return Optional.empty();
    }
    StringBuilder cleaned = new StringBuilder();
    boolean visible = false;
    boolean spaceDue = false;
    for (int c : Normalizer.normalize(raw, Normalizer.Form.NFC).codePoints().toArray()) {
      if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
        spaceDue = !cleaned.isEmpty();
        continue;
      }
      if (MessageText.invisible(c)) {
        continue;
      }
      boolean shows = Character.isLetterOrDigit(c) || (Character.isEmoji(c) && c > 0x7F);
      if (!shows && !isMark(c) && c != '.' && c != '_' && c != '-') {
        return Optional.empty();
      }
      if (spaceDue) {
        cleaned.append(' ');
        spaceDue = false;
      }
      visible |= shows;
      cleaned.appendCodePoint(c);
    }
    // Once more: what was removed may have stood between a letter and its mark.
    String name = Normalizer.normalize(cleaned, Normalizer.Form.NFC);
    int length = name.codePointCount(0, name.length());
    return visible && length >= limits.nicknameMin() && length <= limits.nicknameMax()
        ? Optional.of(name)
        : Optional.empty();
  }

  private static boolean isMark(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.LETTER_NUMBER,
          Character.OTHER_NUMBER ->
          true;
      default -> false;
    };
  }
}
