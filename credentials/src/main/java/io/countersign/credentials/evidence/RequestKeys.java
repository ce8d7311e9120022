package io.countersign.credentials.evidence;

import io.countersign.decision.Sha256;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request proved that it holds.
 *
 * @param thumbprints of keys (RFC 7638)
 * @param certificate digest of the client certificate (RFC 8705 §3.1); null when there is none
 * @param tokenBound whether the access token's own binding held
 */
public record RequestKeys(
    Set<Sha256> thumbprints, @Nullable Sha256 certificate, boolean tokenBound) {
  public RequestKeys {
    thumbprints = Set.copyOf(thumbprints);
  }

  boolean proves(Sha256 confirmation) {
    return thumbprints.contains(confirmation) || confirmation.equals(certificate);
  }
}
