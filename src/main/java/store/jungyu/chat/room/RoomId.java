package store.jungyu.chat.room;

import java.text.Normalizer;
import java.util.Optional;
import java.util.regex.Pattern;

/// The name of a room: the id of the blog post it belongs to (FR-101).
///
/// 1–255 code points of letters, marks and digits of any script, `.` `_` `~` `-`; but neither `.`
/// nor `..`, which a path would swallow. Kept in Unicode form NFC, since the same Hangul title
/// comes decomposed from one system and composed from another and must lead into one room.
public record RoomId(String value) {
  private static final Pattern ALLOWED = Pattern.compile("[\\p{L}\\p{M}\\p{N}._~-]+");
  private static final int MAX_CODE_POINTS = 255;

  public RoomId {
    value = Normalizer.normalize(value, Normalizer.Form.NFC);
    if (!allowed(value)) {
      throw new IllegalArgumentException("not a room id");
    }
  }

  /// The room id in `raw`, or empty where a post cannot be called so.
  public static Optional<RoomId> parse(String raw) {
    if (raw.length() > 4 * MAX_CODE_POINTS) {
      return Optional.empty();
    }
    String composed = Normalizer.normalize(raw, Normalizer.Form.NFC);
    return allowed(composed) ? Optional.of(new RoomId(composed)) : Optional.empty();
  }

  private static boolean allowed(String value) {
    return ALLOWED.matcher(value).matches()
        && value.codePointCount(0, value.length()) <= MAX_CODE_POINTS
        && !value.equals(".")
        && !value.equals("..");
  }

  @Override
  public String toString() {
    return value;
  }
}
