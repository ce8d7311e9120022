package io.countersign.policy;

import io.countersign.decision.Policy;
import io.countersign.decision.PolicyIdentity;
import io.countersign.decision.PolicyInput;
import io.countersign.decision.Reason;
import io.countersign.decision.Registration;
import io.countersign.decision.Verdict;
import io.countersign.decision.json.JsonObject;
import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.rego.CompiledPolicy;
import io.countersign.policy.rego.EvaluationException;

/** A bundle's policy, and its registry of identities. */
public final class BundlePolicy implements Policy {
  private static final System.Logger LOG = System.getLogger(BundlePolicy.class.getName());

  private final Bundle bundle;
  private final CompiledPolicy policy;
  private final PolicyIdentity identity;
  private final JsonObject identities;

  BundlePolicy(Bundle bundle, CompiledPolicy policy, String entrypoint) {
    this.bundle = bundle;
    this.policy = policy;
    this.identity =
        new PolicyIdentity(
            bundle.digest(), bundle.manifest().revision(), entrypoint, policy.engine());
    this.identities =
        bundle
            .data()
            .object("countersign")
            .flatMap(data -> data.object("identities"))
            .orElse(JsonObject.EMPTY);
  }

  /** The bundle, for the log to keep. */
  public Bundle bundle() {
    return bundle;
  }

  @Override
  public PolicyIdentity identity() {
    return identity;
  }

  @Override
  public Registration registration(String subjectId) {
    return identities.object(subjectId).map(Registration::of).orElse(Registration.UNKNOWN);
  }

  @Override
  public Verdict evaluate(PolicyInput input) {
    try {
      return policy
          .evaluate(identity.entrypoint(), input.document())
          .map(PolicyResults::verdict)
          .orElseGet(() -> Verdict.deny(Reason.POLICY_UNDEFINED));
    } catch (EvaluationException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}: the evaluation of {1} {2}",
          bundle.name(),
          identity.entrypoint(),
          e.getMessage());
      return switch (e.kind()) {
        case ERROR -> Verdict.deny(Reason.POLICY_ERROR);
        case LIMIT, BUSY -> Verdict.deny(Reason.EVALUATION_LIMIT);
      };
    }
  }
}
