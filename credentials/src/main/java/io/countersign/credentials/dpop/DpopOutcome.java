package io.countersign.credentials.dpop;

import io.countersign.decision.Reason;

/** What looking at a proof came to. */
public sealed interface DpopOutcome permits VerifiedProof, DpopOutcome.Refused {

  /** The proof does not hold. */
  record Refused(Reason reason) implements DpopOutcome {}
}
