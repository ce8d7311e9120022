package io.countersign.credentials.token;

import io.countersign.credentials.keys.JwtCheck;
import io.countersign.credentials.keys.JwtFault;
import io.countersign.decision.Actor;
import io.countersign.decision.Reason;
import io.countersign.decision.Sha256;
import io.countersign.decision.TokenFacts;
import io.countersign.decision.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds claims that an issuer has vouched for, in whatever way, to the issuer's rules. */
final class ClaimsVerifier {
  private final JwtCheck check;

  ClaimsVerifier(JwtCheck check) {
    this.check = check;
  }

  /**
   * Checks form, times, audience, confirmation, actors and subject.
   *
   * @param issuer who vouched for the claims
   * @param required claims that must be there
   * @param digest of the token's text
   * @param age of what the issuer vouched by: its keys, or its answer
   */
  TokenOutcome verify(
      TokenIssuer issuer,
      TokenFacts facts,
      Set<String> required,
      Sha256 digest,
      Duration age,
      Instant now) {
    JsonObject claims = facts.claims();
    if (!TokenClaims.areWellFormed(claims, required)) {
      return new TokenOutcome.Rejected(Reason.TOKEN_MALFORMED, facts);
    }
    Reason refusal = refusedTime(issuer, facts, now);
    if (refusal == null && Collections.disjoint(facts.audience(), issuer.audiences())) {
      refusal = Reason.TOKEN_AUDIENCE;
    }
    Optional<Confirmation> confirmation = Confirmation.of(claims);
    if (refusal == null && confirmation.isEmpty()) {
      refusal = Reason.TOKEN_CONFIRMATION;
    }
    Optional<List<Actor>> actors = ActorChain.of(claims);
    if (refusal == null && actors.isEmpty()) {
      refusal = Reason.TOKEN_ACTOR_CHAIN;
    }
    if (refusal == null && !mayName(issuer, facts.subject(), actors.orElseThrow())) {
      refusal = Reason.TOKEN_SUBJECT;
    }
    return refusal == null
        ? new VerifiedToken(
            issuer, facts, confirmation.orElseThrow(), actors.orElseThrow(), digest, age)
        : new TokenOutcome.Rejected(refusal, facts);
  }

  /** An issuer that one trusts for one trust domain must not speak for another. */
  private static boolean mayName(TokenIssuer issuer, String subject, List<Actor> actors) {
    return issuer.mayName(subject)
        && (actors.isEmpty() || issuer.mayName(actors.getFirst().subject()));
  }

  /** Why the token is not in its time; null when it is. */
  @Nullable Reason refusedTime(TokenIssuer issuer, TokenFacts facts, Instant now) {
    JwtFault fault = check.time(facts.claims(), now);
    if (fault != null) {
      return reason(fault);
    }
    return issuer.isTooOld(facts.issuedAt(), now) ? Reason.TOKEN_TOO_OLD : null;
  }

  static Reason reason(JwtFault fault) {
    return switch (fault) {
      case TYPE -> Reason.TOKEN_TYPE;
      case CRITICAL -> Reason.TOKEN_MALFORMED;
      case ALGORITHM -> Reason.TOKEN_ALGORITHM;
      case KEYS_UNAVAILABLE -> Reason.ISSUER_UNAVAILABLE;
      case UNKNOWN_KEY -> Reason.TOKEN_UNKNOWN_KEY;
      case SIGNATURE -> Reason.TOKEN_SIGNATURE;
      case EXPIRED -> Reason.TOKEN_EXPIRED;
      case NOT_YET_VALID -> Reason.TOKEN_NOT_YET_VALID;
    };
  }
}
