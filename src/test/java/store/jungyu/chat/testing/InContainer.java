package store.jungyu.chat.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.arquillian.container.spi.event.container.AfterStop;
import org.jboss.arquillian.container.spi.event.container.BeforeStart;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jspecify.annotations.Nullable;

/// Gives Arquillian's server its own port, its own PostgreSQL, and a quick start.
public final class InContainer implements LoadableExtension {
  private static @Nullable LocalPostgres database;

  /// Called before `arquillian.xml` is read, which refers to these.
  @Override
  public void register(ExtensionBuilder builder) {
    System.setProperty("chat.arquillian.port", Integer.toString(FreePort.draw()));
    System.setProperty("chat.arquillian.arguments", ChatServer.quickStart());
    builder.observer(InContainer.class);
  }

  /// Liberty reads its environment from a file, too; nothing else can be handed to this server.
  public void giveDatabase(@Observes BeforeStart event) throws IOException {
    LocalPostgres postgres = LocalPostgres.empty();
    database = postgres;
    Files.writeString(
        Path.of(System.getProperty("chat.liberty"), "usr/servers/arquillian/server.env"),
        """
        CHAT_PORT=%s
        CHAT_DB_URL=%s
        CHAT_DB_USER=%s
        CHAT_DB_PASSWORD=%s
        CHAT_SECRET=%s
        """
            .formatted(
                System.getProperty("chat.arquillian.port"),
                postgres.url(),
                postgres.user(),
                postgres.password(),
                PrivateFolder.random(32)));
  }

  public void takeDatabase(@Observes AfterStop event) {
    if (database != null) {
      database.close();
    }
  }
}
