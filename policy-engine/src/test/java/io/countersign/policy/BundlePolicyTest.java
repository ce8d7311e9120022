package io.countersign.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.countersign.decision.AccessRequest;
import io.countersign.decision.PolicyInput;
import io.countersign.decision.Reason;
import io.countersign.decision.Verdict;
import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonNumber;
import io.countersign.decision.json.JsonObject;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.VerificationKeys;
import io.countersign.policy.rego.EvaluationLimits;
import io.countersign.policy.rego.WasmEngine;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class BundlePolicyTest {
  private static final AccessRequest REQUEST =
      AccessRequest.builder().method("GET").authority("orders.example").target("/").build();
  private static final WasmEngine ENGINE =
      new WasmEngine(
          new EvaluationLimits(Duration.ofSeconds(2), 20_000_000, Duration.ofSeconds(1), 1, 4_096));
  private static final PolicyLoader LOADER =
      new PolicyLoader(
          new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE),
          ENGINE,
          EvaluationLimits.defaults(),
          null);

  @AfterAll
  static void endWatchdog() {
    ENGINE.close();
  }

  private static Verdict verdict(String entrypoint, JsonObject input) throws Exception {
    return LOADER
        .load(TestBundles.path("engine"), entrypoint)
        .evaluate(new PolicyInput(input, REQUEST, Instant.EPOCH));
  }

  private static void assertDenied(Reason reason, Verdict verdict) {
    Verdict.Deny deny = assertInstanceOf(Verdict.Deny.class, verdict);
    assertEquals(reason, deny.reason());
    assertNull(deny.result());
  }

  @Test
  void undefinedResultDenies() throws Exception {
    assertDenied(Reason.POLICY_UNDEFINED, verdict("engine/undefined", JsonObject.EMPTY));
  }

  @Test
  void conflictingRulesDeny() throws Exception {
    assertDenied(
        Reason.POLICY_ERROR,
        verdict("engine/conflict", JsonObject.builder().put("conflict", true).build()));
  }

  @Test
  void runawayPolicyDenies() throws Exception {
    assertDenied(
        Reason.EVALUATION_LIMIT,
        verdict("engine/slow", JsonObject.builder().put("n", 100_000).build()));
  }

  @Test
  void resultOfAnotherShapeDeniesAndIsKept() throws Exception {
    Verdict.Deny deny =
        assertInstanceOf(
            Verdict.Deny.class,
            verdict("engine/echo", JsonObject.builder().put("result", 1).build()));
    assertEquals(Reason.POLICY_RESULT, deny.reason());
    assertEquals(JsonNumber.of(1), deny.result());
  }

  @Test
  void trueAllows() throws Exception {
    Verdict.Allow allow =
        assertInstanceOf(
            Verdict.Allow.class,
            verdict("engine/echo", JsonObject.builder().put("result", true).build()));
    assertEquals(JsonBoolean.TRUE, allow.result());
  }
}
