package io.countersign.credentials.dpop;

import java.time.Duration;

/**
 * When a proof is fresh.
 *
 * @param maxAge how old its {@code iat} may be
 * @param clockSkew how far in the future its {@code iat} may lie; at most a minute
 */
public record DpopRules(Duration maxAge, Duration clockSkew) {
  private static final Duration MAX_AGE_LIMIT = Duration.ofHours(1);
  private static final Duration MAX_SKEW = Duration.ofSeconds(60);

  public DpopRules {
    if (!maxAge.isPositive() || maxAge.compareTo(MAX_AGE_LIMIT) > 0) {
      throw new IllegalArgumentException("dpop.max-age: more than nothing, at most an hour");
    }
    if (clockSkew.isNegative() || clockSkew.compareTo(MAX_SKEW) > 0) {
      throw new IllegalArgumentException("dpop.clock-skew: from nothing to a minute");
    }
  }
}
