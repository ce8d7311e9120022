package io.countersign.credentials.x509;

import io.countersign.decision.CertificateFacts;
import io.countersign.decision.Sha256;
import io.countersign.decision.SubjectId;
import java.security.PublicKey;
import java.time.Duration;

/**
 * An X.509-SVID whose chain held at the time asked for. Only {@link CertificateVerifier} makes one.
 * That the peer holds the private key was the TLS handshake's to prove.
 */
public final class VerifiedCertificate implements CertificateOutcome {
  private final SubjectId subject;
  private final CertificateFacts facts;
  private final PublicKey publicKey;
  private final Duration bundleAge;
  private final Duration statusAge;

  VerifiedCertificate(
      SubjectId subject,
      CertificateFacts facts,
      PublicKey publicKey,
      Duration bundleAge,
      Duration statusAge) {
    this.subject = subject;
    this.facts = facts;
    this.publicKey = publicKey;
    this.bundleAge = bundleAge;
    this.statusAge = statusAge;
  }

  /** The SPIFFE ID and its trust domain. */
  public SubjectId subject() {
    return subject;
  }

  public CertificateFacts facts() {
    return facts;
  }

  /** The leaf's key. */
  public PublicKey publicKey() {
    return publicKey;
  }

  /** How long ago the bundle that vouches for it was last read. */
  public Duration bundleAge() {
    return bundleAge;
  }

  VerifiedCertificate withAges(Duration bundle, Duration status) {
    return bundle.equals(bundleAge) && status.equals(statusAge)
        ? this
        : new VerifiedCertificate(subject, facts, publicKey, bundle, status);
  }

  /**
   * How long ago the issuer said that the certificate was not revoked; zero when nobody was asked.
   */
  public Duration statusAge() {
    return statusAge;
  }

  /**
   * SHA-256 of the leaf's DER encoding, as in {@code cnf.x5t#S256} (RFC 8705 §3.1). Names one
   * encoding, not one certificate: whoever holds an ECDSA-signed certificate can turn its signature
   * (r, s) into the equally good (r, n − s). Revocations must match serial and issuer or the key,
   * too.
   */
  public Sha256 thumbprint() {
    return facts.fingerprint();
  }
}
