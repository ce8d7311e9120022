package io.countersign.credentials.x509.revocation;

import io.countersign.credentials.x509.Algorithms;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ocsp.BasicOCSPResponse;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.ResponderID;
import org.bouncycastle.asn1.x509.Extension;
import org.jspecify.annotations.Nullable;

/**
 * Who may answer for a CA: itself, or a responder that it certified for that (RFC 6960 §4.2.2.2).
 */
final class OcspSigner {
  private static final String OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int MAX_CERTIFICATES = 5;

  private static final Set<String> KNOWN_CRITICAL =
      Set.of(
          Extension.keyUsage.getId(),
          Extension.extendedKeyUsage.getId(),
          Extension.basicConstraints.getId(),
          Extension.subjectAlternativeName.getId(),
          OCSPObjectIdentifiers.id_pkix_ocsp_nocheck.getId());

  private OcspSigner() {}

  /**
   * The delegate that signed the answer; null when the CA itself did. The delegate's times, and
   * whether it is revoked, are left to the use.
   *
   * @param signed what the signature covers
   * @param issuer the CA of the certificate asked about; a delegate of any other CA does not count
   * @throws IOException when neither signed it
   */
  static @Nullable X509Certificate of(
      BasicOCSPResponse answer, byte[] signed, X509Certificate issuer) throws IOException {
    ResponderID id = answer.getTbsResponseData().getResponderID();
    if (names(id, issuer) && hasSigned(answer, signed, issuer)) {
      return null;
    }
    String fault = "the answer is not signed by the CA or a responder that it delegated to";
    ASN1Sequence certificates = answer.getCerts();
    int count = certificates == null ? 0 : Math.min(certificates.size(), MAX_CERTIFICATES);
    for (int i = 0; i < count; i++) {
      X509Certificate delegate =
          parse(certificates.getObjectAt(i).toASN1Primitive().getEncoded(ASN1Encoding.DER));
      if (names(id, delegate)) {
        String unfit = fault(delegate, issuer);
        if (unfit == null && hasSigned(answer, signed, delegate)) {
          return delegate;
        }
        fault = unfit == null ? fault : unfit;
      }
    }
    throw new IOException(fault);
  }

  /** Whether the CA says that nobody needs to ask for the delegate's own status (§4.2.2.2.1). */
  static boolean needsNoCheck(X509Certificate delegate) {
    return delegate.getExtensionValue(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck.getId()) != null;
  }

  private static boolean names(ResponderID id, X509Certificate certificate) throws IOException {
    byte[] keyHash = id.getKeyHash();
    return keyHash != null
        ? Arrays.equals(keyHash, OcspRequest.keyHash(CertIdHash.SHA_1, certificate))
        : new X500Principal(id.getName().getEncoded(ASN1Encoding.DER))
            .equals(certificate.getSubjectX500Principal());
  }

  private static boolean hasSigned(
      BasicOCSPResponse answer, byte[] signed, X509Certificate signer) {
    return SignedDer.holds(
        signed,
        answer.getSignature().getOctets(),
        answer.getSignatureAlgorithm(),
        signer.getPublicKey());
  }

  private static @Nullable String fault(X509Certificate delegate, X509Certificate issuer) {
    if (!isIssuedBy(delegate, issuer)) {
      return "the responder's certificate is not issued by the CA itself";
    }
    // Any certificate of the CA could answer otherwise: its clients' own, too.
    if (!isForOcsp(delegate)) {
      return "the responder's certificate is not for OCSP (extendedKeyUsage OCSPSigning)";
    }
    boolean[] usage = delegate.getKeyUsage();
    if (usage != null && !usage[DIGITAL_SIGNATURE]) {
      return "the responder's certificate may not sign (keyUsage without digitalSignature)";
    }
    Set<String> critical = delegate.getCriticalExtensionOIDs();
    return critical == null || KNOWN_CRITICAL.containsAll(critical)
        ? null
        : "the responder's certificate has a critical extension that is not understood";
  }

  private static boolean isIssuedBy(X509Certificate delegate, X509Certificate issuer) {
    if (!delegate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())
        || !Algorithms.hasStrongSignature(delegate)) {
      return false;
    }
    try {
      delegate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static boolean isForOcsp(X509Certificate delegate) {
    try {
      List<String> purposes = delegate.getExtendedKeyUsage();
      return purposes != null && purposes.contains(OCSP_SIGNING);
    } catch (CertificateParsingException _) {
      return false;
    }
  }

  private static X509Certificate parse(byte[] der) throws IOException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (GeneralSecurityException malformed) {
      throw new IOException("the responder's certificate is malformed", malformed);
    }
  }
}
