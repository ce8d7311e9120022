package io.countersign.credentials.x509.revocation;

import java.time.Instant;

/** What one source says about one certificate. */
sealed interface Status {
  /** The source has no word on it that counts now. */
  enum Unknown implements Status {
    UNKNOWN
  }

  /** Revoked, for good or on hold. */
  record Revoked(Instant statedAt) implements Status {}

  record Good(Instant statedAt) implements Status {}
}
