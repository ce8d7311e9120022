package io.countersign.credentials.evidence;

import io.countersign.credentials.token.Confirmation;
import io.countersign.decision.Sha256;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the request proved.
 *
 * @param keyThumbprints of the keys whose possession it proved (RFC 7638)
 * @param certificate digest of the certificate it came with; null when it came with none
 * @param tokenBound whether its access token is bound to one of them
 */
public record RequestKeys(
    Set<Sha256> keyThumbprints, @Nullable Sha256 certificate, boolean tokenBound) {
  public RequestKeys {
    keyThumbprints = Set.copyOf(keyThumbprints);
  }

  /** Whether the evidence is that of the workload which sent the request. */
  boolean tie(VerifiedEvidence evidence) {
    return switch (evidence.origin()) {
      case TOKEN, VOUCHED -> tokenBound;
      case HEADER, CERTIFICATE -> tie(evidence.confirmation());
    };
  }

  private boolean tie(Confirmation confirmation) {
    Sha256 key = confirmation.keyThumbprint();
    Sha256 expected = confirmation.certificate();
    return confirmation.isBound()
        && (key == null || keyThumbprints.contains(key))
        && (expected == null || expected.equals(certificate));
  }
}
