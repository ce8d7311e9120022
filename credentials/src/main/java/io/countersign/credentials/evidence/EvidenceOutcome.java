package io.countersign.credentials.evidence;

import io.countersign.decision.Reason;
import java.util.List;

/** What looking for evidence came to. */
public sealed interface EvidenceOutcome {

  /** What the request brings does not hold; one bad header refuses all. */
  record Refused(Reason reason) implements EvidenceOutcome {}

  /** All that the request brings holds; empty when it brings none. */
  record Found(List<VerifiedEvidence> evidence) implements EvidenceOutcome {
    public Found {
      evidence = List.copyOf(evidence);
    }
  }
}
