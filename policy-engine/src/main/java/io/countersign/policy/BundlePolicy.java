package io.countersign.policy;

import io.countersign.decision.Policy;
import io.countersign.decision.PolicyIdentity;
import io.countersign.decision.PolicyInput;
import io.countersign.decision.Reason;
import io.countersign.decision.Registration;
import io.countersign.decision.Verdict;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonValue;
import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.rego.CompiledPolicy;
import io.countersign.policy.rego.EvaluationException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A bundle's policy, and its registry of identities. */
public final class BundlePolicy implements Policy {
  private static final System.Logger LOG = System.getLogger(BundlePolicy.class.getName());

  private static final long WARM_UP_NANOS = 500_000_000;
  private static final int WARM_UP_EVALUATIONS = 1_000;

  private final Bundle bundle;
  private final CompiledPolicy policy;
  private final PolicyIdentity identity;
  private final JsonObject identities;

  BundlePolicy(Bundle bundle, CompiledPolicy policy, String entrypoint) {
    this.bundle = bundle;
    this.policy = policy;
    this.identity =
        new PolicyIdentity(
            bundle.digest(), bundle.manifest().revision(), entrypoint, policy.engine().label());
    this.identities =
        bundle
            .data()
            .object("countersign")
            .flatMap(data -> data.object("identities"))
            .orElse(JsonObject.EMPTY);
  }

  /**
   * Evaluates an empty input again and again, for half a second at most: the first evaluations
   * after compilation are the slowest by far, and no request should wait for them.
   */
  void warmUp() {
    long end = System.nanoTime() + WARM_UP_NANOS;
    try {
      for (int i = 0; i < WARM_UP_EVALUATIONS && System.nanoTime() < end; i++) {
        Optional<JsonValue> _ =
            policy.evaluate(identity.entrypoint(), JsonObject.EMPTY, Instant.EPOCH, i);
      }
    } catch (EvaluationException e) {
      LOG.log(
          System.Logger.Level.DEBUG,
          "{0}: an empty input cannot be evaluated: {1}",
          bundle.name(),
          e.getMessage());
    }
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

  /** The time as precise as the record keeps it, so that replay evaluates at the same. */
  private static Instant time(PolicyInput input) {
    return input.time().truncatedTo(ChronoUnit.MILLIS);
  }

  /** Of what the record keeps, so that replay draws the same random numbers. */
  private static long seed(PolicyInput input) {
    return 31 * time(input).toEpochMilli() + input.request().id().hashCode();
  }

  @Override
  public Verdict evaluate(PolicyInput input) {
    return evaluate(input, System.Logger.Level.WARNING);
  }

  /**
   * As {@link #evaluate(PolicyInput)}.
   *
   * @param level how loudly the service's log is told of an evaluation that fails
   */
  public Verdict evaluate(PolicyInput input, System.Logger.Level level) {
    try {
      return policy
          .evaluate(identity.entrypoint(), input.document(), time(input), seed(input))
          .map(PolicyResults::verdict)
          .orElseGet(() -> Verdict.deny(Reason.POLICY_UNDEFINED));
    } catch (EvaluationException e) {
      LOG.log(
          level,
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
