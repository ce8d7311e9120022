package io.countersign.credentials;

import io.countersign.decision.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One step of the verification of a caller. Safe for use by many threads. */
@FunctionalInterface
interface Step {
  /**
   * Checks one kind of credential and adds what it learns.
   *
   * @param learnt what the steps before this one found
   * @return why the request is refused; null when nothing speaks against it
   */
  @Nullable Reason check(Presented presented, Learnt learnt, Instant now);
}
