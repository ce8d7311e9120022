package io.countersign.policy.bundle;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A signature that holds, and what it covers: every file of the bundle but the signature itself.
 *
 * @param keyId which of the given keys made it
 * @param algorithm such as {@code ES256} (RFC 7518 §3.1)
 * @param scope empty when it was made for none
 * @param files the algorithm of each file's hash, by path
 */
public record BundleVerification(
    String keyId, String algorithm, String scope, SortedMap<String, String> files) {
  public BundleVerification {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /**
   * Checks the signature of a bundle that was read without keys.
   *
   * @param scope what the signature must have been made for; empty: for no scope
   * @throws BundleException when the bundle is not signed, or none of the keys signed exactly these
   *     files for this scope
   */
  public static BundleVerification of(Bundle bundle, VerificationKeys keys, String scope)
      throws BundleException {
    return BundleSignatures.verify(bundle.name(), bundle.files(), keys, scope);
  }
}
