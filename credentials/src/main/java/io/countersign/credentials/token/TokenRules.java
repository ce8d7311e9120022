package io.countersign.credentials.token;

import java.time.Duration;

/**
 * When a token is in its time.
 *
 * @param clockSkew how far {@code nbf} and {@code iat} may lie in the future; at most a minute.
 *     {@code exp} gets none: a token is over when it says so
 * @param maxKeyAge how old the issuer's keys may be while they cannot be read again
 */
public record TokenRules(Duration clockSkew, Duration maxKeyAge) {
  private static final Duration MAX_SKEW = Duration.ofSeconds(60);

  public TokenRules {
    if (clockSkew.isNegative() || clockSkew.compareTo(MAX_SKEW) > 0) {
      throw new IllegalArgumentException("clock-skew: from nothing to a minute");
    }
    if (!maxKeyAge.isPositive()) {
      throw new IllegalArgumentException("the keys' greatest age must be more than nothing");
    }
  }
}
