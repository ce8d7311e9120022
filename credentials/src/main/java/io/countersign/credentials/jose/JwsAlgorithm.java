package io.countersign.credentials.jose;

import java.util.Optional;

/** The signature algorithms that are accepted: asymmetric ones alone (RFC 8725 §3.1, §3.2). */
public enum JwsAlgorithm {
  ES256("ES256", PublicJwk.Kind.P256),
  ES384("ES384", PublicJwk.Kind.P384),
  /** Ed25519 (RFC 8037 §3.1); Ed448 is not accepted. */
  EDDSA("EdDSA", PublicJwk.Kind.ED25519),
  PS256("PS256", PublicJwk.Kind.RSA),
  RS256("RS256", PublicJwk.Kind.RSA);

  private final String code;
  private final PublicJwk.Kind kind;

  JwsAlgorithm(String code, PublicJwk.Kind kind) {
    this.code = code;
    this.kind = kind;
  }

  /** As it stands in {@code alg}. */
  public String code() {
    return code;
  }

  /** The only kind of key it goes with. */
  public PublicJwk.Kind kind() {
    return kind;
  }

  /** The algorithm of that name, case-sensitively (RFC 7515 §4.1.1). */
  public static Optional<JwsAlgorithm> of(String code) {
    for (JwsAlgorithm algorithm : values()) {
      if (algorithm.code.equals(code)) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }
}
