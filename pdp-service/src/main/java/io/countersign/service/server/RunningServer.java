package io.countersign.service.server;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The server of this process, for those whom Quarkus makes. */
@ApplicationScoped
public class RunningServer {
  private final AtomicReference<Optional<PdpServer>> server =
      new AtomicReference<>(Optional.empty());

  /** Says which server is running now. */
  public void set(Optional<PdpServer> running) {
    server.set(running);
  }

  /** The server; empty before it started and after it ended. */
  public Optional<PdpServer> get() {
    return server.get();
  }
}
