package store.jungyu.chat.ops;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/// `/health/started`: the server takes requests.
@Startup
@ApplicationScoped
public class Started implements HealthCheck {
  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.up("chat");
  }
}
