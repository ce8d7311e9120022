package io.countersign.policy.rego;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;

/** OPA's own cases, where they are at hand. */
public final class ConformanceCases {
  private static final Path FILE = Path.of("..", "..", "shared", "rego-conformance.jsonl.gz");

  private ConformanceCases() {}

  /** A case a line; ends the test as skipped when there are none. */
  public static List<String> lines() throws IOException {
    Assumptions.assumeTrue(
        Files.exists(FILE), "the conformance cases are not there: put them at ../shared");
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(FILE)), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }
}
