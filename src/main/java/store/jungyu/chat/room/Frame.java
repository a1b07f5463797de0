package store.jungyu.chat.room;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Events as JSON on their way out, encoded once for all whom they go to.
///
/// A browser of ours asks for binary frames and gets the bytes as they are. For one that did not,
/// the container encodes the text anew at each send; it does so many times faster where the text is
/// ASCII, so all else is written as escapes, which say the same (RFC 8259 section 7).
///
/// The bytes lie outside of the heap, once for all: from a buffer on the heap the container makes
/// such a copy at each send, which nobody gives back before the next collection of garbage.
public final class Frame {
  private static final HexFormat HEX = HexFormat.of();

  private volatile ByteBuffer utf8; // on the heap until it is first sent
  private volatile @Nullable String ascii;

  public Frame(String json) {
    this.utf8 = ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8));
  }

  /// Its length in bytes.
  int size() {
    return utf8.limit();
  }

  /// UTF-8, with a position and a limit of the caller's own.
  public ByteBuffer bytes() {
    ByteBuffer bytes = utf8;
    if (!bytes.isDirect()) {
      bytes = ByteBuffer.allocateDirect(bytes.limit()).put(bytes.duplicate()).flip();
      utf8 = bytes;
    }
    return bytes.duplicate();
  }

  /// The same JSON in ASCII.
  public String text() {
    String text = ascii;
    if (text == null) {
      text = escape(StandardCharsets.UTF_8.decode(utf8.duplicate()).toString());
      ascii = text;
    }
    return text;
  }

  private static String escape(String json) {
    StringBuilder text = new StringBuilder(json.length() + 256);
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c < 0x80) {
        text.append(c);
      } else {
        text.append("\\u").append(HEX.toHexDigits(c));
      }
    }
    return text.toString();
  }
}
