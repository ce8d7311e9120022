package io.countersign.service.command;

import io.countersign.service.config.ConfigurationException;
import io.countersign.service.config.Settings;
import io.countersign.service.config.SettingsReader;
import io.countersign.service.server.ServerApplication;
import io.quarkus.runtime.Quarkus;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the server in the foreground. */
@Command(
    name = "serve",
    description = "Runs the server until it is told to end (SIGTERM).",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--config", required = true, paramLabel = "FILE", description = "configuration")
  private Path config;

  @Override
  public Integer call() throws ConfigurationException {
    Settings settings = SettingsReader.read(config, System.getenv());
    // Quarkus reads its own settings once, when it starts.
    System.setProperty("quarkus.http.host", settings.listen().http().host());
    System.setProperty("quarkus.http.port", Integer.toString(settings.listen().http().port()));
    Settings.Tls tls = settings.listen().tls();
    if (tls != null) {
      serveTls(settings.listen().http().port(), tls);
    }
    Quarkus.run(ServerApplication.class, this::end, config.toString());
    return ExitStatus.DONE;
  }

  /**
   * Gateways show their certificates on the HTTP port, too. It lets others in, for the health page:
   * whether who asks for a decision is a gateway is asked for each decision.
   */
  private static void serveTls(int port, Settings.Tls tls) {
    System.setProperty("quarkus.http.insecure-requests", "disabled");
    System.setProperty("quarkus.http.ssl-port", Integer.toString(port));
    System.setProperty("quarkus.http.ssl.certificate.files", tls.certificate().toString());
    System.setProperty("quarkus.http.ssl.certificate.key-files", tls.key().toString());
    System.setProperty("quarkus.http.ssl.certificate.trust-store-file", tls.clientCa().toString());
    System.setProperty("quarkus.http.ssl.certificate.trust-store-file-type", "PEM");
    System.setProperty("quarkus.http.ssl.certificate.reload-period", "30s");
  }

  /** Quarkus ends the process itself, so the status is given here. */
  private void end(int status, @Nullable Throwable failure) {
    PrintWriter err = spec.commandLine().getErr();
    if (failure != null) {
      err.println("countersign: " + rootOf(failure).getMessage());
      err.flush();
    }
    Runtime.getRuntime().halt(failure == null ? status : ExitStatus.COULD_NOT_RUN);
  }

  /** What went wrong first; Quarkus wraps it in "Failed to start". */
  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      root = cause;
    }
    return root;
  }
}
