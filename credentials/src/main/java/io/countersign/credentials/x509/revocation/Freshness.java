package io.countersign.credentials.x509.revocation;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How old an issuer's statement may be.
 *
 * @param maxAge since it was made ({@code thisUpdate}), whatever longer time the issuer gives it
 * @param skew by which the issuer's clock may be ahead
 */
public record Freshness(Duration maxAge, Duration skew) {
  public Freshness {
    if (maxAge.isNegative() || maxAge.isZero() || skew.isNegative()) {
      throw new IllegalArgumentException("the age must be positive and the skew not negative");
    }
  }

  /** From {@code thisUpdate}, less the skew, until just before {@code nextUpdate}. */
  boolean holds(Instant thisUpdate, @Nullable Instant nextUpdate, Instant now) {
    return !isAhead(thisUpdate, now)
        && !now.isAfter(thisUpdate.plus(maxAge))
        && (nextUpdate == null || now.isBefore(nextUpdate));
  }

  boolean isAhead(Instant thisUpdate, Instant now) {
    return thisUpdate.isAfter(now.plus(skew));
  }
}
