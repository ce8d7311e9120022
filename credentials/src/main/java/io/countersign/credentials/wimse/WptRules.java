package io.countersign.credentials.wimse;

import java.time.Duration;

/**
 * How a workload proof token comes, and when it is fresh.
 *
 * @param place where it stands
 * @param maxLifetime how far ahead its {@code exp} may lie; at most an hour
 * @param clockSkew how far in the future {@code iat} and {@code nbf} may lie, and by how much
 *     {@code exp} may exceed the lifetime; at most a minute
 */
public record WptRules(Place place, Duration maxLifetime, Duration clockSkew) {
  private static final Duration LIMIT = Duration.ofHours(1);
  private static final Duration MAX_SKEW = Duration.ofSeconds(60);

  /** Where the proof stands. */
  public enum Place {
    /** {@code Authorization: WPT}. */
    AUTHORIZATION,
    /** The header of the earlier drafts, {@code Workload-Proof-Token}. */
    WORKLOAD_PROOF_TOKEN
  }

  public WptRules {
    if (!maxLifetime.isPositive() || maxLifetime.compareTo(LIMIT) > 0) {
      throw new IllegalArgumentException("wimse.max-lifetime: more than nothing, at most an hour");
    }
    if (clockSkew.isNegative() || clockSkew.compareTo(MAX_SKEW) > 0) {
      throw new IllegalArgumentException("clock-skew: from nothing to a minute");
    }
  }
}
