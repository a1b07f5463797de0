package store.jungyu.chat.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A client below the WebSocket libraries: it may write what none of them would (RFC 6455 section
/// 5), byte by byte.
public final class RawSocket implements AutoCloseable {
  public static final int CONTINUATION = 0x0;
  public static final int TEXT = 0x1;
  public static final int BINARY = 0x2;
  public static final int CLOSE = 0x8;
  public static final int PING = 0x9;
  public static final int FIN = 0x80;

  private static final int PATIENCE_MILLIS = 60_000;
  private static final int HEAD_END = 0x0D0A0D0A;
  private static final byte[] MASK = {0x12, 0x34, 0x56, 0x78};

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  /// What the server sent: its opcode, and the payload.
  public record Frame(int opcode, byte[] payload) {
    public String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }
  }

  private RawSocket(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    out = socket.getOutputStream();
  }

  /// A connection on which nothing was said.
  public static RawSocket connect(ChatServer server) throws IOException {
    return new RawSocket(new Socket("localhost", server.url("/").getPort()));
  }

  /// Shakes hands for `room`.
  public static RawSocket open(ChatServer server, String room) throws IOException {
    return open(server, room, null);
  }

  /// Shakes hands for `room` as who comes from `address`.
  public static RawSocket open(ChatServer server, String room, @Nullable String address)
      throws IOException {
    RawSocket raw = connect(server);
    String head = raw.handshake(server, room, address);
    if (!head.startsWith("HTTP/1.1 101")) {
      raw.close();
      throw new IOException("no handshake: " + head);
    }
    return raw;
  }

  /// Shakes hands, says hello under `nickname` and reads until the welcome.
  public static RawSocket enter(ChatServer server, String room, String nickname)
      throws IOException {
    RawSocket raw = open(server, room);
    raw.text(
        "{\"type\":\"hello\",\"v\":1,\"anonymousId\":\"%s\",\"nickname\":\"%s\"}"
            .formatted(UUID.randomUUID(), nickname));
    while (!raw.read().text().contains("\"welcome\"")) {
      // presence may come first
    }
    return raw;
  }

  /// Asks for the socket of `room`.
  ///
  /// @param address where it comes from, for a server that believes it; null: says nothing of that
  /// @return the head of the answer
  public String handshake(ChatServer server, String room, @Nullable String address)
      throws IOException {
    write(
        """
        GET /socket/%s HTTP/1.1
        Host: localhost:%d
        Upgrade: websocket
        Connection: Upgrade
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
        Sec-WebSocket-Version: 13
        Origin: %s
        %s
        """
            .formatted(
                room,
                server.url("/").getPort(),
                server.origin(),
                address == null ? "" : "X-Forwarded-For: " + address + "\n")
            .replace("\n", "\r\n"));
    return head();
  }

  public void write(byte... bytes) throws IOException {
    out.write(bytes);
  }

  public void write(String ascii) throws IOException {
    write(ascii.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// A whole text, masked.
  public void text(String text) throws IOException {
    write(frame(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8)));
  }

  /// A frame as a browser would write it: masked, with the shortest length.
  ///
  /// @param first the first byte: FIN, reserved bits and opcode
  public static byte[] frame(int first, byte... payload) {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
    frame.put((byte) first);
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else {
      frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
    }
    frame.put(MASK);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ MASK[i % 4]));
    }
    byte[] bytes = new byte[frame.flip().remaining()];
    frame.get(bytes);
    return bytes;
  }

  /// The header alone of a masked text that claims to be `length` bytes long, in the longest form.
  public static byte[] header(long length) {
    return ByteBuffer.allocate(14)
        .put((byte) (FIN | TEXT))
        .put((byte) (0x80 | 127))
        .putLong(length)
        .put(MASK)
        .array();
  }

  /// The head of an HTTP answer, up to and with the empty line.
  public String head() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int last = 0; // four bytes
    while (last != HEAD_END) {
      int b = in.read();
      if (b < 0) {
        break;
      }
      head.write(b);
      last = last << 8 | b;
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  /// Says that nothing more comes from here; the server's answer may still.
  public void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /// All that comes until the server ends the connection.
  public String rest() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  /// At most `bytes` of what comes next; less where less has come.
  public String sip(int bytes) throws IOException {
    byte[] some = new byte[bytes];
    return new String(some, 0, Math.max(0, in.read(some)), StandardCharsets.ISO_8859_1);
  }

  /// The next frame.
  ///
  /// @throws EOFException if there is none: the connection has ended
  public Frame read() throws IOException {
    int opcode = in.readUnsignedByte() & 0xF;
    int length = in.readUnsignedByte() & 0x7F;
    long size = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
    return new Frame(opcode, in.readNBytes((int) size));
  }

  /// Reads on until the server closes, and tells with which code: 1006 if it did without a word.
  public int awaitClose() throws IOException {
    try {
      for (Frame frame = read(); ; frame = read()) {
        if (frame.opcode() == CLOSE) {
          return ByteBuffer.wrap(frame.payload()).getShort();
        }
      }
    } catch (EOFException | SocketException e) {
      return 1006;
    }
  }

  /// Goes in mid-sentence: the other end gets a RST.
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
