package io.countersign.credentials.wimse;

import io.countersign.decision.Reason;

/** What looking at a workload proof token came to. */
public sealed interface WptOutcome permits VerifiedWpt, WptOutcome.Refused {

  /** It does not hold. */
  record Refused(Reason reason) implements WptOutcome {}
}
