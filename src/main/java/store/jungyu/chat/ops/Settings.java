package store.jungyu.chat.ops;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;
import store.jungyu.chat.embed.AllowedOrigins;
import store.jungyu.chat.moderation.AddressRange;
import store.jungyu.chat.moderation.OperatorKey;
import store.jungyu.chat.moderation.SpeakingTurns;
import store.jungyu.chat.moderation.TokenBuckets;
import store.jungyu.chat.room.Limits;
import store.jungyu.chat.room.RateLimit;
import store.jungyu.chat.room.Telemetry;
import store.jungyu.chat.socket.Sockets;

/// Every setting, by its MicroProfile Config name. Defaults stand in
/// `META-INF/microprofile-config.properties`, and `docs/configuration.md` explains each; an
/// environment variable of the same name in capitals (`CHAT_TEXT_MAX`) overrides.
@Singleton
public class Settings {
  private static final int SECRET_BYTES = 32;
  private static final int NICKNAME_COLUMN = 50; // what the table holds
  private static final int SAY_AROUND_TEXT = 150; // bytes

  private final Config config;

  @Inject
  public Settings(Config config) {
    this.config = config;
  }

  /// Reads each once, so that what cannot be right is known before anything starts.
  ///
  /// @throws RuntimeException as one of the others would
  void readAll() {
    secret();
    database();
    operatorKey();
    ownOrigins();
    embedOrigins();
    trustedProxies();
    development();
    speaking(Telemetry.SILENT);
    keepDays();
    expireEvery();
    handshakes();
    inquiries();
    reads();
    concurrentRequests();
    drainWithin();
    restAfter();
    limits();
    sockets();
  }

  /// The key of all pseudonyms.
  ///
  /// @throws IllegalStateException saying what to set, if there is none or a short one
  byte[] secret() {
    byte[] secret =
        config
            .getOptionalValue("chat.secret", String.class)
            .orElse("")
            .strip()
            .getBytes(StandardCharsets.UTF_8);
    if (secret.length < SECRET_BYTES) {
      throw new IllegalStateException(
          "CHAT_SECRET must be set to at least 32 random characters, and stay the same for ever:"
              + " it is what makes a returning reader the same person. For example:"
              + " openssl rand -base64 48");
    }
    return secret;
  }

  /// Where the database is, and as whom the chat comes: the server itself reads them, for its data
  /// sources (`server.xml`).
  ///
  /// @throws IllegalStateException naming the first that is missing
  private void database() {
    for (String name : List.of("CHAT_DB_URL", "CHAT_DB_USER", "CHAT_DB_PASSWORD")) {
      check(
          config.getOptionalValue(name, String.class).filter(value -> !value.isBlank()).isPresent(),
          name
              + " must be set: the chat keeps all messages in PostgreSQL, and wants its address"
              + " (CHAT_DB_URL, such as jdbc:postgresql://database:5432/chat), a user who owns the"
              + " database, and that user's password");
    }
  }

  /// What opens the addresses of operators.
  ///
  /// @throws IllegalStateException if there is a short one
  OperatorKey operatorKey() {
    String key = config.getOptionalValue("chat.operator-key", String.class).orElse("").strip();
    check(
        key.isEmpty() || key.length() >= SECRET_BYTES,
        "CHAT_OPERATOR_KEY must have at least 32 characters, for example: openssl rand -hex 32");
    return new OperatorKey(key);
  }

  /// The origins under which the chat's own pages are reached.
  Set<String> ownOrigins() {
    return read("chat.own-origins", AllowedOrigins::of).origins();
  }

  /// What the operator should know although the chat starts: from a default that fits this machine
  /// alone, each reader elsewhere is refused without a word.
  Optional<String> warning() {
    return ownOrigins().stream().allMatch(Settings::isThisMachine) && !development()
        ? Optional.of(
            "No reader elsewhere can take part: sockets open from "
                + String.join(" and ", ownOrigins())
                + " alone, and are refused (403) from everywhere else. Set CHAT_OWN_ORIGINS to the"
                + " address under which readers reach the chat, such as https://chat.example")
        : Optional.empty();
  }

  private static boolean isThisMachine(String origin) {
    return origin.matches("https?://(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?");
  }

  /// The sites that may embed a room.
  AllowedOrigins embedOrigins() {
    return read("chat.embed-origins", AllowedOrigins::of);
  }

  /// The proxies whose `X-Forwarded-For` is believed.
  ///
  /// @throws IllegalArgumentException naming what is neither an address nor a range of them
  List<AddressRange> trustedProxies() {
    return read(
        "chat.trusted-proxies",
        proxies -> proxies.stream().map(String::strip).map(AddressRange::parse).toList());
  }

  /// Whether pages, scripts and styles change while the server runs.
  boolean development() {
    return config.getValue("chat.development", Boolean.class);
  }

