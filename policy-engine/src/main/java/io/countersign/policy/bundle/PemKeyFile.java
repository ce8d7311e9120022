package io.countersign.policy.bundle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAKey;
import java.security.spec.InvalidKeySpecException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A PEM file (RFC 7468) with one RSA or elliptic-curve key. What it holds is in no message.
 *
 * @param label what stands after BEGIN
 * @param missing what to tell the one who named a file without such a key
 */
record PemKeyFile(Path path, String label, String missing) {
  private static final int MIN_RSA_BITS = 2_048;

  /** Makes a key of its encoding. */
  interface Decoder<K extends Key> {
    K decode(KeyFactory factory, byte[] encoded) throws InvalidKeySpecException;
  }

  /** The key, whichever of the two kinds it is. */
  <K extends Key> K read(Decoder<K> decoder) throws BundleException {
    byte[] encoded = encoded();
    for (String kind : List.of("EC", "RSA")) {
      try {
        K key = decoder.decode(KeyFactory.getInstance(kind), encoded);
        if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
          throw new BundleException(
              path.toString(), "is an RSA key of less than 2048 bits: use a longer one");
        }
        return key;
      } catch (InvalidKeySpecException e) {
        // Not a key of this kind; the next may be.
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has EC and RSA", e);
      }
    }
    throw noKey(null);
  }

  private byte[] encoded() throws BundleException {
    String pem;
    try {
      pem = Files.readString(path, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new BundleException(path.toString(), "cannot be read: name the file of the key", e);
    }
    String first = "-----BEGIN " + label + "-----";
    int begin = pem.indexOf(first);
    int end = pem.indexOf("-----END " + label + "-----");
    if (begin < 0 || end < begin) {
      throw noKey(null);
    }
    try {
      return Base64.getMimeDecoder().decode(pem.substring(begin + first.length(), end).strip());
    } catch (IllegalArgumentException e) {
      // Without its cause, which may quote the text.
      throw noKey(null);
    }
  }

  /** Says what should have been in the file. */
  BundleException noKey(@Nullable Throwable cause) {
    return new BundleException(path.toString(), missing, cause);
  }
}
