package io.countersign.load;

import io.countersign.credentials.jose.PublicJwk;
import io.countersign.decision.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Locale;

/** A P-256 key that makes the credentials to be verified; nobody measures it. */
record Signer(KeyPair pair) {
  private static final int COORDINATE_BYTES = 32;

  static Signer fresh() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return new Signer(generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has P-256", e);
    }
  }

  String jwk() {
    var point = ((ECPublicKey) pair.getPublic()).getW();
    return String.format(
        Locale.ROOT,
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\"}",
        coordinate(point.getAffineX()),
        coordinate(point.getAffineY()));
  }

  PublicJwk publicJwk() {
    var point = ((ECPublicKey) pair.getPublic()).getW();
    return PublicJwk.of(
            JsonObject.builder()
                .put("kty", "EC")
                .put("crv", "P-256")
                .put("x", coordinate(point.getAffineX()))
                .put("y", coordinate(point.getAffineY()))
                .build())
        .orElseThrow();
  }

  /** A compact JWS with ES256 (RFC 7515 §3.1). */
  String sign(String header, String claims) {
    String input = encode(text(header)) + "." + encode(text(claims));
    return input + "." + encode(sign(text(input)));
  }

  /** The two numbers of ES256 one after the other (RFC 7518 §3.4). */
  byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(pair.getPrivate());
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK signs with ES256", e);
    }
  }

  private static String coordinate(BigInteger number) {
    byte[] bytes = number.toByteArray();
    byte[] full = new byte[COORDINATE_BYTES];
    int length = Math.min(bytes.length, COORDINATE_BYTES);
    System.arraycopy(bytes, bytes.length - length, full, COORDINATE_BYTES - length, length);
    return encode(full);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
