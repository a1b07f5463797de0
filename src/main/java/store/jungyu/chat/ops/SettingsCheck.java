package store.jungyu.chat.ops;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.NoSuchElementException;
import java.util.Set;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/// Ends the server where a setting is missing or cannot be right, with one sentence that names it.
///
/// Left alone, Open Liberty would go on without the application: alive to every health check, with
/// a 404 for every reader, and the sentence somewhere in a stack trace. This comes before all other
/// parts of the application: nothing is open yet that could be lost. An orderly end would wait for
/// half a minute, namely for this application to have started, and say much more than the sentence.
public final class SettingsCheck implements ServletContainerInitializer {
  private static final Logger LOGGER = System.getLogger(SettingsCheck.class.getName());

  /// "Something was found in an unconfigured or misconfigured state" (`EX_CONFIG`, `sysexits.h`).
  private static final int MISCONFIGURED = 78;

  @Override
  public void onStartup(@Nullable Set<Class<?>> none, ServletContext context) {
    try {
      Settings settings = new Settings(ConfigProvider.getConfig());
      settings.readAll();
      settings.warning().ifPresent(warning -> LOGGER.log(Level.WARNING, warning));
    } catch (IllegalStateException | IllegalArgumentException | NoSuchElementException e) {
      LOGGER.log(Level.ERROR, "The chat does not start: {0}", e.getMessage());
      Runtime.getRuntime().halt(MISCONFIGURED);
    }
  }
}
