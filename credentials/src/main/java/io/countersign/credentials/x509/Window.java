package io.countersign.credentials.x509;

import io.countersign.decision.Reason;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The time in which every certificate of a path is valid, both ends included (RFC 5280 §4.1.2.5).
 * May be empty: {@code from} after {@code until}.
 */
record Window(Instant from, Instant until) {
  static Window of(List<X509Certificate> certificates) {
    Instant from = Instant.MIN;
    Instant until = Instant.MAX;
    for (X509Certificate certificate : certificates) {
      Instant notBefore = certificate.getNotBefore().toInstant();
      Instant notAfter = certificate.getNotAfter().toInstant();
      from = notBefore.isAfter(from) ? notBefore : from;
      until = notAfter.isBefore(until) ? notAfter : until;
    }
    return new Window(from, until);
  }

  boolean isEmpty() {
    return from.isAfter(until);
  }

  /** Null when {@code now} lies inside. */
  @Nullable Reason refuses(Instant now) {
    if (now.isAfter(until)) {
      return Reason.CERTIFICATE_EXPIRED;
    }
    return now.isBefore(from) ? Reason.CERTIFICATE_NOT_YET_VALID : null;
  }
}
