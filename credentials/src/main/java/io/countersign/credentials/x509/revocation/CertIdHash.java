package io.countersign.credentials.x509.revocation;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * How an OCSP request names the issuer of a certificate (RFC 6960 §4.1.1). It is an index and no
 * proof: what is trusted is the answer's signature for this very issuer.
 */
public enum CertIdHash {
  /** The only one that every responder must know (RFC 6960 §4.3). */
  SHA_1("1.3.14.3.2.26", "SHA-1"),
  SHA_256("2.16.840.1.101.3.4.2.1", "SHA-256");

  private final String oid;
  private final String algorithm;

  CertIdHash(String oid, String algorithm) {
    this.oid = oid;
    this.algorithm = algorithm;
  }

  String oid() {
    return oid;
  }

  byte[] of(byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }
}
