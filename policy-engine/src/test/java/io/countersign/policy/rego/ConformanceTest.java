package io.countersign.policy.rego;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** OPA's own cases, on plans that OPA's compiler made of them. */
final class ConformanceTest {

  @Test
  void everyCaseGivesWhatOpaGives() throws Exception {
    List<String> lines = ConformanceCases.lines();
    List<String> failed = new ArrayList<>();
    int skipped = 0;
    for (String line : lines) {
      switch (Conformance.run(line)) {
        case Conformance.Outcome.Passed _ -> {
          // as it should
        }
        case Conformance.Outcome.Failed outcome ->
            failed.add(outcome.note() + ": " + outcome.problem());
        case Conformance.Outcome.Skipped _ -> skipped++;
      }
    }
    int bad = failed.size() + skipped;
    String summary =
        lines.size() - bad + " passed, " + failed.size() + " failed, " + skipped + " skipped";
    assertTrue(bad * 200 <= lines.size(), () -> summary + "\n" + String.join("\n", failed));
  }
}
