package io.countersign.policy;

import io.countersign.decision.Policy;
import io.countersign.decision.PolicyIdentity;
import io.countersign.decision.PolicyInput;
import io.countersign.decision.Reason;
import io.countersign.decision.Registration;
import io.countersign.decision.Verdict;
import java.time.Instant;

/** A policy that denies once its source was not heard of for too long. */
record TimedPolicy(BundlePolicy policy, Instant goodUntil) implements Policy {

  @Override
  public PolicyIdentity identity() {
    return policy.identity();
  }

  @Override
  public Registration registration(String subjectId) {
    return policy.registration(subjectId);
  }

  @Override
  public Verdict evaluate(PolicyInput input) {
    return input.time().isAfter(goodUntil)
        ? Verdict.deny(Reason.POLICY_STALE)
        : policy.evaluate(input);
  }
}
