package store.jungyu.chat.room;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Turns the secret a browser holds into names that may be stored and shown.
///
/// Two steps of HMAC-SHA-256 (RFC 2104) under the server's secret, each with a label of its own:
/// `anonymousId → person`, which the database keeps, and `person + room → author`, which everybody
/// sees. So a stolen database lets nobody speak as another, and nobody can follow a person from
/// room to room by the public name.
public final class Pseudonyms {
  private static final int AUTHOR_BYTES = 16;
  private final Mac prototype;

  /// @param secret the server's secret, at least 32 bytes; whoever changes it makes everybody a
  ///   stranger to what they said before
  public Pseudonyms(byte[] secret) {
    if (secret.length < 32) {
      throw new IllegalArgumentException("the secret has fewer than 32 bytes");
    }
    try {
      prototype = Mac.getInstance("HmacSHA256");
      prototype.init(new SecretKeySpec(secret, "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /// The keyed hash that stands for a person in the database: 64 hexadecimal digits.
  public String person(UUID anonymousId) {
    return HexFormat.of().formatHex(hash("person\n" + anonymousId));
  }

  /// The public name of `person` in `room`: 22 characters of base64url.
  public String author(RoomId room, String person) {
    byte[] hash = hash("author\n" + room.value() + "\n" + person);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOf(hash, AUTHOR_BYTES));
  }

  /// The keyed hash that stands for a range of addresses: 64 hexadecimal digits.
  public String network(String range) {
    return HexFormat.of().formatHex(hash("network\n" + range));
  }

  private byte[] hash(String input) {
    try {
      Mac mac = (Mac) prototype.clone();
      return mac.doFinal(input.getBytes(StandardCharsets.UTF_8));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's HmacSHA256 can be cloned", e);
    }
  }
}
