package io.countersign.credentials.x509;

import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;

/** Path validation of RFC 5280 §6 against the authorities of one trust domain. */
final class PathValidation {
  private PathValidation() {}

  /**
   * When the chain leads to an authority of the domain: one path for each authority that vouches
   * for it, more than one only while a root is being renewed under its old name and key. Empty when
   * none does. Whether the time asked for lies in its window is left to the caller, so that a
   * result can be kept.
   *
   * @param chain leaf first; each next certificate issued the one before it (RFC 5246 §7.4.2), and
   *     none is left over but the authority itself, which may end the chain
   */
  static List<TrustedPath> paths(List<X509Certificate> chain, TrustDomain domain) {
    List<X509Certificate> path = withoutAuthorities(chain, domain);
    if (!isStrong(path, domain)) {
      return List.of();
    }
    Window window = Window.of(path);
    List<TrustedPath> trusted = new ArrayList<>();
    for (X509Certificate anchor : domain.authorities()) {
      if (anchor.getSubjectX500Principal().equals(path.getLast().getIssuerX500Principal())
          && AnchorConstraints.hold(anchor, path)
          && (window.isEmpty() || leadsTo(anchor, path, window))) {
        trusted.add(TrustedPath.of(path, anchor));
      }
    }
    return trusted;
  }

  private static List<X509Certificate> withoutAuthorities(
      List<X509Certificate> chain, TrustDomain domain) {
    for (int i = 1; i < chain.size(); i++) {
      if (domain.authorities().contains(chain.get(i))) {
        // What follows an authority would vouch for the authority, which needs no voucher.
        return chain.subList(0, i);
      }
    }
    return chain;
  }

  private static boolean isStrong(List<X509Certificate> path, TrustDomain domain) {
    X509Certificate leaf = path.getFirst();
    return Algorithms.isStrong(leaf.getPublicKey())
        && Algorithms.hasStrongSignature(leaf)
        && path.stream().skip(1).allMatch(ca -> Authorities.isIntermediate(domain.name(), ca));
  }

  private static boolean leadsTo(
      X509Certificate anchor, List<X509Certificate> path, Window window) {
    try {
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
      // RevocationChecker asks on each use; this would ask once, where the certificate says.
      parameters.setRevocationEnabled(false);
      // An instant at which the whole path is valid: what is left to fail is the trust.
      parameters.setDate(Date.from(window.from()));
      CertPath certPath = CertificateFactory.getInstance("X.509").generateCertPath(path);
      CertPathValidator.getInstance("PKIX").validate(certPath, parameters);
      return true;
    } catch (CertPathValidatorException | CertificateException _) {
      return false;
    } catch (InvalidAlgorithmParameterException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has PKIX and X.509", e);
    }
  }
}
