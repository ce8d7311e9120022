package io.countersign.credentials.evidence;

import io.countersign.credentials.token.Confirmation;
import io.countersign.decision.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a platform said about where a workload runs. Only {@link EvidenceVerifier} makes one. */
public final class VerifiedEvidence {
  /** What the policy input says about every evidence, so that no fact may be called so. */
  static final Set<String> MEMBERS = Set.of("issuer", "source", "issued_at", "expires_at", "tied");

  private final String member;
  private final JsonObject facts;
  private final Origin origin;
  private final String issuer;
  private final @Nullable Instant issuedAt;
  private final @Nullable Instant expiresAt;
  private final Duration keyAge;
  private final Confirmation confirmation;

  VerifiedEvidence(
      String member,
      JsonObject facts,
      Origin origin,
      String issuer,
      @Nullable Instant issuedAt,
      @Nullable Instant expiresAt,
      Duration keyAge,
      Confirmation confirmation) {
    this.member = member;
    this.facts = facts;
    this.origin = origin;
    this.issuer = issuer;
    this.issuedAt = issuedAt;
    this.expiresAt = expiresAt;
    this.keyAge = keyAge;
    this.confirmation = confirmation;
  }

  /** The member of the policy input's evidence: {@code kubernetes} or {@code ci}. */
  public String member() {
    return member;
  }

  public JsonObject facts() {
    return facts;
  }

  public Origin origin() {
    return origin;
  }

  /** Who says so; of a certificate, the issuer whose token the authority saw. */
  public String issuer() {
    return issuer;
  }

  public @Nullable Instant issuedAt() {
    return issuedAt;
  }

  public @Nullable Instant expiresAt() {
    return expiresAt;
  }

  /** How long ago the keys it was verified with were last read. */
  public Duration keyAge() {
    return keyAge;
  }

  /** The keys it is bound to, all of which must have been proved. */
  public Confirmation confirmation() {
    return confirmation;
  }
}
