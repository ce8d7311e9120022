package io.countersign.service.server;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while decisions can be made and recorded. */
@Readiness
@ApplicationScoped
public class ReadyCheck implements HealthCheck {
  private final RunningServer running;

  @Inject
  public ReadyCheck(RunningServer running) {
    this.running = running;
  }

  @Override
  public HealthCheckResponse call() {
    Optional<PdpServer> server = running.get();
    Optional<String> failure = server.flatMap(PdpServer::failure);
    return HealthCheckResponse.named("decisions")
        .status(server.isPresent() && failure.isEmpty())
        .withData("problem", failure.orElse(server.isPresent() ? "none" : "not started"))
        .build();
  }
}