  /// How often one may speak.
  RateLimit speaking(Telemetry telemetry) {
    Duration second = Duration.ofSeconds(1);
    return new SpeakingTurns(
        buckets("chat.messages-burst", "chat.messages-per-second", second),
        buckets("chat.address-messages-burst", "chat.address-messages-per-second", second),
        buckets("chat.rooms-burst", "chat.rooms-per-hour", Duration.ofHours(1)),
        telemetry);
  }

  /// How many days messages are kept in rooms that do not say it themselves; 0: for ever.
  int keepDays() {
    int days = config.getValue("chat.keep-days", Integer.class);
    check(days >= 0, "chat.keep-days must not be below 0, but is " + days);
    return days;
  }

  /// How often messages that are not kept any longer are looked for.
  Duration expireEvery() {
    return duration("chat.expire-every");
  }

  /// How often sockets may be opened from one address.
  TokenBuckets handshakes() {
    return buckets("chat.handshakes-burst", "chat.handshakes-per-second", Duration.ofSeconds(1));
  }

  /// How often one may ask from one address what the chat knows.
  TokenBuckets inquiries() {
    return buckets("chat.inquiries-burst", "chat.inquiries-per-minute", Duration.ofMinutes(1));
  }

  /// How often pages, older messages and counts may be looked up in the database for one address.
  TokenBuckets reads() {
    return buckets("chat.reads-burst", "chat.reads-per-second", Duration.ofSeconds(1));
  }

  /// How many requests of one address are answered at a time.
  int concurrentRequests() {
    return positive("chat.requests-per-address");
  }

  private TokenBuckets buckets(String burst, String refill, Duration period) {
    return new TokenBuckets(positive(burst), positive(refill), period);
  }

  /// How long the closing of all sockets may take at a planned stop.
  Duration drainWithin() {
    return duration("chat.drain-within");
  }

  /// How long a room may be out of everybody's sight before its page closes the socket.
  private Duration restAfter() {
    return duration("chat.rest-after");
  }

  /// @throws IllegalStateException naming settings that do not fit together
  Limits limits() {
    int nicknameMin = positive("chat.nickname-min");
    int nicknameMax = positive("chat.nickname-max");
    int textMax = positive("chat.text-max");
    check(nicknameMax <= NICKNAME_COLUMN, "chat.nickname-max must be at most " + NICKNAME_COLUMN);
    check(nicknameMin <= nicknameMax, "chat.nickname-min must not be above chat.nickname-max");
    check(
        4 * textMax + SAY_AROUND_TEXT <= positive("chat.frame-bytes"),
        "chat.frame-bytes must hold chat.text-max code points of 4 bytes and 150 bytes around them");
    return new Limits(
        textMax,
        nicknameMin,
        nicknameMax,
        positive("chat.history"),
        resume(),
        positive("chat.participants-listed"),
        positive("chat.outbox-frames"),
        positive("chat.outbox-bytes"),
        duration("chat.send-deadline"),
        positive("chat.journal-messages"),
        positive("chat.journal-batch"),
        positive("chat.hasty-messages"));
  }

  private int resume() {
    int resume = positive("chat.resume-events");
    check(
        resume <= Limits.MOST_RESUMED,
        "chat.resume-events must be at most %d, of which all changes are told, but is %d"
            .formatted(Limits.MOST_RESUMED, resume));
    return resume;
  }

  Sockets.Settings sockets() {
    return new Sockets.Settings(
        positive("chat.frame-bytes"),
        duration("chat.hello-within"),
        silentAtMost(),
        positive("chat.sockets-per-address"),
        positive("chat.sockets-per-person"),
        positive("chat.sockets"),
        positive("chat.frames-burst"),
        positive("chat.frames-per-second"),
        bytesBurst(),
        positive("chat.bytes-per-second"));
  }

  private Duration silentAtMost() {
    Duration silentAtMost = duration("chat.silent-at-most");
    check(
        silentAtMost.compareTo(Sockets.ASKED_WITHIN) > 0,
        "chat.silent-at-most must be longer than 25 s, after which a silent socket is asked for a"
            + " sign of life: every quiet reader would be cut");
    return silentAtMost;
  }

  private int bytesBurst() {
    int burst = positive("chat.bytes-burst");
    check(
        burst >= positive("chat.frame-bytes"),
        "chat.bytes-burst must not be below chat.frame-bytes: no socket could send a whole frame");
    return burst;
  }

  private static void check(boolean fits, String otherwise) {
    if (!fits) {
      throw new IllegalStateException(otherwise);
    }
  }

  private int positive(String name) {
    int value = config.getValue(name, Integer.class);
    if (value < 1) {
      throw new IllegalStateException(name + " must be at least 1, but is " + value);
    }
    return value;
  }

  private Duration duration(String name) {
    Duration value = config.getValue(name, Duration.class);
    if (value.isNegative() || value.isZero()) {
      throw new IllegalStateException(name + " must be longer than nothing, such as PT10S");
    }
    return value;
  }

  /// @throws IllegalArgumentException naming the setting, and what of it cannot be right
  private <T> T read(String name, Function<List<String>, T> list) {
    try {
      return list.apply(config.getOptionalValues(name, String.class).orElse(List.of()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }
}
