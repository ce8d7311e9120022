package io.countersign.policy;

import io.countersign.decision.PolicyIdentity;

/**
 * What came of a candidate beside an active policy, in numbers of requests since the two met.
 *
 * @param same whose verdicts agreed in all that has an effect
 * @param wouldAllow that were denied, and that the candidate allows
 * @param wouldDeny that were allowed, and that the candidate denies
 * @param other whose reasons or effects differ
 * @param failed that the candidate could not evaluate
 * @param dropped that the candidate was not asked about, because it could not keep up
 */
public record ShadowReport(
    PolicyIdentity active,
    PolicyIdentity candidate,
    long same,
    long wouldAllow,
    long wouldDeny,
    long other,
    long failed,
    long dropped) {

  /** How many requests the candidate was asked about. */
  public long evaluated() {
    return same + wouldAllow + wouldDeny + other + failed;
  }
}
