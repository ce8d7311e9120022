package io.countersign.credentials.x509;

import java.io.IOException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.jspecify.annotations.Nullable;

/**
 * Reads the extensions of RFC 5280 §4.2.1 that the profile looks at. Bouncy Castle answers
 * malformed DER with unchecked exceptions of two kinds; here they become {@link IOException}.
 */
final class Extensions {
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int KEY_CERT_SIGN = 5;
  private static final int CRL_SIGN = 6;
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final String ANY_PURPOSE = "2.5.29.37.0";

  private Extensions() {}

  /**
   * The subject's alternative names; empty when there are none. Read here and not through {@code
   * getSubjectAlternativeNames}, which leaves out names of kinds that it does not know.
   *
   * @throws IOException when the extension is not DER of GeneralNames
   */
  static List<GeneralName> subjectAltNames(X509Certificate certificate) throws IOException {
    try {
      ASN1Primitive names = value(certificate, Extension.subjectAlternativeName.getId());
      return names == null ? List.of() : List.of(GeneralNames.getInstance(names).getNames());
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new IOException("the names are malformed", e);
    }
  }

  /** The URIs among the names. */
  static List<String> uriNames(X509Certificate certificate) throws IOException {
    List<String> uris = new ArrayList<>();
    for (GeneralName name : subjectAltNames(certificate)) {
      if (name.getTagNo() == GeneralName.uniformResourceIdentifier) {
        uris.add(ASN1IA5String.getInstance(name.getName()).getString());
      }
    }
    return uris;
  }

  /** The extension's value; null when the certificate has no such extension. */
  static @Nullable ASN1Primitive value(X509Certificate certificate, String oid) throws IOException {
    byte[] wrapped = certificate.getExtensionValue(oid);
    if (wrapped == null) {
      return null;
    }
    try {
      return ASN1Primitive.fromByteArray(ASN1OctetString.getInstance(wrapped).getOctets());
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new IOException("the extension is malformed", e);
    }
  }

  static boolean isAuthority(X509Certificate certificate) {
    return certificate.getBasicConstraints() >= 0;
  }

  /** keyUsage is there, with digitalSignature, and signs neither certificates nor CRLs. */
  static boolean hasLeafKeyUsage(X509Certificate leaf) {
    boolean[] usage = leaf.getKeyUsage();
    return usage != null && usage[DIGITAL_SIGNATURE] && !usage[KEY_CERT_SIGN] && !usage[CRL_SIGN];
  }

  static boolean hasKeyUsage(X509Certificate certificate) {
    return certificate.getKeyUsage() != null;
  }

  static boolean maySignCertificates(X509Certificate certificate) {
    boolean[] usage = certificate.getKeyUsage();
    return usage != null && usage[KEY_CERT_SIGN];
  }

  /** There is no extended key usage, or it names clientAuth. */
  static boolean isForClients(X509Certificate leaf) throws IOException {
    List<String> purposes = purposes(leaf);
    return purposes == null || purposes.contains(CLIENT_AUTH);
  }

  /** There is no extended key usage, or it names serverAuth. */
  static boolean isForServers(X509Certificate leaf) throws IOException {
    List<String> purposes = purposes(leaf);
    return purposes == null || purposes.contains(SERVER_AUTH);
  }

  /** There is no extended key usage, or it names clientAuth or any purpose. */
  static boolean mayIssueForClients(X509Certificate authority) throws IOException {
    List<String> purposes = purposes(authority);
    return purposes == null || purposes.contains(CLIENT_AUTH) || purposes.contains(ANY_PURPOSE);
  }

  private static @Nullable List<String> purposes(X509Certificate certificate) throws IOException {
    try {
      // The platform gives null for an extension that it cannot read, too.
      List<String> purposes = certificate.getExtendedKeyUsage();
      if (purposes == null && value(certificate, Extension.extendedKeyUsage.getId()) != null) {
        throw new IOException("the extended key usage is malformed");
      }
      return purposes;
    } catch (CertificateParsingException e) {
      throw new IOException("the extended key usage is malformed", e);
    }
  }
}
