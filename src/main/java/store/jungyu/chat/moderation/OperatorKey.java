package store.jungyu.chat.moderation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// What an operator shows to be let at the addresses that change who may speak.
///
/// @param secret "": nobody is let at them
public record OperatorKey(String secret) {
  private static final String SCHEME = "Bearer ";

  /// Whether anybody can be let at them at all.
  boolean exists() {
    return !secret.isEmpty();
  }

  /// Whether `authorization`, a request's header, holds the secret. Takes as long for a wrong one
  /// that is nearly right as for any other.
  boolean opens(@Nullable String authorization) {
    String given = authorization == null ? "" : authorization;
    return exists() && MessageDigest.isEqual(bytes(given), bytes(SCHEME + secret));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "OperatorKey"; // the secret belongs in no log
  }
}
