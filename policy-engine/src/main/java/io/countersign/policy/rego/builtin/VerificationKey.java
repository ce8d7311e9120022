package io.countersign.policy.rego.builtin;

import java.security.PublicKey;
import org.jspecify.annotations.Nullable;

/** A key that may have made a token's signature, with what a JWK says about it. */
final class VerificationKey {
  private final String algorithm;
  private final String id;
  private final @Nullable PublicKey publicKey;
  private final byte @Nullable [] secret;

  /**
   * A key.
   *
   * @param algorithm the only one the key is for; empty for any
   * @param id empty for none
   * @param publicKey null for a secret
   */
  private VerificationKey(
      String algorithm, String id, @Nullable PublicKey publicKey, byte @Nullable [] secret) {
    this.algorithm = algorithm;
    this.id = id;
    this.publicKey = publicKey;
    this.secret = secret;
  }

  static VerificationKey of(@Nullable PublicKey publicKey) {
    return new VerificationKey("", "", publicKey, null);
  }

  static VerificationKey of(String algorithm, String id, @Nullable PublicKey publicKey) {
    return new VerificationKey(algorithm, id, publicKey, null);
  }

  static VerificationKey ofSecret(String algorithm, String id, byte[] secret) {
    return new VerificationKey(algorithm, id, null, secret);
  }

  String algorithm() {
    return algorithm;
  }

  String id() {
    return id;
  }

  @Nullable PublicKey publicKey() {
    return publicKey;
  }

  byte @Nullable [] secret() {
    return secret;
  }
}
