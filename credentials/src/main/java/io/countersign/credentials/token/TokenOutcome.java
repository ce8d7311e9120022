package io.countersign.credentials.token;

import io.countersign.decision.Reason;
import io.countersign.decision.TokenFacts;
import org.jspecify.annotations.Nullable;

/** What looking at an access token came to. */
public sealed interface TokenOutcome permits VerifiedToken, TokenOutcome.Rejected {

  /**
   * The token does not hold.
   *
   * @param facts what it claims, proved by nothing; null when it could not be read
   */
  record Rejected(Reason reason, @Nullable TokenFacts facts) implements TokenOutcome {}
}
