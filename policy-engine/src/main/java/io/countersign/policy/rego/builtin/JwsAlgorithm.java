package io.countersign.policy.rego.builtin;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Optional;

/** The algorithms of RFC 7518 §3.1 and RFC 8037 §3.1, except {@code none}. */
enum JwsAlgorithm {
  RS256("RS256", 256),
  RS384("RS384", 384),
  RS512("RS512", 512),
  PS256("PS256", 256),
  PS384("PS384", 384),
  PS512("PS512", 512),
  ES256("ES256", 256),
  ES384("ES384", 384),
  ES512("ES512", 512),
  HS256("HS256", 256),
  HS384("HS384", 384),
  HS512("HS512", 512),
  EDDSA("EdDSA", 0);

  /** Longer keys would make one call take as long as a policy pleases. */
  static final int MAX_RSA_BITS = 8_192;

  /** What a signature costs besides its text: about as much as so many statements. */
  static final int STEPS = 500;

  private final String algorithm;
  private final int bits;

  JwsAlgorithm(String algorithm, int bits) {
    this.algorithm = algorithm;
    this.bits = bits;
  }

  static Optional<JwsAlgorithm> of(String name) {
    return Arrays.stream(values()).filter(known -> known.algorithm.equals(name)).findFirst();
  }

  /** The name in a token's header, which is also the end of the functions' names. */
  String algorithm() {
    return algorithm;
  }

  String family() {
    return algorithm.substring(0, 2);
  }

  /** The digest's length in bits; 0 for EdDSA, which has none of its own. */
  int bits() {
    return bits;
  }

  /** Java's name of the digest. */
  String digest() {
    return "SHA-" + bits;
  }

  boolean isHmac() {
    return family().equals("HS");
  }

  byte[] hmac(byte[] secret, byte[] message) {
    return Digests.hmac("HmacSHA" + bits, secret, message);
  }

  /** Whether the key is of this algorithm's kind and the signature is the message's. */
  boolean verifies(VerificationKey key, String message, byte[] signature) {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    if (isHmac()) {
      byte[] secret = key.secret();
      return secret != null && MessageDigest.isEqual(hmac(secret, bytes), signature);
    }
    PublicKey publicKey = key.publicKey();
    if (publicKey == null || !fits(publicKey)) {
      return false;
    }
    try {
      Signature verifier = signature();
      verifier.initVerify(publicKey);
      verifier.update(bytes);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // a signature of the wrong length, a key that means nothing
    }
  }

  /** Java's implementation, for keys of this algorithm's kind. */
  Signature signature() throws GeneralSecurityException {
    return switch (family()) {
      case "RS" -> Signature.getInstance("SHA" + bits + "withRSA");
      case "PS" -> {
        Signature pss = Signature.getInstance("RSASSA-PSS");
        // The salt is as long as the digest (RFC 7518 §3.5).
        pss.setParameter(
            new PSSParameterSpec(digest(), "MGF1", new MGF1ParameterSpec(digest()), bits / 8, 1));
        yield pss;
      }
      case "ES" -> Signature.getInstance("SHA" + bits + "withECDSAinP1363Format");
      default -> Signature.getInstance("Ed25519");
    };
  }

  /** RFC 7518 §3.4 ties each of ES256, ES384 and ES512 to one curve. */
  int curveBits() {
    return bits == 512 ? 521 : bits;
  }

  private boolean fits(PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa ->
          (family().equals("RS") || family().equals("PS")) && isBounded(rsa.getModulus());
      case ECPublicKey ec ->
          family().equals("ES") && ec.getParams().getOrder().bitLength() == curveBits();
      case EdECPublicKey edwards ->
          this == EDDSA
              && edwards.getParams().getName().equals(NamedParameterSpec.ED25519.getName());
      default -> false;
    };
  }

  static boolean isBounded(BigInteger modulus) {
    return modulus.bitLength() <= MAX_RSA_BITS;
  }
}
