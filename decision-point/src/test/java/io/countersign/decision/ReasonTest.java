package io.countersign.decision;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReasonTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "reasons.md");

  @ParameterizedTest
  @EnumSource(Reason.class)
  void everyReasonHasASentenceAndAStatusOfTheContract(Reason reason) {
    assertTrue(Set.of(400, 401, 403, 503).contains(reason.status()));
    assertTrue(reason.sentence().endsWith("."), reason.sentence());
    assertTrue(reason.sentence().length() > 10, reason.sentence());
    assertTrue(Character.isUpperCase(reason.sentence().charAt(0)), reason.sentence());
    assertTrue(reason.sentence().indexOf('|') < 0, "breaks the table of docs/reasons.md");
  }

  @Test
  void noTwoReasonsSayTheSame() {
    assertEquals(
        Reason.values().length,
        Arrays.stream(Reason.values()).map(Reason::sentence).distinct().count());
  }

  /** Logs, metrics and policies of other people hold these words: one that goes breaks them. */
  @Test
  void namesAreStable() throws IOException {
    try (InputStream golden = ReasonTest.class.getResourceAsStream("reasons.txt")) {
      assertNotNull(golden);
      List<String> names = new String(golden.readAllBytes(), UTF_8).lines().toList();
      assertEquals(
          names,
          Arrays.stream(Reason.values()).map(Reason::name).toList(),
          "a new reason needs a line in reasons.txt; one that is there may not go");
    }
  }

  @Test
  void documentIsThatOfTheReasons() throws IOException {
    String generated = document();
    if (Boolean.getBoolean("countersign.regenerate")) {
      Files.createDirectories(DOCUMENT.getParent());
      Files.writeString(DOCUMENT, generated);
    }
    String regenerate =
        "docs/reasons.md is not that of Reason.java: run"
            + " ./mvnw -pl decision-point test -Dtest=ReasonTest -Dcountersign.regenerate=true";
    assertTrue(Files.exists(DOCUMENT), regenerate);
    assertEquals(generated, Files.readString(DOCUMENT), regenerate);
  }

  private static String document() {
    return "# Reasons\n\n"
        + "Why a request is refused. The code stands in the decision log, in the gateway's dynamic\n"
        + "metadata and in metrics, and never changes its meaning. The client sees only the status\n"
        + "and what the RFCs allow.\n\n"
        + "Generated from `Reason.java`; `ReasonTest` says how.\n"
        + section(400, "The request itself")
        + section(401, "Credentials")
        + section(403, "Policy")
        + section(503, "When no decision can be made or recorded");
  }

  private static String section(int status, String title) {
    return Arrays.stream(Reason.values())
        .filter(reason -> reason.status() == status)
        .map(ReasonTest::row)
        .collect(
            Collectors.joining(
                "",
                "\n## "
                    + title
                    + "\n\n| Code | Status | What happened and what to do |\n|---|---|---|\n",
                ""));
  }

  private static String row(Reason reason) {
    return "| `" + reason + "` | " + reason.status() + " | " + reason.sentence() + " |\n";
  }
}
