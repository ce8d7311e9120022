package io.countersign.credentials.jwtsvid;

import io.countersign.decision.Reason;
import io.countersign.decision.TokenFacts;
import org.jspecify.annotations.Nullable;

/** What looking at a JWT-SVID came to. */
public sealed interface JwtSvidOutcome permits VerifiedJwtSvid, JwtSvidOutcome.Rejected {

  /**
   * It does not hold.
   *
   * @param reason one of the {@code TOKEN_} reasons, or {@link Reason#TRUST_BUNDLE_UNAVAILABLE}
   * @param facts what it claims, proved by nothing; null when it could not be read
   */
  record Rejected(Reason reason, @Nullable TokenFacts facts) implements JwtSvidOutcome {}
}
