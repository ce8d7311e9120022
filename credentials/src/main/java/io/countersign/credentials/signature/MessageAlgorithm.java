package io.countersign.credentials.signature;

import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.PublicJwk;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The algorithms of message signatures (RFC 9421 §3.3) that are accepted. The key alone says which:
 * a signature may repeat it and never choose.
 *
 * <p>Not accepted: {@code hmac-sha256}, since who can check it can make it; and RSA, whose two
 * algorithms one key may be used with, so that the message would choose.
 */
enum MessageAlgorithm {
  ECDSA_P256_SHA256("ecdsa-p256-sha256", JwsAlgorithm.ES256),
  ECDSA_P384_SHA384("ecdsa-p384-sha384", JwsAlgorithm.ES384),
  ED25519("ed25519", JwsAlgorithm.EDDSA);

  private final String code;
  private final JwsAlgorithm jws;

  MessageAlgorithm(String code, JwsAlgorithm jws) {
    this.code = code;
    this.jws = jws;
  }

  /** The same mathematics as JOSE names it. */
  JwsAlgorithm jws() {
    return jws;
  }

  /**
   * The key's algorithm; empty when it has none that is accepted, or the message names another.
   *
   * @param named the message's {@code alg}; null when it has none
   */
  static Optional<MessageAlgorithm> of(PublicJwk key, @Nullable String named) {
    for (MessageAlgorithm algorithm : values()) {
      if (key.fits(algorithm.jws)) {
        return named == null || named.equals(algorithm.code)
            ? Optional.of(algorithm)
            : Optional.empty();
      }
    }
    return Optional.empty();
  }
}
