package store.jungyu.chat.benchmark;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.UUID;

/// The bytes of the protocol: a WebSocket client's half of RFC 6455, and the few places in a
/// frame's JSON that a count needs.
final class Wire {
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CONTINUATION = 0;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private static final byte[] END_OF_HEAD = ascii("\r\n\r\n");
  private static final byte[] MESSAGE = ascii("\"type\":\"message\",\"seq\":");
  private static final byte[] SENT_AT = ascii("\"text\":\"");
  private static final byte[] SEQ = ascii("{\"seq\":");
  private static final byte[] HEAD = ascii("\"head\":");
  private static final byte[] COMPLETE = ascii("\"complete\":true");
  private static final byte[] REASON = ascii("\"reason\":\"");
  private static final byte[] WELCOME = ascii("[{\"type\":\"welcome\"");
  private static final byte[] REJECTED = ascii("[{\"type\":\"rejected\"");
  private static final int NANOS_DIGITS = 16;

  private final SplittableRandom random = new SplittableRandom();
  private final byte[] scratch = new byte[8_192];

  /// The rest of a message's text: as in a Korean chat, so no server can take it for Latin 1.
  private final byte[] smallTalk;

  Wire(int textBytes) {
    var text = new StringBuilder();
    while (text.toString().getBytes(StandardCharsets.UTF_8).length < textBytes - 20) {
      text.append(" 안녕하세요 hello");
    }
    this.smallTalk = text.toString().getBytes(StandardCharsets.UTF_8);
  }

  // Out

  static ByteBuffer handshake(String roomId, int port) {
    return ByteBuffer.wrap(
        ascii(
            "GET /socket/%s HTTP/1.1\r\nHost: localhost:%d\r\nOrigin: http://localhost:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
                .formatted(roomId, port, port)));
  }

  ByteBuffer hello(Visitor visitor) {
    String json =
        "{\"type\":\"hello\",\"v\":1,\"anonymousId\":\""
            + visitor.anonymousId
            + "\""
            + (visitor.named ? ",\"nickname\":\"익명의 수달\",\"avatar\":\"otter\"" : "")
            + (visitor.seq >= 0 ? ",\"since\":" + visitor.seq : "")
            + ",\"binary\":true}";
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, scratch, 0, bytes.length);
    return masked(TEXT, bytes.length);
  }

  /// @param nanos when it is due; comes back with every copy
  ByteBuffer say(long nanos) {
    int at = put(0, "{\"type\":\"say\",\"id\":\"");
    at = put(at, new UUID(uuidHigh(), uuidLow()).toString());
    at = put(at, "\",\"text\":\"");
    for (int i = NANOS_DIGITS - 1; i >= 0; i--) {
      scratch[at + i] = (byte) ('0' + nanos % 10);
      nanos /= 10;
    }
    at += NANOS_DIGITS;
    System.arraycopy(smallTalk, 0, scratch, at, smallTalk.length);
    return masked(TEXT, put(at + smallTalk.length, "\"}"));
  }

  ByteBuffer pong(ByteBuffer in, int from, int to) {
    for (int i = from; i < to; i++) {
      scratch[i - from] = in.get(i);
    }
    return masked(PONG, to - from);
  }

  private ByteBuffer masked(int opcode, int length) {
    ByteBuffer frame = ByteBuffer.allocate(length + 8);
    frame.put((byte) (0x80 | opcode));
    if (length < 126) {
      frame.put((byte) (0x80 | length));
    } else {
      frame.put((byte) (0x80 | 126)).putShort((short) length);
    }
    int mask = random.nextInt();
    frame.putInt(mask);
    for (int i = 0; i < length; i++) {
      frame.put((byte) (scratch[i] ^ mask >>> (24 - 8 * (i & 3))));
    }
    return frame.flip();
  }

  private long uuidHigh() {
    return random.nextLong() & ~0xF000L | 0x4000L;
  }

  private long uuidLow() {
    return random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
  }

  private int put(int at, String ascii) {
    for (int i = 0; i < ascii.length(); i++) {
      scratch[at + i] = (byte) ascii.charAt(i);
    }
    return at + ascii.length();
  }

  // In

  /// Where the answer to the handshake ends, or -1: it is not all there.
  static int endOfHead(ByteBuffer in, int to) {
    int at = find(in, 0, to, END_OF_HEAD);
    return at < 0 ? -1 : at + END_OF_HEAD.length;
  }

  /// The three digits after "HTTP/1.1 ".
  static int status(ByteBuffer in) {
    return (in.get(9) - '0') * 100 + (in.get(10) - '0') * 10 + in.get(11) - '0';
  }

  /// The header of the frame at `at`: its own length, or -1 if it is not all there.
  static int headerLength(ByteBuffer in, int at, int to) {
    if (to - at < 2) {
      return -1;
    }
    int header =
        switch (in.get(at + 1) & 0x7F) {
          case 126 -> 4;
          case 127 -> 10;
          default -> 2;
        };
    return to - at < header ? -1 : header;
  }

  static int payloadLength(ByteBuffer in, int at) {
    int length = in.get(at + 1) & 0x7F;
    return switch (length) {
      case 126 -> in.getShort(at + 2) & 0xFFFF;
      case 127 -> Math.toIntExact(in.getLong(at + 2));
      default -> length;
    };
  }

  static boolean isWelcome(ByteBuffer in, int from, int to) {
    return startsWith(in, from, to, WELCOME);
  }

  static boolean isRejected(ByteBuffer in, int from, int to) {
    return startsWith(in, from, to, REJECTED);
  }

  /// Where the number of the first message stands, or -1: there is none.
  static int firstMessage(ByteBuffer in, int from, int to) {
    int at = find(in, from, to, MESSAGE);
    return at < 0 ? -1 : at + MESSAGE.length;
  }

  static int lastMessage(ByteBuffer in, int from, int to) {
    for (int at = to - MESSAGE.length; at >= from; at--) {
      if (startsWith(in, at, to, MESSAGE)) {
        return at + MESSAGE.length;
      }
    }
    return -1;
  }

  static long sentAt(ByteBuffer in, int from, int to) {
    return number(in, find(in, from, to, SENT_AT) + SENT_AT.length);
  }

  static long head(ByteBuffer in, int from, int to) {
    return number(in, find(in, from, to, HEAD) + HEAD.length);
  }

  static boolean complete(ByteBuffer in, int from, int to) {
    return find(in, from, to, COMPLETE) >= 0;
  }

  /// Where the number of a welcome's next message stands, or -1.
  static int nextInWelcome(ByteBuffer in, int from, int to) {
    int at = find(in, from, to, SEQ);
    return at < 0 ? -1 : at + SEQ.length;
  }

  static String reason(ByteBuffer in, int from, int to) {
    int at = find(in, from, to, REASON) + REASON.length;
    var reason = new StringBuilder();
    for (; at < to && in.get(at) != '"'; at++) {
      reason.append((char) in.get(at));
    }
    return reason.toString();
  }

  static long number(ByteBuffer in, int at) {
    long number = 0;
    for (int digit = in.get(at) - '0'; digit >= 0 && digit <= 9; digit = in.get(++at) - '0') {
      number = number * 10 + digit;
    }
    return number;
  }

  private static int find(ByteBuffer in, int from, int to, byte[] wanted) {
    for (int at = from; at <= to - wanted.length; at++) {
      if (startsWith(in, at, to, wanted)) {
        return at;
      }
    }
    return -1;
  }

  private static boolean startsWith(ByteBuffer in, int at, int to, byte[] wanted) {
    if (to - at < wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (in.get(at + i) != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
