package io.countersign.credentials.token;

import io.countersign.decision.Actor;
import io.countersign.decision.Sha256;
import io.countersign.decision.TokenFacts;
import java.time.Duration;
import java.util.List;

/**
 * An access token that holds by itself. Whether its bearer may use it is what its {@link
 * #confirmation()} asks. Only {@link AccessTokenVerifier} gives one.
 */
public final class VerifiedToken implements TokenOutcome {
  private final TokenIssuer issuer;
  private final TokenFacts facts;
  private final Confirmation confirmation;
  private final List<Actor> actors;
  private final Sha256 digest;
  private final Duration keyAge;

  VerifiedToken(
      TokenIssuer issuer,
      TokenFacts facts,
      Confirmation confirmation,
      List<Actor> actors,
      Sha256 digest,
      Duration keyAge) {
    this.issuer = issuer;
    this.facts = facts;
    this.confirmation = confirmation;
    this.actors = List.copyOf(actors);
    this.digest = digest;
    this.keyAge = keyAge;
  }

  public TokenIssuer issuer() {
    return issuer;
  }

  public TokenFacts facts() {
    return facts;
  }

  public Confirmation confirmation() {
    return confirmation;
  }

  /** The delegation chain, current actor first. */
  public List<Actor> actors() {
    return actors;
  }

  /** SHA-256 of the token's text, as in a proof's {@code ath}. */
  public Sha256 digest() {
    return digest;
  }

  /** How long ago the issuer's keys were last read, or it was asked about an opaque token. */
  public Duration keyAge() {
    return keyAge;
  }

  VerifiedToken withKeyAge(Duration age) {
    return new VerifiedToken(issuer, facts, confirmation, actors, digest, age);
  }
}
