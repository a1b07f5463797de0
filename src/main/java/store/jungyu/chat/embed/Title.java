package store.jungyu.chat.embed;

import java.text.BreakIterator;
import java.util.Locale;
import java.util.regex.Pattern;

/// The title of a post as an address gives it: cleaned of what cannot be seen, and clipped between
/// what a reader takes for letters.
final class Title {
  private static final int CODE_POINTS = 120;
  private static final String JOINERS = "\\u200c\\u200d"; // within a Persian word, within an emoji
  private static final String TAGS = "\\x{e0020}-\\x{e007f}"; // the letters of a region's flag
  private static final Pattern UNPRINTABLE =
      Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\\s[\\p{Cf}&&[^" + JOINERS + TAGS + "]]]+");
  private static final Pattern INVISIBLE =
      Pattern.compile("[ \\ufe00-\\ufe0f" + JOINERS + TAGS + "]*");

  private Title() {}

  /// At most 120 code points; empty where nothing can be seen.
  static String of(String raw) {
    String clean = UNPRINTABLE.matcher(raw).replaceAll(" ").strip();
    if (INVISIBLE.matcher(clean).matches()) {
      return "";
    }
    if (clean.codePointCount(0, clean.length()) <= CODE_POINTS) {
      return clean;
    }
    int end = clean.offsetByCodePoints(0, CODE_POINTS - 1);
    BreakIterator letters = BreakIterator.getCharacterInstance(Locale.ROOT);
    // No letter of anybody is as long as that: beyond it looking for its beginning would be work.
    letters.setText(clean.substring(0, Math.min(clean.length(), 4 * CODE_POINTS)));
    int between = letters.isBoundary(end) ? end : letters.preceding(end);
    return clean.substring(0, between > 0 ? between : end) + "…";
  }
}
