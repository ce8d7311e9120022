package io.countersign.decision;

import io.countersign.decision.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a client certificate says.
 *
 * @param fingerprint SHA-256 of the DER encoding (RFC 8705 §3.1)
 * @param serial lower-case hexadecimal
 * @param issuer the issuer's distinguished name (RFC 4514)
 * @param spiffeId null when it has none
 * @param keyThumbprint of the public key as a JWK (RFC 7638); null for a kind of key JWK lacks
 */
public record CertificateFacts(
    Sha256 fingerprint,
    String serial,
    String issuer,
    @Nullable String spiffeId,
    Instant notBefore,
    Instant notAfter,
    @Nullable Sha256 keyThumbprint) {

  public Duration lifetime() {
    return Duration.between(notBefore, notAfter);
  }

  /** The member {@code peer.certificate} of the policy input. */
  JsonObject toJson(boolean inventoried) {
    return JsonObject.builder()
        .put("fingerprint_sha256", fingerprint.hex())
        .put("serial", serial)
        .put("issuer", issuer)
        .put("spiffe_id", spiffeId)
        .put("not_before", notBefore.getEpochSecond())
        .put("not_after", notAfter.getEpochSecond())
        .put("lifetime_seconds", lifetime().toSeconds())
        .put("key_thumbprint", keyThumbprint == null ? null : keyThumbprint.base64Url())
        .put("inventoried", inventoried)
        .build();
  }
}
