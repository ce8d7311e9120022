package io.countersign.service.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the tests of a bundle's rules. */
@Command(
    name = "test",
    description = {
      "Runs the tests (rules test_… in *_test.rego) of an OPA bundle with opa test.",
      "Needs the opa program. Exit status 1: a test failed, or there is none."
    },
    mixinStandardHelpOptions = true)
final class BundleTestCommand implements Callable<Integer> {
  private static final Duration MAX_TIME = Duration.ofMinutes(15);

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "FILE-OR-DIR",
      description = "the bundle with its tests: a folder or a tar.gz")
  private Path bundle;

  @Parameters(
      index = "1..*",
      paramLabel = "OPA-ARGUMENT",
      description = "after --: more for opa test, such as --run NAME, --verbose, --coverage")
  private List<String> more = List.of();

  @Option(names = "--json", description = "prints opa's result as JSON")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!Files.exists(bundle)) {
      throw new NoSuchFileException(bundle.toString());
    }
    // The roots of a manifest say what is shipped; tests are not, so they may lie outside.
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "test", "--bundle", bundle.toString(), "--ignore=.manifest", "--fail-on-empty"));
    if (json) {
      arguments.add("--format=json");
    }
    arguments.addAll(more);
    Path output = Files.createTempFile("countersign-opa", ".txt");
    try {
      int status = Opa.onPath().run(arguments, Path.of("").toAbsolutePath(), output, MAX_TIME);
      print(output);
      return status == 0 ? ExitStatus.DONE : ExitStatus.NOT_SO;
    } finally {
      Files.delete(output);
    }
  }

  private void print(Path output) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try (BufferedReader lines = Files.newBufferedReader(output, StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        out.println(line);
      }
    }
  }
}
