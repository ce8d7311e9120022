package io.countersign.service.command;

import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.policy.rego.Conformance;
import io.countersign.policy.rego.JsonText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.zip.GZIPInputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs conformance cases. */
@Command(
    name = "conformance",
    description = {
      "Runs conformance cases on the plan engine: one JSON object a line, with a plan, its documents",
      "and what OPA gives for them. The last line is: N passed, M failed, K skipped."
    },
    mixinStandardHelpOptions = true)
final class RegoConformanceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE.jsonl.gz", description = "the cases")
  private Path file;

  @Option(names = "--verbose", description = "prints every case, not only those that fail")
  private boolean verbose;

  @Option(names = "--json", description = "prints {\"passed\":…,\"failed\":…,\"skipped\":…}")
  private boolean json;

  private int passed;
  private int failed;
  private int skipped;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          count(run(line, number), out);
        }
      }
    }
    out.println(
        json
            ? JsonText.text(
                JsonObject.builder()
                    .put("passed", passed)
                    .put("failed", failed)
                    .put("skipped", skipped)
                    .build())
            : passed + " passed, " + failed + " failed, " + skipped + " skipped");
    return failed == 0 ? ExitStatus.DONE : ExitStatus.NOT_SO;
  }

  private Conformance.Outcome run(String line, int number) {
    try {
      return Conformance.run(line);
    } catch (JsonSyntaxException e) {
      throw new BadInputException(file + ":" + number + ": is not JSON: " + e.getMessage());
    }
  }

  private void count(Conformance.Outcome outcome, PrintWriter out) {
    switch (outcome) {
      case Conformance.Outcome.Passed _ -> {
        passed++;
        if (verbose && !json) {
          out.println("passed   " + outcome.note());
        }
      }
      case Conformance.Outcome.Failed found -> {
        failed++;
        if (!json) {
          out.println("FAILED   " + found.note() + ": " + found.problem());
        }
      }
      case Conformance.Outcome.Skipped found -> {
        skipped++;
        if (!json) {
          out.println("skipped  " + found.note() + ": calls " + String.join(", ", found.refused()));
        }
      }
    }
  }
}
