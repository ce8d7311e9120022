package io.countersign.policy.rego;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** OPA's own cases, on plans that OPA's compiler made of them. */
final class ConformanceTest {
  private static final Path CASES = Path.of("..", "..", "shared", "rego-conformance.jsonl.gz");

  @Test
  void everyCaseGivesWhatOpaGives() throws Exception {
    Assumptions.assumeTrue(
        Files.exists(CASES), "the conformance cases are not there: put them at ../shared");
    List<String> failed = new ArrayList<>();
    int passed = 0;
    int skipped = 0;
    for (String line : lines()) {
      switch (Conformance.run(line)) {
        case Conformance.Outcome.Passed _ -> passed++;
        case Conformance.Outcome.Failed outcome ->
            failed.add(outcome.note() + ": " + outcome.problem());
        case Conformance.Outcome.Skipped _ -> skipped++;
      }
    }
    System.out.println(passed + " passed, " + failed.size() + " failed, " + skipped + " skipped");
    int few = (passed + failed.size() + skipped) / 200;
    assertTrue(skipped <= few, skipped + " cases call what is refused");
    assertTrue(failed.isEmpty(), () -> failed.size() + " failed:\n" + String.join("\n", failed));
  }

  private static List<String> lines() throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(CASES)), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }
}
