package io.countersign.policy;

import io.countersign.decision.ActivePolicies;
import io.countersign.decision.Policy;
import io.countersign.decision.PolicyIdentity;
import io.countersign.decision.PolicyInput;
import io.countersign.decision.Registration;
import io.countersign.decision.Verdict;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The policies in force with a candidate beside them, which is asked the same afterwards, in a
 * thread of its own. Differences are counted and logged; the answer is always that of the policy in
 * force, and it never waits for the candidate.
 */
public final class ShadowedPolicies implements ActivePolicies, AutoCloseable {
  private final ActivePolicies active;
  private final ShadowWorker worker;
  private final Runnable endWatch;

  ShadowedPolicies(ActivePolicies active, Supplier<Optional<Policy>> candidates) {
    this(active, candidates, () -> {});
  }

  private ShadowedPolicies(
      ActivePolicies active, Supplier<Optional<Policy>> candidates, Runnable endWatch) {
    this.active = active;
    this.worker = new ShadowWorker(candidates);
    this.endWatch = endWatch;
  }

  /**
   * Puts the bundle on trial, and watches it until closed. A bundle that is missing or refused is
   * logged, and tried again once it changes.
   *
   * @param source of the candidate, never told that it is in force; closed with this
   */
  public static ShadowedPolicies watch(
      ActivePolicies active, BundleSource source, PolicyLoader loader, String entrypoint) {
    ShadowCandidate candidate = new ShadowCandidate(source, loader, entrypoint);
    candidate.watch();
    return new ShadowedPolicies(active, candidate::current, candidate::close);
  }

  @Override
  public Policy current() {
    return new Shadowed(active.current());
  }

  /** What was counted of the candidate and the policy in force; empty before the first request. */
  public Optional<ShadowReport> report() {
    return worker.report();
  }

  /** Ends the trial; what is in force stays. */
  @Override
  public void close() {
    endWatch.run();
    worker.close();
  }

  /** The policy in force, which lets the candidate know what it answered. */
  private final class Shadowed implements Policy {
    private final Policy policy;

    Shadowed(Policy policy) {
      this.policy = policy;
    }

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
      Verdict verdict = policy.evaluate(input);
      worker.answered(policy.identity(), input, verdict);
      return verdict;
    }
  }
}
