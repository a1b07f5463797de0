package store.jungyu.chat.ops;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/// `/health/live`: the server answers. Not the database's state: a restart of the chat would mend
/// nothing there and would cut every socket.
@Liveness
@ApplicationScoped
public class Live implements HealthCheck {
  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.up("chat");
  }
}
