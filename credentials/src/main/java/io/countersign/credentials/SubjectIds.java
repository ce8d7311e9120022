package io.countersign.credentials;

import io.countersign.credentials.x509.SpiffeId;
import io.countersign.decision.SubjectId;

/** How a token names its subject. */
public final class SubjectIds {
  private SubjectIds() {}

  /** A SPIFFE ID as it is; any other name is known only beside who gave it. */
  public static SubjectId of(String issuer, String subject) {
    SpiffeId spiffeId = SpiffeId.parse(subject);
    return spiffeId == null
        ? new SubjectId(issuer + "#" + subject, null)
        : new SubjectId(subject, spiffeId.trustDomain());
  }
}
