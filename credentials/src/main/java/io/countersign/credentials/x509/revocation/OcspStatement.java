package io.countersign.credentials.x509.revocation;

import java.security.cert.X509Certificate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A responder's signed word on one certificate; whether it still counts is left to each use.
 *
 * @param producedAt when the answer was signed
 * @param until before which it counts at the longest: nextUpdate
 * @param delegate who signed it in the place of the CA; null when the CA itself did
 */
record OcspStatement(
    Verdict verdict,
    Instant thisUpdate,
    Instant producedAt,
    @Nullable Instant until,
    @Nullable X509Certificate delegate) {
  /** RFC 6960 §2.2. */
  enum Verdict {
    GOOD,
    REVOKED,
    UNKNOWN
  }

  boolean isBefore(OcspStatement other) {
    return thisUpdate.isBefore(other.thisUpdate);
  }

  boolean counts(Freshness freshness, Instant now) {
    return freshness.holds(thisUpdate, until, now)
        && !freshness.isAhead(producedAt, now)
        && (delegate == null
            || (!now.isBefore(delegate.getNotBefore().toInstant())
                && !now.isAfter(delegate.getNotAfter().toInstant())));
  }
}
