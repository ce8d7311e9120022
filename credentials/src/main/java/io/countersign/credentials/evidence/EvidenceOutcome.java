package io.countersign.credentials.evidence;

import io.countersign.decision.Reason;
import java.util.List;

/** What looking for evidence came to. */
public sealed interface EvidenceOutcome {

  /** All that is there holds; there may be none. */
  record Found(List<VerifiedEvidence> evidence) implements EvidenceOutcome {
    public Found {
      evidence = List.copyOf(evidence);
    }
  }

  /** Some of it does not hold. */
  record Refused(Reason reason) implements EvidenceOutcome {}
}
