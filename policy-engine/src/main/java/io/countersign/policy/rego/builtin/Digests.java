package io.countersign.policy.rego.builtin;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Digests that every Java platform has. */
final class Digests {
  private Digests() {}

  static byte[] hash(String algorithm, byte[] message) {
    try {
      return MessageDigest.getInstance(algorithm).digest(message);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] hmac(String algorithm, byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(key(algorithm, key));
      return mac.doFinal(message);
    } catch (InvalidKeyException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SecretKey key(String algorithm, byte[] key) {
    // HMAC fills keys up with zeros (RFC 2104 §2), so that an empty one is the same as a zero.
    return new SecretKeySpec(key.length == 0 ? new byte[1] : key, algorithm);
  }
}
