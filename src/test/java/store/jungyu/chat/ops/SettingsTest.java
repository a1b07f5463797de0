package store.jungyu.chat.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import store.jungyu.chat.moderation.OperatorKey;
import store.jungyu.chat.moderation.TokenBuckets;
import store.jungyu.chat.room.Limits;
import store.jungyu.chat.room.RateLimit;
import store.jungyu.chat.room.Telemetry;

/// What the operator may set, its defaults, and what he is told where he set it wrong.
final class SettingsTest {
  private static final Map<String, String> COMPLETE =
      Map.of(
          "chat.secret",
          "01234567890123456789012345678901",
          "chat.own-origins",
          "https://chat.example",
          "CHAT_DB_URL",
          "jdbc:postgresql://database/chat",
          "CHAT_DB_USER",
          "chat",
          "CHAT_DB_PASSWORD",
          "password");

  private static Settings with(String name, String value) throws IOException {
    return new Settings(new MapConfig(Map.of(name, value)));
  }

  private static Settings defaults() throws IOException {
    return new Settings(new MapConfig(Map.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "changeme", "0123456789012345678901234567890"})
  void aMissingOrShortSecretIsRefusedWithASentenceThatSaysWhatToDo(String secret) throws Exception {
    Settings settings = with("chat.secret", secret);

    assertThatIllegalStateException()
        .isThrownBy(settings::secret)
        .withMessageStartingWith("CHAT_SECRET must be set to at least 32 random characters")
        .withMessageContaining("openssl rand")
        .withMessageNotContainingAny("\n", "changeme", "0123456789");
  }

  @Test
  void aSecretOf32CharactersIsTakenWithoutTheBlanksAroundIt() throws Exception {
    assertThat(with("chat.secret", " 01234567890123456789012345678901\n").secret())
        .asString()
        .isEqualTo("01234567890123456789012345678901");
  }

  @Test
  void theDefaultsAreThoseOfTheProtocol() throws Exception {
    Duration tenSeconds = Duration.ofSeconds(10);

    assertThat(defaults().limits())
        .isEqualTo(new Limits(2000, 2, 15, 50, 500, 100, 256, 1 << 20, tenSeconds, 4096, 1000, 20));
    assertThat(defaults().sockets().frameBytes()).isEqualTo(8192);
    assertThat(defaults().sockets().helloWithin()).isEqualTo(tenSeconds);
    assertThat(defaults().sockets().silentAtMost()).isEqualTo(Duration.ofSeconds(40));
    assertThat(defaults().concurrentRequests()).isEqualTo(10);
    assertThat(defaults().keepDays()).isZero();
    assertThat(defaults().expireEvery()).isEqualTo(Duration.ofHours(1));
    RateLimit speaking = defaults().speaking(Telemetry.SILENT);
    for (int i = 0; i < 5; i++) {
      assertThat(speaking.take("person", "address", false)).isZero();
    }
    assertThat(speaking.take("person", "address", false))
        .isBetween(Duration.ofMillis(1), Duration.ofSeconds(1));
  }

  @Test
  void aSchoolBehindOneAddressMayReadAtOnce() throws Exception {
    TokenBuckets reads = defaults().reads();
    for (int i = 0; i < 200; i++) {
      assertThat(reads.take("address")).isZero();
    }
    assertThat(reads.take("address")).isLessThanOrEqualTo(Duration.ofMillis(50));
  }

  @ParameterizedTest
  @ValueSource(strings = {"CHAT_DB_URL", "CHAT_DB_USER", "CHAT_DB_PASSWORD"})
  void aMissingDatabaseIsRefusedByTheNameOfWhatIsMissing(String missing) throws Exception {
    Map<String, String> complete = new HashMap<>(COMPLETE);
    assertThatCode(new Settings(new MapConfig(complete))::readAll).doesNotThrowAnyException();
    complete.put(missing, " ");

    assertThatIllegalStateException()
        .isThrownBy(new Settings(new MapConfig(complete))::readAll)
        .withMessageStartingWith(missing + " must be set")
        .withMessageNotContaining("\n");
  }

  @Test
  void whoLeavesTheChatsOwnOriginAtThisMachineIsWarned() throws Exception {
    String here = "http://localhost:9080,http://127.0.0.1:9080";

    assertThat(with("chat.own-origins", here).warning())
        .get()
        .asString()
        .contains("http://localhost:9080", "403", "CHAT_OWN_ORIGINS");
    assertThat(with("chat.own-origins", here + ",https://chat.example").warning()).isEmpty();
    assertThat(with("chat.own-origins", "http://localhost.example").warning()).isEmpty();
    Map<String, String> development = Map.of("chat.own-origins", here, "chat.development", "true");
    assertThat(new Settings(new MapConfig(development)).warning()).isEmpty();
  }

  @Test
  void anOperatorsKeyMayBeMissingButNotShort() throws Exception {
    assertThat(defaults().operatorKey()).isEqualTo(new OperatorKey(""));
    assertThatIllegalStateException()
        .isThrownBy(with("chat.operator-key", "letmein")::operatorKey)
        .withMessageStartingWith("CHAT_OPERATOR_KEY must have at least 32 characters")
        .withMessageNotContaining("letmein");
  }

  @Test
  void settingsThatDoNotFitTogetherAreRefusedByName() throws Exception {
    assertThatIllegalStateException()
        .isThrownBy(with("chat.nickname-max", "51")::limits)
        .withMessageContaining("chat.nickname-max");
    assertThatIllegalStateException()
        .isThrownBy(with("chat.nickname-min", "16")::limits)
        .withMessageContaining("chat.nickname-min");
    assertThatIllegalStateException()
        .isThrownBy(with("chat.text-max", "2100")::limits)
        .withMessageContaining("chat.frame-bytes");
    assertThatIllegalStateException()
        .isThrownBy(with("chat.bytes-burst", "8191")::sockets)
        .withMessageContaining("chat.bytes-burst");
    assertThatIllegalStateException()
        .isThrownBy(with("chat.silent-at-most", "PT25S")::sockets)
        .withMessageContaining("chat.silent-at-most");
  }

  @Test
  void moreMissedEventsThanAllChangesAreToldOfAreRefused() throws Exception {
    assertThat(with("chat.resume-events", "2000").limits().resume()).isEqualTo(2000);
    assertThatIllegalStateException()
        .isThrownBy(with("chat.resume-events", "2001")::limits)
        .withMessageStartingWith("chat.resume-events must be at most 2000")
        .withMessageEndingWith("but is 2001");
  }

  @Test
  void nobodyMayEmbedAndNoProxyIsTrustedByDefault() throws Exception {
    assertThat(defaults().embedOrigins().origins()).isEmpty();
    assertThat(defaults().trustedProxies()).isEmpty();
    assertThat(defaults().development()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"proxy.example", "10.0.0.0/33", "10.0.0.1/8", "10.0.0", "10.0.0.0/x"})
  void aProxyThatIsNoAddressOrRangeIsNamed(String value) throws Exception {
    Settings settings = with("chat.trusted-proxies", "10.8.0.0/14, " + value);

    assertThatIllegalArgumentException()
        .isThrownBy(settings::trustedProxies)
        .withMessageStartingWith("chat.trusted-proxies: ")
        .withMessageContaining(value.replaceAll("/.*", ""));
  }

  @Test
  void severalSitesMayEmbed() throws Exception {
    Settings settings = with("chat.embed-origins", "https://blog.example, http://localhost:4000");

    assertThat(settings.embedOrigins().origins())
        .containsExactly("https://blog.example", "http://localhost:4000");
  }

  @Test
  void aSiteThatIsNoOriginIsNamed() throws Exception {
    Settings settings = with("chat.embed-origins", "https://blog.example/posts");

    assertThatIllegalArgumentException()
        .isThrownBy(settings::embedOrigins)
        .withMessageStartingWith("chat.embed-origins: ")
        .withMessageContaining("https://blog.example/posts");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1"})
  void aBoundBelowOneIsNamed(String value) throws Exception {
    Settings settings = with("chat.text-max", value);

    assertThatIllegalStateException()
        .isThrownBy(settings::limits)
        .withMessage("chat.text-max must be at least 1, but is " + value);
  }

  @Test
  void whatAPageAloneReadsIsReadBeforeTheStart() throws Exception {
    Map<String, String> complete = new HashMap<>(COMPLETE);
    complete.put("chat.rest-after", "PT0S");

    assertThatIllegalStateException()
        .isThrownBy(new Settings(new MapConfig(complete))::readAll)
        .withMessageContaining("chat.rest-after");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S"})
  void aDurationOfNothingIsNamed(String value) throws Exception {
    Settings settings = with("chat.send-deadline", value);

    assertThatIllegalStateException()
        .isThrownBy(settings::limits)
        .withMessageContaining("chat.send-deadline");
  }
}
