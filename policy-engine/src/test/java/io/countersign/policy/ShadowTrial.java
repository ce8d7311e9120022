package io.countersign.policy;

import io.countersign.decision.AccessRequest;
import io.countersign.decision.ActivePolicies;
import io.countersign.decision.Policy;
import io.countersign.decision.PolicyIdentity;
import io.countersign.decision.PolicyInput;
import io.countersign.decision.Registration;
import io.countersign.decision.Sha256;
import io.countersign.decision.Verdict;
import io.countersign.decision.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Policies that are functions, put beside each other. */
final class ShadowTrial {
  private ShadowTrial() {}

  /** A policy of this name. */
  static Policy policy(String name, Function<PolicyInput, Verdict> rule) {
    return policy(name, Registration.UNKNOWN, rule);
  }

  static Policy policy(
      String name, Registration registration, Function<PolicyInput, Verdict> rule) {
    PolicyIdentity identity =
        new PolicyIdentity(
            Sha256.of(name.getBytes(StandardCharsets.UTF_8)), name, "a/decision", "wasm");
    return new Policy() {
      @Override
      public PolicyIdentity identity() {
        return identity;
      }

      @Override
      public Registration registration(String subjectId) {
        return registration;
      }

      @Override
      public Verdict evaluate(PolicyInput input) {
        return rule.apply(input);
      }
    };
  }

  static ShadowedPolicies beside(Policy active, Policy candidate) {
    ActivePolicies policies = () -> active;
    return new ShadowedPolicies(policies, () -> Optional.of(candidate));
  }

  /** A request for the path, by a workload that nobody registered. */
  static PolicyInput input(String path) {
    JsonObject subject =
        JsonObject.builder()
            .put("id", "spiffe://prod.example/orders")
            .put("trust_domain", "prod.example")
            .build();
    return new PolicyInput(
        JsonObject.builder().put("subject", subject).build(),
        AccessRequest.builder().method("GET").authority("a.example").target(path).build(),
        Instant.EPOCH);
  }

  /** Waits for the candidate's thread until the report is as expected, for ten seconds at most. */
  static ShadowReport await(ShadowedPolicies policies, Predicate<ShadowReport> expected)
      throws InterruptedException {
    Optional<ShadowReport> report = policies.report();
    for (int i = 0; i < 1_000 && report.filter(expected).isEmpty(); i++) {
      Thread.sleep(10);
      report = policies.report();
    }
    return report.orElseThrow();
  }
}
