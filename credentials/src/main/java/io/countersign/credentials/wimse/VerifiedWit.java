package io.countersign.credentials.wimse;

import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.PublicJwk;
import io.countersign.decision.Sha256;
import io.countersign.decision.SubjectId;
import io.countersign.decision.TokenFacts;
import java.time.Duration;

/**
 * A workload identity token that its issuer signed. It proves nothing about who sent it before a
 * {@link VerifiedWpt} goes with it. Only {@link WitVerifier} makes one.
 */
public final class VerifiedWit implements WitOutcome {
  private final SubjectId subject;
  private final TokenFacts facts;
  private final PublicJwk key;
  private final JwsAlgorithm algorithm;
  private final Sha256 digest;
  private final Duration keyAge;

  VerifiedWit(
      SubjectId subject,
      TokenFacts facts,
      PublicJwk key,
      JwsAlgorithm algorithm,
      Sha256 digest,
      Duration keyAge) {
    this.subject = subject;
    this.facts = facts;
    this.key = key;
    this.algorithm = algorithm;
    this.digest = digest;
    this.keyAge = keyAge;
  }

  /** The workload and its trust domain. */
  public SubjectId subject() {
    return subject;
  }

  public TokenFacts facts() {
    return facts;
  }

  /** The workload's key, {@code cnf.jwk}. */
  PublicJwk key() {
    return key;
  }

  /** The only algorithm that its proofs may have. */
  JwsAlgorithm algorithm() {
    return algorithm;
  }

  /** SHA-256 of the token's text, as in a proof's {@code wth}. */
  Sha256 digest() {
    return digest;
  }

  /** How long ago the issuer's keys were last read. */
  public Duration keyAge() {
    return keyAge;
  }
}
