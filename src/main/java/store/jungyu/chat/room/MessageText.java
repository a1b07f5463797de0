package store.jungyu.chat.room;

import org.jspecify.annotations.Nullable;

/// What a message may consist of. Texts are stored as they were written: the rule refuses, it never
/// rewrites.
final class MessageText {
  private MessageText() {}

  /// Why `text` cannot be said, or null where it can.
  static @Nullable Rejection refuse(String text, Limits limits) {
    int codePoints = 0;
    boolean visible = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
        return Rejection.BAD_TEXT; // PostgreSQL's text holds neither
      }
      if (++codePoints > limits.text()) {
        return Rejection.TOO_LONG;
      }
      visible |= !invisible(c) && !Character.isWhitespace(c) && !Character.isSpaceChar(c);
      i += Character.charCount(c);
    }
    return visible ? null : Rejection.BLANK;
  }

  /// Whether `c` leaves no ink of its own: controls, format characters (bidi, zero width),
  /// variation selectors and the blank letters that Hangul, Khmer and Braille have.
  static boolean invisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default ->
          switch (c) {
            case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0 -> true;
            default ->
                (c >= 0x180B && c <= 0x180F)
                    || (c >= 0xFE00 && c <= 0xFE0F)
                    || (c >= 0xE0100 && c <= 0xE01EF);
          };
    };
  }
}
