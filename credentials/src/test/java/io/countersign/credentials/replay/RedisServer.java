package io.countersign.credentials.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** A real redis-server on a free port of this machine, that keeps nothing on disk. */
final class RedisServer implements AutoCloseable {
  private static final String PASSWORD = "only for tests";

  private final Path directory;
  private final int port;
  private final List<String> settings;
  private final boolean tls;
  private @Nullable Process process;

  /**
   * Starts it.
   *
   * @param settings further options of its command line
   */
  RedisServer(Path directory, boolean tls, String... settings) {
    this.directory = directory;
    this.tls = tls;
    this.settings = List.of(settings);
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
      Files.writeString(passwordFile(), PASSWORD + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start();
  }

  Path passwordFile() {
    return directory.resolve("password");
  }

  URI url() {
    return URI.create((tls ? "rediss" : "redis") + "://localhost:" + port);
  }

  /** Starts it, again after {@link #stop()}, empty and on the same port. */
  void start() {
    List<String> command = new ArrayList<>(List.of("redis-server", "--bind", "127.0.0.1"));
    command.addAll(List.of(tls ? "--tls-port" : "--port", Integer.toString(port)));
    if (tls) {
      command.addAll(List.of("--port", "0"));
    }
    command.addAll(List.of("--save", "", "--appendonly", "no", "--requirepass", PASSWORD));
    command.addAll(List.of("--dir", directory.toString()));
    command.addAll(settings);
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("log").toFile())
              .start();
    } catch (IOException missing) {
      Assumptions.abort("install Debian's redis-server");
    }
  }

  void stop() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
      running.onExit().join();
    }
  }

  /** Sends it a signal, as SIGSTOP: from then on it holds its connections and does not answer. */
  void signal(String name) {
    Process running = process;
    if (running != null) {
      run(List.of("kill", "-s", name, Long.toString(running.pid())));
    }
  }

  /** What it answers to a command of the operator. */
  String command(String... words) {
    List<String> command =
        new ArrayList<>(List.of("redis-cli", "-p", Integer.toString(port), "-a", PASSWORD));
    command.add("--no-auth-warning");
    command.addAll(Arrays.asList(words));
    return run(command);
  }

  static String run(List<String> command) {
    try {
      Process program = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!program.waitFor(10, TimeUnit.SECONDS) || program.exitValue() != 0) {
        throw new AssertionError(command.getFirst() + ": " + said);
      }
      return said.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
