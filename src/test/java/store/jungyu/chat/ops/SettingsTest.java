package store.jungyu.chat.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import store.jungyu.chat.room.Limits;

/// What the operator may set, its defaults, and what he is told where he set it wrong.
final class SettingsTest {
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
    assertThat(defaults().sockets().silentAtMost()).isEqualTo(Duration.ofSeconds(45));
    assertThat(defaults().messagesBurst()).isEqualTo(5);
    assertThat(defaults().messagesPerSecond()).isEqualTo(1);
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
  }

  @Test
  void nobodyMayEmbedAndNoProxyIsTrustedByDefault() throws Exception {
    assertThat(defaults().embedOrigins().origins()).isEmpty();
    assertThat(defaults().trustedProxies()).isEmpty();
    assertThat(defaults().development()).isFalse();
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

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S"})
  void aDurationOfNothingIsNamed(String value) throws Exception {
    Settings settings = with("chat.send-deadline", value);

    assertThatIllegalStateException()
        .isThrownBy(settings::limits)
        .withMessageContaining("chat.send-deadline");
  }
}
