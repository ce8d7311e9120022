package io.countersign.credentials.x509;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;

/**
 * The limits that an authority states about itself. RFC 5280 §6.1 takes only a name and a key from
 * a trust anchor, and the platform does just that; whoever put a path length or name constraints
 * into a root meant them (RFC 5937).
 */
final class AnchorConstraints {
  private AnchorConstraints() {}

  /**
   * @param path leaf first, without the anchor
   */
  static boolean hold(X509Certificate anchor, List<X509Certificate> path) {
    return pathLengthHolds(anchor, path) && namesHold(anchor, path);
  }

  private static boolean pathLengthHolds(X509Certificate anchor, List<X509Certificate> path) {
    // RFC 5280 §4.2.1.9: self-issued intermediates do not count, and the leaf never does.
    long intermediates =
        path.stream()
            .skip(1)
            .filter(c -> !c.getSubjectX500Principal().equals(c.getIssuerX500Principal()))
            .count();
    return intermediates <= anchor.getBasicConstraints();
  }

  private static boolean namesHold(X509Certificate anchor, List<X509Certificate> path) {
    try {
      ASN1Primitive extension = Extensions.value(anchor, Extension.nameConstraints.getId());
      if (extension == null) {
        return true;
      }
      NameConstraints constraints = NameConstraints.getInstance(extension);
      PKIXNameConstraintValidator validator = new PKIXNameConstraintValidator();
      if (constraints.getPermittedSubtrees() != null) {
        validator.intersectPermittedSubtree(constraints.getPermittedSubtrees());
      }
      if (constraints.getExcludedSubtrees() != null) {
        for (GeneralSubtree excluded : constraints.getExcludedSubtrees()) {
          validator.addExcludedSubtree(excluded);
        }
      }
      for (X509Certificate certificate : path) {
        check(validator, certificate);
      }
      return true;
    } catch (IOException
        | NameConstraintValidatorException
        | IllegalArgumentException
        | IllegalStateException _) {
      return false;
    }
  }

  private static void check(PKIXNameConstraintValidator validator, X509Certificate certificate)
      throws IOException, NameConstraintValidatorException {
    X500Name subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    if (subject.size() > 0) {
      validator.checkPermittedDN(subject);
      validator.checkExcludedDN(subject);
    }
    for (GeneralName name : Extensions.subjectAltNames(certificate)) {
      validator.checkPermitted(name);
      validator.checkExcluded(name);
    }
  }
}
