package io.countersign.envoy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real Envoy as a child process, for the demonstration and the tests. */
public final class EnvoyProcess implements AutoCloseable {
  private static final long START_MILLIS = 20_000;
  private static final long STOP_SECONDS = 5;
  private static final long POLL_MILLIS = 50;

  private final Process process;
  private final int port;

  private EnvoyProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts Envoy and waits until it takes connections.
   *
   * @param directory holds {@code tls/}; takes the configuration and the logs
   * @throws IOException when Envoy ends or does not listen in time; its log is named
   */
  public static EnvoyProcess start(
      Path program, EnvoyConfiguration configuration, int pdpPort, int servicePort, Path directory)
      throws IOException {
    int port = freePort();
    Path file = directory.resolve("envoy.yaml");
    Files.writeString(file, configuration.render(port, pdpPort, servicePort, directory));
    Path log = directory.resolve("envoy.log");
    Process process =
        new ProcessBuilder(
                List.of(
                    program.toString(),
                    "-c",
                    file.toString(),
                    "--use-dynamic-base-id",
                    "--concurrency",
                    "1",
                    "--log-level",
                    "warning"))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    EnvoyProcess envoy = new EnvoyProcess(process, port);
    try {
      envoy.awaitListening(log);
      return envoy;
    } catch (IOException failure) {
      envoy.close();
      throw failure;
    }
  }

  /** Where clients connect. */
  public int port() {
    return port;
  }

  private void awaitListening(Path log) throws IOException {
    for (long waited = 0; waited < START_MILLIS; waited += POLL_MILLIS) {
      if (!process.isAlive()) {
        throw new IOException("Envoy ended while it started; it says why in " + log);
      }
      try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
        if (probe.isConnected()) {
          return;
        }
      } catch (IOException notYet) {
        pause();
      }
    }
    throw new IOException("Envoy did not listen within " + START_MILLIS + " ms; see " + log);
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
