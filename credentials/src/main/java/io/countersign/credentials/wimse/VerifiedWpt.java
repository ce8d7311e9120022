package io.countersign.credentials.wimse;

import io.countersign.decision.Sha256;
import java.time.Instant;

/**
 * A proof that holds for the request and the workload identity token it was checked with. Whether
 * it was used before is not known yet: whoever accepts it marks {@link #replayKey()}, last of all.
 * Only {@link WptVerifier} makes one.
 */
public final class VerifiedWpt implements WptOutcome {
  private final Sha256 keyThumbprint;
  private final Sha256 replayKey;
  private final Instant until;

  VerifiedWpt(Sha256 keyThumbprint, Sha256 replayKey, Instant until) {
    this.keyThumbprint = keyThumbprint;
    this.replayKey = replayKey;
    this.until = until;
  }

  /** RFC 7638 thumbprint of the key that signed it. */
  public Sha256 keyThumbprint() {
    return keyThumbprint;
  }

  /** Names the proof's {@code jti} under its key: another key's use of it is another proof. */
  public Sha256 replayKey() {
    return replayKey;
  }

  /** The last instant at which the proof could be accepted anywhere. */
  public Instant until() {
    return until;
  }
}
