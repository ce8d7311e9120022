package io.countersign.policy.bundle;

import java.nio.file.Path;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The keys that may sign bundles.
 *
 * @param byId RSA and elliptic-curve public keys by key id
 */
public record VerificationKeys(Map<String, PublicKey> byId) {
  /** No keys: bundles need no signature. */
  public static final VerificationKeys NONE = new VerificationKeys(Map.of());

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
    return new PemKeyFile(
            file,
            "PUBLIC KEY",
            "holds no RSA or EC public key in PEM: write it with openssl pkey -pubout")
        .read((factory, encoded) -> factory.generatePublic(new X509EncodedKeySpec(encoded)));
  }
}
