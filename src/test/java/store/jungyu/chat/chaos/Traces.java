package store.jungyu.chat.chaos;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Looks for what may stand nowhere: secrets in six spellings, and the addresses of known networks.
final class Traces {
  private static final int GROUP = 4; // hexadecimal digits of an address of IPv6

  private Traces() {}

  /// @param networks what the addresses begin with
  /// @param places texts by what they are
  /// @return in which of them any of the secrets or addresses stands, in words
  static List<String> find(
      Collection<String> secrets, Collection<String> networks, Map<String, String> places) {
    List<String> found = new ArrayList<>();
    places.forEach((place, text) -> {
      if (secrets.stream().map(Traces::spellings).anyMatch(each -> stands(each, text))) {
        found.add("a secret stands in " + place);
      }
      if (networks.stream().map(Traces::beginnings).anyMatch(each -> stands(each, text))) {
        found.add("an address stands in " + place);
      }
    });
    return found;
  }

  private static boolean stands(List<String> spellings, String text) {
    return spellings.stream().anyMatch(text::contains);
  }

  /// How a UUID may be written.
  static List<String> spellings(String secret) {
    UUID id = UUID.fromString(secret);
    byte[] bytes =
        ByteBuffer.allocate(16)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
    String bare = secret.replace("-", "");
    return List.of(
        secret,
        secret.toUpperCase(Locale.ROOT),
        bare,
        bare.toUpperCase(Locale.ROOT),
        Base64.getEncoder().withoutPadding().encodeToString(bytes),
        Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /// How what all addresses of a network begin with may be written: an address of it that was cut
  /// short is found, too.
  static List<String> beginnings(String network) {
    String bare = network.replaceFirst("[.:]+$", "");
    if (!bare.contains(":")) {
      return List.of(bare);
    }
    String padded =
        Stream.of(bare.split(":", -1))
            .map(group -> "0".repeat(GROUP - group.length()) + group)
            .collect(Collectors.joining(":"));
    return List.of(bare, padded, bare.toUpperCase(Locale.ROOT), padded.toUpperCase(Locale.ROOT));
  }
}
