package io.countersign.credentials.x509;

import java.io.IOException;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/** What a certificate must be to vouch for workloads of a trust domain. */
final class Authorities {
  private Authorities() {}

  /**
   * Why this certificate cannot be an authority of the domain, as a predicate ("is not a CA"); null
   * when it can. Its times are left to each use, so that a bundle may hold the next root and the
   * last one.
   */
  static @Nullable String fault(String domain, X509Certificate authority) {
    if (!Extensions.isAuthority(authority)) {
      return "is not a CA (basicConstraints without cA)";
    }
    // RFC 5280 asks every CA for keyUsage; roots made with openssl's defaults have none.
    if (Extensions.hasKeyUsage(authority) && !Extensions.maySignCertificates(authority)) {
      return "may not sign certificates (keyUsage without keyCertSign)";
    }
    if (!Algorithms.isStrong(authority.getPublicKey())) {
      return "has a key that is too weak (RSA from 2048 bits, P-256, P-384, P-521 or Ed25519)";
    }
    try {
      if (!Extensions.mayIssueForClients(authority)) {
        return "may not issue for clients (extendedKeyUsage without clientAuth)";
      }
      if (!belongsTo(domain, authority)) {
        return "has the SPIFFE ID of another trust domain";
      }
    } catch (IOException _) {
      return "has a malformed extension";
    }
    return null;
  }

  /** Whether a CA that a peer presented may stand between a leaf of the domain and its root. */
  static boolean isIntermediate(String domain, X509Certificate certificate) {
    return fault(domain, certificate) == null
        && Extensions.maySignCertificates(certificate)
        && Algorithms.hasStrongSignature(certificate);
  }

  /**
   * An authority's SPIFFE ID is its trust domain's, without a path. X.509-SVID §4.1 would let it
   * differ from its leaves' domain; this differs because an ID that contradicts the configuration
   * is a mistake or an attack.
   */
  private static boolean belongsTo(String domain, X509Certificate authority) throws IOException {
    String expected = SpiffeId.ofAuthority(domain);
    for (String uri : Extensions.uriNames(authority)) {
      if (SpiffeId.hasScheme(uri) && !uri.equals(expected)) {
        return false;
      }
    }
    return true;
  }
}
