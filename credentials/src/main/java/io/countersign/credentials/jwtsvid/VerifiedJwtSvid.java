package io.countersign.credentials.jwtsvid;

import io.countersign.decision.Sha256;
import io.countersign.decision.SubjectId;
import io.countersign.decision.TokenFacts;
import java.time.Duration;

/**
 * A JWT-SVID that its trust domain signed for us. It is a bearer token: whoever has it may show it.
 * Only {@link JwtSvidVerifier} makes one.
 */
public final class VerifiedJwtSvid implements JwtSvidOutcome {
  private final SubjectId subject;
  private final TokenFacts facts;
  private final Sha256 digest;
  private final Duration keyAge;

  VerifiedJwtSvid(SubjectId subject, TokenFacts facts, Sha256 digest, Duration keyAge) {
    this.subject = subject;
    this.facts = facts;
    this.digest = digest;
    this.keyAge = keyAge;
  }

  /** The SPIFFE ID and its trust domain. */
  public SubjectId subject() {
    return subject;
  }

  /** What it says; {@code issuer} is empty unless it has {@code iss}, which nothing rests on. */
  public TokenFacts facts() {
    return facts;
  }

  /** SHA-256 of the token's text. */
  public Sha256 digest() {
    return digest;
  }

  /** How long ago the trust domain's bundle was last read. */
  public Duration keyAge() {
    return keyAge;
  }

  VerifiedJwtSvid withKeyAge(Duration age) {
    return age.equals(keyAge) ? this : new VerifiedJwtSvid(subject, facts, digest, age);
  }
}
