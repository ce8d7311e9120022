package io.countersign.credentials.wimse;

import io.countersign.decision.Reason;
import io.countersign.decision.TokenFacts;
import org.jspecify.annotations.Nullable;

/** What looking for a workload identity token came to. */
public sealed interface WitOutcome permits VerifiedWit, WitOutcome.Absent, WitOutcome.Refused {

  /** The request brings none. */
  record Absent() implements WitOutcome {}

  /**
   * It does not hold.
   *
   * @param facts what it claims, proved by nothing; null when it could not be read
   */
  record Refused(Reason reason, @Nullable TokenFacts facts) implements WitOutcome {}
}
