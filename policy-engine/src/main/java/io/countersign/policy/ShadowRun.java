package io.countersign.policy;

import io.countersign.decision.Policy;
import io.countersign.decision.PolicyIdentity;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** A candidate beside one active policy, and what was counted of the two. */
final class ShadowRun {
  private final PolicyIdentity active;
  private final Policy candidate;
  private final Map<ShadowComparison, LongAdder> compared = new EnumMap<>(ShadowComparison.class);
  private final LongAdder dropped = new LongAdder();

  ShadowRun(PolicyIdentity active, Policy candidate) {
    this.active = active;
    this.candidate = candidate;
    for (ShadowComparison comparison : ShadowComparison.values()) {
      compared.put(comparison, new LongAdder());
    }
  }

  Policy candidate() {
    return candidate;
  }

  /** Whether this is about these two. */
  boolean isOf(PolicyIdentity otherActive, Policy otherCandidate) {
    return isOf(otherCandidate) && active.equals(otherActive);
  }

  /** Whether this is about the candidate. */
  boolean isOf(Policy otherCandidate) {
    return candidate.equals(otherCandidate);
  }

  void count(ShadowComparison comparison) {
    adder(comparison).increment();
  }

  void countDropped() {
    dropped.increment();
  }

  ShadowReport report() {
    return new ShadowReport(
        active,
        candidate.identity(),
        adder(ShadowComparison.SAME).sum(),
        adder(ShadowComparison.WOULD_ALLOW).sum(),
        adder(ShadowComparison.WOULD_DENY).sum(),
        adder(ShadowComparison.OTHER).sum(),
        adder(ShadowComparison.FAILED).sum(),
        dropped.sum());
  }

  private LongAdder adder(ShadowComparison comparison) {
    return compared.getOrDefault(comparison, dropped);
  }
}
