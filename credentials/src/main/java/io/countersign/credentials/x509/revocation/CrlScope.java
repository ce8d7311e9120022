package io.countersign.credentials.x509.revocation;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that a list speaks for (issuingDistributionPoint, RFC 5280 §5.2.5). That a
 * certificate is not on a list says something only when the list would name it.
 *
 * @param names of the distribution point: the list speaks only for certificates that name it, too
 *     (§6.3.3 (b)(2)(i)); empty when the list has none
 */
record CrlScope(boolean users, boolean authorities, Set<GeneralName> names) {
  static final CrlScope ALL = new CrlScope(true, true, Set.of());

  CrlScope {
    names = Set.copyOf(names);
  }

  /**
   * Reads the extension.
   *
   * @throws IOException when the list is indirect, holds only some reasons or only attribute
   *     certificates, none of which is supported
   */
  static CrlScope of(IssuingDistributionPoint point) throws IOException {
    if (point.isIndirectCRL()) {
      throw new IOException("it is an indirect list; give the list that each CA signs itself");
    }
    if (point.getOnlySomeReasons() != null) {
      throw new IOException("it holds only some reasons (onlySomeReasons); give the full list");
    }
    if (point.onlyContainsAttributeCerts()) {
      throw new IOException("it is a list of attribute certificates");
    }
    boolean onlyUsers = point.onlyContainsUserCerts();
    boolean onlyAuthorities = point.onlyContainsCACerts();
    if (onlyUsers && onlyAuthorities) {
      throw new IOException("it contradicts itself (only users and only CAs)");
    }
    DistributionPointName name = point.getDistributionPoint();
    Set<GeneralName> names = name == null ? Set.of() : fullName(name);
    if (name != null && names.isEmpty()) {
      throw new IOException("its distribution point has no full name");
    }
    return new CrlScope(!onlyAuthorities, !onlyUsers, names);
  }

  boolean covers(X509Certificate certificate) {
    boolean isAuthority = certificate.getBasicConstraints() >= 0;
    return (isAuthority ? authorities : users) && (names.isEmpty() || isNamedBy(certificate));
  }

  private boolean isNamedBy(X509Certificate certificate) {
    byte @Nullable [] wrapped =
        certificate.getExtensionValue(Extension.cRLDistributionPoints.getId());
    if (wrapped == null) {
      return false;
    }
    try {
      ASN1Primitive value =
          ASN1Primitive.fromByteArray(ASN1OctetString.getInstance(wrapped).getOctets());
      for (DistributionPoint point : CRLDistPoint.getInstance(value).getDistributionPoints()) {
        DistributionPointName name = point.getDistributionPoint();
        if (name != null && fullName(name).stream().anyMatch(names::contains)) {
          return true;
        }
      }
      return false;
    } catch (IOException | IllegalArgumentException | IllegalStateException _) {
      return false;
    }
  }

  private static Set<GeneralName> fullName(DistributionPointName name) {
    return name.getType() == DistributionPointName.FULL_NAME
        ? Arrays.stream(GeneralNames.getInstance(name.getName()).getNames())
            .collect(Collectors.toSet())
        : Set.of();
  }
}
