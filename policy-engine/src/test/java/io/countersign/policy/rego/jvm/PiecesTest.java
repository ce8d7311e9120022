package io.countersign.policy.rego.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonValue;
import io.countersign.policy.rego.ConformanceCases;
import io.countersign.policy.rego.builtin.EvaluationContext;
import io.countersign.policy.rego.plan.Plan;
import io.countersign.policy.rego.plan.PlanException;
import io.countersign.policy.rego.plan.PlanReader;
import io.countersign.policy.rego.value.RegoValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A function that becomes several methods gives what it gives as one. */
final class PiecesTest {

  @Test
  void everyCaseGivesTheSameInPiecesOfThreeStatements() throws Exception {
    int compared = 0;
    for (String line : ConformanceCases.lines()) {
      JsonObject test = (JsonObject) JsonParser.parse(line.getBytes(StandardCharsets.UTF_8), 2_000);
      Plan plan = PlanReader.read(test.object("plan").orElseThrow());
      String whole;
      try {
        whole = outcome(test, PlanCompiler.compile(plan));
      } catch (PlanException refused) {
        continue;
      }
      String pieces = outcome(test, PlanCompiler.compile(plan, new PlanCompiler.Shape(false, 3)));
      assertEquals(whole, pieces, test.string("note").orElse(""));
      compared++;
    }
    assertTrue(compared > 500, compared + " cases compared");
  }

  private static String outcome(JsonObject test, CompiledPlan plan) {
    JsonValue input = test.get("input");
    try {
      RegoValue value =
          plan.evaluate(
              test.string("entrypoint").orElseThrow(),
              input == null ? null : RegoValue.of(input),
              RegoValue.ofData(test.object("data").orElse(JsonObject.EMPTY)),
              new EvaluationContext(Instant.EPOCH, 0, 10_000_000, 10_000_000_000L),
              true,
              null);
      return String.valueOf(value);
    } catch (PolicyErrorException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
