package io.countersign.credentials.wimse;

import io.countersign.credentials.dpop.Origins;
import io.countersign.credentials.jose.CompactJws;
import io.countersign.credentials.jose.NumericDate;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.decision.AccessRequest;
import io.countersign.decision.Reason;
import io.countersign.decision.Sha256;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks the proof that whoever sent a workload identity token holds its key (draft-ietf-wimse-wpt
 * §2). Safe for use by many threads.
 */
public final class WptVerifier {
  /** Where it stood in the earlier drafts. */
  public static final String HEADER = "workload-proof-token";

  private static final String TYPE = "wpt+jwt";
  private static final int MAX_JTI_LENGTH = 256;
  private static final int MAX_OTHERS = 16;
  private static final byte[] REPLAY_PURPOSE = "wpt jti".getBytes(StandardCharsets.US_ASCII);

  private final Origins origins;
  private final WptRules rules;
  private final SignatureProvider signatures;

  public WptVerifier(Origins origins, WptRules rules, SignatureProvider signatures) {
    this.origins = origins;
    this.rules = rules;
    this.signatures = signatures;
  }

  /**
   * Whether there is a proof anywhere.
   *
   * @param authorized the proof under {@code Authorization: WPT}; null when there is none
   */
  public boolean isPresented(AccessRequest request, @Nullable String authorized) {
    return authorized != null || !request.headers().values(HEADER).isEmpty();
  }

  /**
   * What goes with the proof and must be named in it.
   *
   * @param accessToken digest of the access token; null when there is none
   * @param transaction digest of the transaction token; null when there is none
   */
  public record Companions(@Nullable Sha256 accessToken, @Nullable Sha256 transaction) {}

  /**
   * Checks everything but replay.
   *
   * @param authorized the proof under {@code Authorization: WPT}; null when there is none
   */
  public WptOutcome verify(
      AccessRequest request,
      @Nullable String authorized,
      VerifiedWit identity,
      Companions companions,
      Instant now) {
    List<String> headers = request.headers().values(HEADER);
    String text =
        switch (rules.place()) {
          case AUTHORIZATION -> headers.isEmpty() ? authorized : null;
          case WORKLOAD_PROOF_TOKEN ->
              authorized == null && headers.size() == 1 ? headers.getFirst() : null;
        };
    if (text == null) {
      int proofs = headers.size() + (authorized == null ? 0 : 1);
      return new WptOutcome.Refused(proofs > 1 ? Reason.WPT_MULTIPLE : Reason.WPT_MISSING);
    }
    if (text.indexOf(',') >= 0) {
      return new WptOutcome.Refused(Reason.WPT_MULTIPLE);
    }
    CompactJws proof = CompactJws.parse(text).orElse(null);
    if (proof == null) {
      return new WptOutcome.Refused(Reason.WPT_MALFORMED);
    }
    Reason refusal = refusedHeader(proof, identity);
    if (refusal == null) {
      refusal = refusedClaims(proof.claims(), request, now);
    }
    if (refusal == null) {
      refusal = refusedBinding(proof.claims(), request, identity, companions);
    }
    return refusal == null ? verified(proof.claims(), identity) : new WptOutcome.Refused(refusal);
  }

  /** A key that the proof brings itself ({@code jwk}, {@code kid}) is never looked at. */
  private @Nullable Reason refusedHeader(CompactJws proof, VerifiedWit identity) {
    if (!proof.header().string("typ").orElse("").equals(TYPE)) {
      return Reason.WPT_TYPE;
    }
    if (proof.isCritical()) {
      return Reason.WPT_CRITICAL;
    }
    if (!proof.algorithm().equals(Optional.of(identity.algorithm()))) {
      return Reason.WPT_ALGORITHM;
    }
    return proof.isSignedBy(identity.key(), identity.algorithm(), signatures)
        ? null
        : Reason.WPT_SIGNATURE;
  }

  private @Nullable Reason refusedClaims(JsonObject claims, AccessRequest request, Instant now) {
    String audience = claims.string("aud").orElse("");
    String jti = claims.string("jti").orElse("");
    Instant expires = NumericDate.of(claims, "exp");
    if (audience.isEmpty()
        || jti.isEmpty()
        || jti.length() > MAX_JTI_LENGTH
        || expires == null
        || claims.get("wth") == null) {
      return Reason.WPT_MALFORMED;
    }
    // The target URI without query and fragment: what is not looked at must not be there.
    boolean bare = audience.indexOf('?') < 0 && audience.indexOf('#') < 0;
    if (!bare || !origins.isTarget(audience, request)) {
      return Reason.WPT_AUDIENCE;
    }
    if (!now.isBefore(expires)) {
      return Reason.WPT_EXPIRED;
    }
    if (expires.isAfter(now.plus(rules.maxLifetime()).plus(rules.clockSkew()))) {
      return Reason.WPT_LIFETIME;
    }
    Instant latest = now.plus(rules.clockSkew());
    return isLater(claims, "iat", latest) || isLater(claims, "nbf", latest)
        ? Reason.WPT_NOT_YET_VALID
        : null;
  }

  private static boolean isLater(JsonObject claims, String name, Instant latest) {
    Instant time = NumericDate.of(claims, name);
    return time == null ? claims.get(name) != null : time.isAfter(latest);
  }

  private static @Nullable Reason refusedBinding(
      JsonObject claims, AccessRequest request, VerifiedWit identity, Companions companions) {
    if (!isDigest(claims.get("wth"), identity.digest())) {
      return Reason.WPT_IDENTITY_HASH;
    }
    if (!isDigest(claims.get("ath"), companions.accessToken())) {
      return Reason.WPT_TOKEN_HASH;
    }
    if (!isDigest(claims.get("tth"), companions.transaction())) {
      return Reason.WPT_TRANSACTION_HASH;
    }
    JsonValue others = claims.get("oth");
    return others == null || areOthers(others, request) ? null : Reason.WPT_OTHER_HASH;
  }

  /** There exactly when what it is the digest of is there. */
  private static boolean isDigest(@Nullable JsonValue value, @Nullable Sha256 of) {
    return of == null
        ? value == null
        : value instanceof JsonString text && text.value().equals(of.base64Url());
  }

  /**
   * Each entry names a header that stands in the request once, and has its digest. An entry that
   * cannot be checked refuses (§2.1).
   */
  private static boolean areOthers(JsonValue others, AccessRequest request) {
    if (!(others instanceof JsonObject named) || named.members().size() > MAX_OTHERS) {
      return false;
    }
    for (Map.Entry<String, JsonValue> entry : named.members().entrySet()) {
      List<String> values = request.headers().values(entry.getKey());
      if (values.size() != 1
          || !isDigest(
              entry.getValue(), Sha256.of(values.getFirst().getBytes(StandardCharsets.UTF_8)))) {
        return false;
      }
    }
    return !named.members().isEmpty();
  }

  private VerifiedWpt verified(JsonObject claims, VerifiedWit identity) {
    Instant expires = NumericDate.of(claims, "exp");
    if (expires == null) {
      throw new IllegalStateException("exp was there a moment ago");
    }
    MessageDigest digest = Sha256.newDigest();
    digest.update(REPLAY_PURPOSE);
    digest.update(identity.key().thumbprint().toBytes());
    digest.update(claims.string("jti").orElseThrow().getBytes(StandardCharsets.UTF_8));
    return new VerifiedWpt(
        identity.key().thumbprint(),
        Sha256.fromBytes(digest.digest()),
        expires.plus(rules.clockSkew()));
  }
}
