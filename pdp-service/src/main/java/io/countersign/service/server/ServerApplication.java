package io.countersign.service.server;

import io.countersign.service.config.ConfigurationException;
import io.countersign.service.config.Settings;
import io.countersign.service.config.SettingsReader;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** What Quarkus runs for {@code serve}: a {@link PdpServer} beside its own HTTP port. */
public class ServerApplication implements QuarkusApplication {
  private static final int BAD_INPUT = 2;
  private static final int COULD_NOT_RUN = 3;

  private final Vertx vertx;
  private final Router router;
  private final RunningServer running;
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;

  @Inject
  public ServerApplication(Vertx vertx, Router router, RunningServer running) {
    this.vertx = vertx;
    this.router = router;
    this.running = running;
  }

  /**
   * Serves until the process is told to end.
   *
   * @param arguments the configuration file
   */
  @Override
  public int run(String... arguments) {
    try {
      Settings settings = SettingsReader.read(Path.of(arguments[0]), System.getenv());
      InstantSource clock = InstantSource.system();
      try (WitnessParts witness = WitnessParts.open(settings.witness(), vertx, clock);
          PdpServer server = PdpServer.start(settings, vertx, clock)) {
        witness.install(router);
        HttpRoutes.install(router, server.envoyHttp(), LogParts.route(settings.log(), vertx));
        running.set(Optional.of(server));
        witness.key().ifPresent(key -> out.println("witness key: " + key));
        announce(settings, server);
        Quarkus.waitForExit();
        running.set(Optional.empty());
      }
      return 0;
    } catch (ConfigurationException unusable) {
      unusable.problems().forEach(err::println);
      return BAD_INPUT;
    } catch (IOException failure) {
      err.println(failure.getMessage());
      return COULD_NOT_RUN;
    }
  }

  private void announce(Settings settings, PdpServer server) {
    if (settings.adminToken() != null) {
      err.println("countersign.admin.token: this version has no admin API; the token is not used");
    }
    out.println("log key: " + server.logKey());
    out.println(
        "countersign ready: gRPC on "
            + server.grpcAddress()
            + ", HTTP on "
            + settings.listen().http()
            + ", log in "
            + settings.log().directory()
            + ", signatures by "
            + CallerVerifiers.signatureProvider());
  }
}
