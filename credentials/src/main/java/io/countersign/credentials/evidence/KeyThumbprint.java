package io.countersign.credentials.evidence;

import io.countersign.credentials.jose.Base64Url;
import io.countersign.credentials.jose.PublicJwk;
import io.countersign.decision.Sha256;
import io.countersign.decision.json.JsonObject;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;

/** The thumbprint (RFC 7638) of a certificate's key. */
final class KeyThumbprint {
  private KeyThumbprint() {}

  /** The thumbprint; empty when no proof can be made with such a key. */
  static Optional<Sha256> of(PublicKey key) {
    JsonObject.Builder jwk = JsonObject.builder();
    switch (key) {
      case ECPublicKey ec -> {
        int bits = ec.getParams().getCurve().getField().getFieldSize();
        jwk.put("kty", "EC")
            .put("crv", "P-" + bits)
            .put("x", encode(ec.getW().getAffineX(), bits / 8))
            .put("y", encode(ec.getW().getAffineY(), bits / 8));
      }
      case RSAPublicKey rsa ->
          jwk.put("kty", "RSA")
              .put("n", encode(rsa.getModulus(), bytes(rsa.getModulus())))
              .put("e", encode(rsa.getPublicExponent(), bytes(rsa.getPublicExponent())));
      default -> {
        return Optional.empty();
      }
    }
    return PublicJwk.of(jwk.build()).map(PublicJwk::thumbprint);
  }

  private static int bytes(BigInteger number) {
    return (number.bitLength() + 7) / 8;
  }

  private static String encode(BigInteger number, int length) {
    byte[] bytes = number.toByteArray();
    byte[] fixed = new byte[length];
    int copied = Math.min(length, bytes.length);
    System.arraycopy(bytes, bytes.length - copied, fixed, length - copied, copied);
    return Base64Url.encode(fixed);
  }
}
