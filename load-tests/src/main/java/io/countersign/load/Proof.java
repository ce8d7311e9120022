package io.countersign.load;

import io.countersign.decision.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** A DPoP proof as clients make it, and the key it was made with. */
final class Proof {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final String AUTHORITY = "orders.example";
  static final String PATH = "/api/v1/orders/42";
  static final Sha256 TOKEN = Sha256.of("a token".getBytes(StandardCharsets.US_ASCII));

  final Signer signer = Signer.fresh();
  final String text =
      signer.sign(
          "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":" + signer.jwk() + "}",
          "{\"jti\":\"0f1c6e1e-5d0f-4a3a-9a51-6d6c5b0b9c43\",\"htm\":\"GET\",\"htu\":\"https://"
              + AUTHORITY
              + PATH
              + "\",\"iat\":"
              + NOW.getEpochSecond()
              + ",\"ath\":\""
              + TOKEN.base64Url()
              + "\"}");
}
