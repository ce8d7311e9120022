package io.countersign.log.tlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Runs the independent checkers of src/test/go. */
final class GoPrograms {
  private GoPrograms() {}

  record Ran(int status, String output) {}

  /** Builds the program of that name into {@code folder}. */
  static Path build(String name, Path folder) throws Exception {
    Path program = folder.resolve(name);
    Path source = Path.of("src/test/go", name).toAbsolutePath();
    Ran built;
    try {
      built = run(source, "go", "build", "-o", program.toString(), ".");
    } catch (IOException e) {
      built = new Ran(127, "");
    }
    assumeTrue(built.status != 127, "needs Go 1.24 or newer: apt-get install golang-go");
    assertEquals(0, built.status, built.output);
    return program;
  }

  static Ran run(Path directory, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), output);
  }
}
