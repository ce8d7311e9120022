package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoNull;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;

/** A certificate (RFC 5280 §4.1) in the shape that OPA gives it. */
final class CertificateValue {
  private CertificateValue() {}

  /**
   * The value.
   *
   * @param withUriTexts whether the URIs come as texts too
   */
  static RegoObject of(Certificate certificate, boolean withUriTexts) throws IOException {
    TBSCertificate body = certificate.getTBSCertificate();
    Map<String, RegoValue> members = new HashMap<>();
    members.put("Raw", CertificateParts.base64(CertificateParts.der(certificate)));
    members.put("RawTBSCertificate", CertificateParts.base64(CertificateParts.der(body)));
    members.put(
        "RawSubjectPublicKeyInfo",
        CertificateParts.base64(CertificateParts.der(body.getSubjectPublicKeyInfo())));
    members.put("RawSubject", CertificateParts.base64(CertificateParts.der(body.getSubject())));
    members.put("RawIssuer", CertificateParts.base64(CertificateParts.der(body.getIssuer())));
    members.put("Signature", CertificateParts.base64(certificate.getSignature().getOctets()));
    members.put(
        "SignatureAlgorithm",
        CertificateParts.signatureAlgorithm(
            certificate.getSignatureAlgorithm().getAlgorithm(),
            certificate.getSignatureAlgorithm().getParameters()));
    members.put(
        "PublicKeyAlgorithm",
        RegoNumber.of(PublicKeyValue.algorithm(body.getSubjectPublicKeyInfo())));
    members.put("PublicKey", PublicKeyValue.of(body.getSubjectPublicKeyInfo()));
    members.put("Version", RegoNumber.of(body.getVersionNumber()));
    members.put("SerialNumber", RegoNumber.of(body.getSerialNumber().getValue()));
    members.put("Issuer", CertificateParts.name(body.getIssuer()));
    members.put("Subject", CertificateParts.name(body.getSubject()));
    members.put("NotBefore", time(body.getStartDate()));
    members.put("NotAfter", time(body.getEndDate()));
    members.put("Extensions", CertificateParts.extensions(body.getExtensions()));
    members.put("ExtraExtensions", RegoNull.NULL);
    GeneralNameLists names = new CertificateExtensions(body.getExtensions()).describe(members);
    if (withUriTexts) {
      members.put("URIStrings", CertificateParts.strings(names.uris));
    }
    return CertificateParts.object(members);
  }

  private static RegoValue time(Time time) {
    return RegoString.of(time.getDate().toInstant().toString());
  }
}
