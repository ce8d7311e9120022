package io.countersign.credentials.x509.revocation;

import io.countersign.decision.Sha256;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;

/** A full certificate revocation list (RFC 5280 §5), read and not yet believed. */
final class Crl {
  private static final int CRL_SIGN = 6;

  /**
   * What it says.
   *
   * @param number null when the list has none, as those of small CAs
   * @param revoked serial numbers, each of a certificate of the list's own issuer
   */
  record Contents(
      X500Principal issuer,
      Instant thisUpdate,
      Instant nextUpdate,
      @Nullable BigInteger number,
      CrlScope scope,
      Set<BigInteger> revoked) {}

  private final Sha256 digest;
  private final Contents contents;
  private final byte[] signed;
  private final byte[] signature;
  private final AlgorithmIdentifier algorithm;

  /** At most one entry for each CA key that a trusted path brought with this issuer's name. */
  private final Map<PublicKey, Boolean> verdicts = new ConcurrentHashMap<>();

  Crl(
      Sha256 digest,
      Contents contents,
      byte[] signed,
      byte[] signature,
      AlgorithmIdentifier algorithm) {
    this.digest = digest;
    this.contents = contents;
    this.signed = signed;
    this.signature = signature;
    this.algorithm = algorithm;
  }

  /** Of the bytes it was read from. */
  Sha256 digest() {
    return digest;
  }

  Contents contents() {
    return contents;
  }

  boolean names(X509Certificate issuer) {
    return contents.issuer().equals(issuer.getSubjectX500Principal());
  }

  /** Whether that CA, which may sign lists, signed this one with a strong algorithm. */
  boolean isSignedBy(X509Certificate issuer) {
    boolean[] usage = issuer.getKeyUsage();
    return (usage == null || usage[CRL_SIGN])
        && verdicts.computeIfAbsent(
            issuer.getPublicKey(), key -> SignedDer.holds(signed, signature, algorithm, key));
  }

  /** Whether the issuer made this list before that one: replacing it would undo revocations. */
  boolean isBefore(Crl other) {
    BigInteger number = contents.number();
    BigInteger otherNumber = other.contents.number();
    if (otherNumber != null && (number == null || number.compareTo(otherNumber) < 0)) {
      return true;
    }
    return contents.thisUpdate().isBefore(other.contents.thisUpdate());
  }
}
