package io.countersign.policy.bundle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys that may sign bundles.
 *
 * @param byId RSA and elliptic-curve public keys by key id
 */
public record VerificationKeys(Map<String, PublicKey> byId) {
  /** No keys: bundles need no signature. */
  public static final VerificationKeys NONE = new VerificationKeys(Map.of());

  private static final int MIN_RSA_BITS = 2_048;
  private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
  private static final String END = "-----END PUBLIC KEY-----";

  public VerificationKeys {
    byId = Map.copyOf(byId);
  }

  public boolean isEmpty() {
    return byId.isEmpty();
  }

  /**
   * Reads PEM files with one public key each (SubjectPublicKeyInfo, as {@code openssl pkey -pubout}
   * writes it).
   *
   * @param files by key id
   */
  public static VerificationKeys read(Map<String, Path> files) throws BundleException {
    Map<String, PublicKey> keys = new LinkedHashMap<>();
    for (Map.Entry<String, Path> file : files.entrySet()) {
      keys.put(file.getKey(), read(file.getValue()));
    }
    return new VerificationKeys(keys);
  }

  private static PublicKey read(Path file) throws BundleException {
    String pem;
    try {
      pem = Files.readString(file, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new BundleException(file.toString(), "cannot be read: correct verification-keys", e);
    }
    int begin = pem.indexOf(BEGIN);
    int end = pem.indexOf(END);
    if (begin < 0 || end < begin) {
      throw noKey(file, null);
    }
    byte[] encoded;
    try {
      encoded = Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN.length(), end).strip());
    } catch (IllegalArgumentException e) {
      throw noKey(file, e);
    }
    for (String algorithm : new String[] {"EC", "RSA"}) {
      try {
        PublicKey key =
            KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
        if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
          throw new BundleException(
              file.toString(), "is an RSA key of less than 2048 bits: sign with a longer one");
        }
        return key;
      } catch (InvalidKeySpecException e) {
        // Not a key of this kind; the next may be.
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has EC and RSA", e);
      }
    }
    throw noKey(file, null);
  }

  private static BundleException noKey(Path file, @Nullable Throwable cause) {
    return new BundleException(
        file.toString(),
        "holds no RSA or EC public key in PEM: write it with openssl pkey -pubout",
        cause);
  }
}
