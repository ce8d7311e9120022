package io.countersign.credentials.evidence;

import io.countersign.decision.Sha256;
import io.countersign.decision.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a workload runs, as somebody trusted says. Only {@link EvidenceVerifier} makes one. */
public final class VerifiedEvidence {
  private final String member;
  private final JsonObject facts;
  private final Origin origin;
  private final Times times;
  private final String issuer;
  private final Set<Sha256> confirmations;

  /** How the evidence came. */
  public enum Origin {
    /** The access token itself is a platform's. */
    TOKEN,
    /** A header of its own. */
    HEADER,
    /** A trusted issuer says so in a token of its own. */
    VOUCHED,
    /** A certificate in a header. */
    CERTIFICATE;

    /** As it stands in the policy input. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * When.
   *
   * @param keyAge how long ago the issuer's keys were last read
   */
  record Times(@Nullable Instant issuedAt, @Nullable Instant expiresAt, Duration keyAge) {}

  VerifiedEvidence(
      String member,
      JsonObject facts,
      Origin origin,
      String issuer,
      Times times,
      Set<Sha256> confirmations) {
    this.member = member;
    this.facts = facts;
    this.origin = origin;
    this.issuer = issuer;
    this.times = times;
    this.confirmations = Set.copyOf(confirmations);
  }

  /** The member of {@code evidence} in the policy input. */
  String member() {
    return member;
  }

  JsonObject facts() {
    return facts;
  }

  /** How long ago the issuer's keys were last read. */
  public Duration keyAge() {
    return times.keyAge();
  }

  /**
   * Whether it is about whoever sent the request: it names a key or certificate that the request
   * proved, or stands in a token whose own binding held.
   */
  boolean isTied(RequestKeys keys) {
    return switch (origin) {
      case TOKEN, VOUCHED -> keys.tokenBound();
      case HEADER, CERTIFICATE -> confirmations.stream().anyMatch(keys::proves);
    };
  }

  /** Its member of the policy input; times are epoch seconds. */
  JsonObject toJson(boolean tied) {
    JsonObject.Builder json = JsonObject.builder();
    facts.members().forEach(json::put);
    // An issuer that vouches for somebody else's platform may name that in a claim.
    if (facts.get("issuer") == null) {
      json.put("issuer", issuer);
    }
    json.put("source", origin.code());
    put(json, "issued_at", times.issuedAt());
    put(json, "expires_at", times.expiresAt());
    return json.put("tied", tied).build();
  }

  private static void put(JsonObject.Builder json, String name, @Nullable Instant time) {
    if (time != null) {
      json.put(name, time.getEpochSecond());
    }
  }
}
