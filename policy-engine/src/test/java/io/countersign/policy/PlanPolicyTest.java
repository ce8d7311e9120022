package io.countersign.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonValue;
import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.TarGz;
import io.countersign.policy.bundle.VerificationKeys;
import io.countersign.policy.rego.CompileException;
import io.countersign.policy.rego.CompiledPolicy;
import io.countersign.policy.rego.EvaluationException;
import io.countersign.policy.rego.EvaluationLimits;
import io.countersign.policy.rego.Explanation;
import io.countersign.policy.rego.PlanPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a plan may do, and what it costs; see src/test/resources/plan. */
final class PlanPolicyTest {
  private static final Path SOURCES = Path.of("src/test/resources/plan");
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");
  private static final BundleReader READER =
      new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE);
  private static final List<String> ENTRYPOINTS =
      List.of(
          "plan/runaway",
          "plan/long_text",
          "plan/conflict",
          "plan/undefined_rule",
          "plan/present",
          "plan/drawn",
          "plan/fallback",
          "plan/replaced");

  private static byte[] plan = new byte[0];

  @BeforeAll
  static void build() throws Exception {
    Optional<OpaProgram> opa = OpaProgram.find(System.getenv().getOrDefault("PATH", ""));
    assumeTrue(
        opa.isPresent(),
        "opa is not on the PATH: install opa 1.22.2 from https://www.openpolicyagent.org");
    byte[] archive =
        new BundleBuilder(opa.orElseThrow(), READER)
            .build(SOURCES, ENTRYPOINTS, BundleBuilder.Target.PLAN, "");
    plan = READER.read("plan.tar.gz", archive).plan().orElseThrow();
  }

  private static CompiledPolicy policy(long maxSteps, Duration maxTime) throws CompileException {
    EvaluationLimits limits = new EvaluationLimits(maxTime, maxSteps, Duration.ZERO, 1, 1);
    return PlanPolicy.compile(plan, JsonObject.EMPTY, limits);
  }

  private static Optional<JsonValue> evaluate(String rule, String input) throws Exception {
    return policy(20_000_000, Duration.ofSeconds(10))
        .evaluate("plan/" + rule, json(input), TIME, 7);
  }

  private static JsonValue json(String text) throws Exception {
    return JsonParser.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static EvaluationException.Kind failure(
      CompiledPolicy policy, String rule, String input) {
    return assertThrows(
            EvaluationException.class, () -> policy.evaluate("plan/" + rule, json(input), TIME, 0))
        .kind();
  }

  @Test
  void aRunawayRuleMeetsTheLimitOfSteps() throws Exception {
    assertEquals(
        EvaluationException.Kind.LIMIT,
        failure(policy(100_000, Duration.ofMinutes(1)), "runaway", "{}"));
  }

  @Test
  void aRunawayRuleMeetsTheLimitOfTime() throws Exception {
    assertEquals(
        EvaluationException.Kind.LIMIT,
        failure(policy(Long.MAX_VALUE, Duration.ofMillis(50)), "runaway", "{}"));
  }

  @Test
  void aTextThatGrowsMeetsTheLimit() throws Exception {
    String input = "{\"text\":\"" + "x".repeat(10_000) + "\"}";
    assertEquals(
        EvaluationException.Kind.LIMIT,
        failure(policy(20_000_000, Duration.ofMinutes(1)), "long_text", input));
  }

  @Test
  void twoValuesForOneRuleAreAnError() throws Exception {
    assertEquals(
        EvaluationException.Kind.ERROR,
        failure(policy(100_000, Duration.ofSeconds(10)), "conflict", "{\"conflict\":true}"));
    assertEquals(Optional.empty(), evaluate("conflict", "{}"));
  }

  @Test
  void anErrorInsideABuiltinMakesTheCallUndefined() throws Exception {
    assertEquals(
        Optional.of(json("{\"used\":true}")), evaluate("fallback", "{\"text\":\"no number\"}"));
  }

  @Test
  void timeAndChanceComeFromTheEvaluation() throws Exception {
    assertEquals(Optional.of(json("1767323045000000000")), evaluate("present", "{}"));
    CompiledPolicy policy = policy(100_000, Duration.ofSeconds(10));
    Optional<JsonValue> drawn = policy.evaluate("plan/drawn", JsonObject.EMPTY, TIME, 1);
    assertEquals(drawn, policy.evaluate("plan/drawn", JsonObject.EMPTY, TIME, 1));
    assertNotEquals(drawn, policy.evaluate("plan/drawn", JsonObject.EMPTY, TIME, 2));
  }

  @Test
  void withReplacesInputAndDataForItsExpressionAlone() throws Exception {
    assertEquals(
        Optional.of(json("[[1,null],[2,null],[0,3],[0,null]]")), evaluate("replaced", "{\"x\":0}"));
  }

  @Test
  void aRefusedBuiltinIsNamedWithThePlaceOfTheCall() throws Exception {
    String calls =
        """
        {"static":{"strings":[{"value":"result"}],"files":[{"value":"a/b.rego"}],
        "builtin_funcs":[{"name":"http.send"}]},
        "plans":{"plans":[{"name":"p","blocks":[{"stmts":[{"type":"CallStmt","stmt":{
        "func":"http.send","args":[{"type":"local","value":0}],"result":2,
        "file":0,"row":17,"col":3}}]}]}]},"funcs":{"funcs":[]}}
        """;
    Bundle bundle = READER.read("b.tar.gz", new TarGz().file("plan.json", calls).bytes());
    PolicyLoader loader = TestBundles.planLoader(READER);
    String refusal =
        String.valueOf(
            assertThrows(BundleException.class, () -> loader.compile(bundle, "p")).getMessage());
    assertTrue(refusal.contains("a/b.rego:17: calls http.send"), refusal);
  }

  @Test
  void anExplanationNamesTheExpressionThatFailed() throws Exception {
    Explanation explanation =
        Explanation.of(
            plan,
            JsonObject.EMPTY,
            "plan/undefined_rule",
            JsonObject.EMPTY,
            TIME,
            EvaluationLimits.defaults());
    Explanation.Step step = explanation.steps().getFirst();
    assertEquals("data.plan.undefined_rule", step.reference());
    assertEquals(Optional.empty(), step.value());
    List<String> source = Files.readAllLines(SOURCES.resolve("plan.rego"));
    int row = step.failed().getFirst().row();
    assertEquals("undefined_rule if input.nothing", source.get(row - 1));
  }
}
