package io.countersign.policy;

import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.VerificationKeys;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The {@code opa} program: compiler of Rego sources, and runner of their tests. */
public final class OpaProgram {
  private static final Duration MAX_TIME = Duration.ofSeconds(60);
  private static final int MAX_MESSAGE_LENGTH = 500;

  private final Path program;

  public OpaProgram(Path program) {
    this.program = program;
  }

  /** The first {@code opa} in the folders of a PATH variable. */
  public static Optional<OpaProgram> find(String path) {
    return Stream.of(path.split(System.getProperty("path.separator"), -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, "opa"))
        .filter(Files::isExecutable)
        .findFirst()
        .map(OpaProgram::new);
  }

  /**
   * Runs it with nothing on its standard input; what it prints goes to one file, errors too.
   *
   * @param folder where it runs
   * @return its exit status
   * @throws IOException when it cannot be started or does not end in time
   */
  public int run(List<String> arguments, Path folder, Path output, Duration maxTime)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(arguments);
    command.addFirst(program.toString());
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(maxTime.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(program + " did not end within " + maxTime);
      }
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  /** What to run by hand for a bundle that has no module. */
  static String command(Bundle bundle, String entrypoint) {
    return "opa build -t plan -e " + entrypoint + " -o bundle.tar.gz -b " + bundle.name();
  }

  /** Compiles the bundle's sources to a plan. */
  byte[] plan(Bundle bundle, String entrypoint) throws BundleException {
    try {
      Path folder = Files.createTempDirectory("countersign-opa");
      try {
        return plan(bundle, entrypoint, folder);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new BundleException(
          bundle.name(),
          "could not be compiled by "
              + program
              + " ("
              + e.getMessage()
              + "): run "
              + command(bundle, entrypoint),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BundleException(bundle.name(), "was being compiled when the service ended", e);
    }
  }

  private byte[] plan(Bundle bundle, String entrypoint, Path folder)
      throws IOException, InterruptedException, BundleException {
    Path source = Files.write(folder.resolve("source.tar.gz"), bundle.archive());
    Path built = folder.resolve("built.tar.gz");
    Path errors = folder.resolve("errors");
    Process process =
        new ProcessBuilder(
                List.of(
                    program.toString(),
                    "build",
                    "--target=plan",
                    "--entrypoint=" + entrypoint,
                    "--output=" + built,
                    "--bundle",
                    source.toString()))
            .redirectErrorStream(true)
            .redirectOutput(errors.toFile())
            .start();
    process.getOutputStream().close();
    if (!process.waitFor(MAX_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      throw new BundleException(
          bundle.name(), "took opa longer than " + MAX_TIME + " to compile: build it beforehand");
    }
    if (process.exitValue() != 0) {
      throw new BundleException(
          bundle.name(), "is refused by opa (" + message(errors) + "): correct the sources");
    }
    return new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE)
        .read(built)
        .plan()
        .orElseThrow(() -> new BundleException(bundle.name(), "gave opa nothing to compile"));
  }

  private static String message(Path errors) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(errors, StandardCharsets.UTF_8)) {
      StringBuilder message = new StringBuilder();
      int next = lines.read();
      while (next >= 0 && message.length() < MAX_MESSAGE_LENGTH) {
        message.append(next < 0x20 ? ' ' : (char) next);
        next = lines.read();
      }
      return message.toString().strip();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) found.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(path);
      }
    }
  }
}
