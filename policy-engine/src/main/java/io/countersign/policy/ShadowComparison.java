package io.countersign.policy;

import io.countersign.decision.Reason;
import io.countersign.decision.Verdict;
import java.util.Set;

/** How a candidate's verdict stands to the one that was given. */
enum ShadowComparison {
  SAME,
  /** The request was denied, and the candidate allows it. */
  WOULD_ALLOW,
  /** The request was allowed, and the candidate denies it. */
  WOULD_DENY,
  /** Both deny with different reasons, or their effects differ. */
  OTHER,
  /** The candidate gave no answer of its own: an error, or more work than it may cost. */
  FAILED;

  static ShadowComparison of(Verdict given, Verdict candidate) {
    if (alike(given, candidate)) {
      return SAME;
    }
    if (candidate instanceof Verdict.Deny deny
        && (deny.reason() == Reason.POLICY_ERROR || deny.reason() == Reason.EVALUATION_LIMIT)) {
      return FAILED;
    }
    boolean allowed = given instanceof Verdict.Allow;
    boolean allows = candidate instanceof Verdict.Allow;
    if (allowed == allows) {
      return OTHER;
    }
    return allows ? WOULD_ALLOW : WOULD_DENY;
  }

  /**
   * Whether client, gateway and record would see no difference; the order in which reasons come
   * means nothing, and members of the result that have no effect do not count.
   */
  private static boolean alike(Verdict given, Verdict candidate) {
    return switch (given) {
      case Verdict.Allow allow ->
          candidate instanceof Verdict.Allow other && allow.effects().equals(other.effects());
      case Verdict.Deny deny ->
          candidate instanceof Verdict.Deny other
              && deny.reason() == other.reason()
              && Set.copyOf(deny.codes()).equals(Set.copyOf(other.codes()))
              && deny.effects().equals(other.effects());
    };
  }
}
