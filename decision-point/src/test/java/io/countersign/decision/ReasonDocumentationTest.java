package io.countersign.decision;

import static org.junit.jupiter.api.Assertions.assertIterableEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ReasonDocumentationTest {

  @Test
  void everyReasonIsDocumentedInItsOwnWords() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("../docs/reasons.md"))) {
      assertIterableEquals(
          Stream.of(Reason.values()).map(ReasonDocumentationTest::row).toList(),
          lines.filter(line -> line.startsWith("| `")).toList(),
          "docs/reasons.md differs from Reason");
    }
  }

  private static String row(Reason reason) {
    return "| `%s` | %d | %s |".formatted(reason, reason.status(), reason.sentence());
  }
}
