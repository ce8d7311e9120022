package io.countersign.credentials.dpop;

import io.countersign.credentials.jose.CompactJws;
import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.NumericDate;
import io.countersign.credentials.jose.PublicJwk;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.decision.AccessRequest;
import io.countersign.decision.Reason;
import io.countersign.decision.Sha256;
import io.countersign.decision.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks DPoP proofs (RFC 9449 §4.3); the numbers are those of that section's list. */
public final class DpopVerifier {
  private static final int MAX_JTI_LENGTH = 256;

  private final Origins origins;
  private final DpopRules rules;
  private final SignatureProvider signatures;
  private final @Nullable Nonces nonces;

  /** Asks for no nonce; one that a proof has is not looked at. */
  public DpopVerifier(Origins origins, DpopRules rules, SignatureProvider signatures) {
    this(origins, rules, signatures, null);
  }

  /**
   * Refuses proofs without a nonce of ours.
   *
   * @param nonces which ones; null to ask for none
   */
  public DpopVerifier(
      Origins origins, DpopRules rules, SignatureProvider signatures, @Nullable Nonces nonces) {
    this.origins = origins;
    this.rules = rules;
    this.signatures = signatures;
    this.nonces = nonces;
  }

  /** The nonce that the client's next proof must have; empty when none is asked for. */
  public Optional<String> nonce(Instant now) {
    return nonces == null ? Optional.empty() : Optional.of(nonces.current(now));
  }

  /**
   * Checks everything but replay.
   *
   * @param token digest of the access token the proof goes with
   * @param boundTo thumbprint of the key the token is bound to, its {@code cnf.jkt}
   */
  public DpopOutcome verify(AccessRequest request, Sha256 token, Sha256 boundTo, Instant now) {
    // 1: not more than one header. A comma never stands in a proof: it is a gateway's list.
    List<String> headers = request.headers().values("dpop");
    if (headers.isEmpty()) {
      return new DpopOutcome.Refused(Reason.DPOP_MISSING);
    }
    if (headers.size() > 1 || headers.getFirst().indexOf(',') >= 0) {
      return new DpopOutcome.Refused(Reason.DPOP_MULTIPLE);
    }
    // 2: one well-formed JWT.
    Optional<CompactJws> parsed = CompactJws.parse(headers.getFirst());
    if (parsed.isEmpty()) {
      return new DpopOutcome.Refused(Reason.DPOP_MALFORMED);
    }
    CompactJws proof = parsed.get();
    PublicJwk key = proof.header().object("jwk").flatMap(PublicJwk::of).orElse(null);
    Reason refusal = refusedHeader(proof, key);
    if (refusal == null) {
      refusal = refusedClaims(proof.claims(), request, now);
    }
    if (refusal == null) {
      refusal = refusedBinding(proof.claims(), key, token, boundTo);
    }
    if (refusal != null || key == null) {
      return new DpopOutcome.Refused(refusal == null ? Reason.DPOP_KEY : refusal);
    }
    return verified(proof.claims(), key);
  }

  /** 4 to 7: type, algorithm, key, signature. */
  private @Nullable Reason refusedHeader(CompactJws proof, @Nullable PublicJwk key) {
    if (!proof.header().string("typ").orElse("").equals("dpop+jwt")) {
      return Reason.DPOP_TYPE;
    }
    Optional<JwsAlgorithm> algorithm = proof.algorithm();
    if (algorithm.isEmpty()) {
      return Reason.DPOP_ALGORITHM;
    }
    if (proof.isCritical()) {
      return Reason.DPOP_CRITICAL;
    }
    if (key == null || !key.fits(algorithm.get())) {
      return Reason.DPOP_KEY;
    }
    return proof.isSignedBy(key, algorithm.get(), signatures) ? null : Reason.DPOP_SIGNATURE;
  }

  /** 3 and 8 to 11: the claims there must be, method, target, nonce and time. */
  private @Nullable Reason refusedClaims(JsonObject claims, AccessRequest request, Instant now) {
    Optional<String> method = claims.string("htm");
    Optional<String> target = claims.string("htu");
    String jti = claims.string("jti").orElse("");
    Instant issued = NumericDate.of(claims, "iat");
    if (method.isEmpty()
        || target.isEmpty()
        || jti.isEmpty()
        || jti.length() > MAX_JTI_LENGTH
        || issued == null) {
      return Reason.DPOP_MALFORMED;
    }
    if (!method.get().equals(request.method())) {
      return Reason.DPOP_METHOD;
    }
    Optional<HttpUri> uri = HttpUri.parse(target.get());
    if (uri.isEmpty() || !origins.isTarget(uri.get(), request)) {
      return Reason.DPOP_URI;
    }
    if (nonces != null && !nonces.isAccepted(claims.string("nonce").orElse(""), now)) {
      return Reason.DPOP_NONCE_REQUIRED;
    }
    if (issued.isBefore(now.minus(rules.maxAge()))) {
      return Reason.DPOP_EXPIRED;
    }
    return issued.isAfter(now.plus(rules.clockSkew())) ? Reason.DPOP_NOT_YET_VALID : null;
  }

  /** 12: the token it was made for, and the key that the token is bound to. */
  private static @Nullable Reason refusedBinding(
      JsonObject claims, @Nullable PublicJwk key, Sha256 token, Sha256 boundTo) {
    if (!claims.string("ath").orElse("").equals(token.base64Url())) {
      return Reason.DPOP_TOKEN_HASH;
    }
    return key != null && key.thumbprint().equals(boundTo) ? null : Reason.DPOP_KEY_MISMATCH;
  }

  private VerifiedProof verified(JsonObject claims, PublicJwk key) {
    MessageDigest digest = Sha256.newDigest();
    digest.update(key.thumbprint().toBytes());
    digest.update(claims.string("jti").orElseThrow().getBytes(StandardCharsets.UTF_8));
    Sha256 replayKey = Sha256.fromBytes(digest.digest());
    Instant issued = NumericDate.of(claims, "iat");
    if (issued == null) {
      throw new IllegalStateException("iat was there a moment ago");
    }
    // By the slowest of clocks: an iat in our future is accepted until it is max-age old there.
    Instant until = issued.plus(rules.maxAge()).plus(rules.clockSkew());
    return new VerifiedProof(key.thumbprint(), replayKey, until);
  }
}
