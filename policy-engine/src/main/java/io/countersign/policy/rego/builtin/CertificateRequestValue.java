package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoNull;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.CertificationRequestInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extensions;
import org.jspecify.annotations.Nullable;

/** A request for a certificate (RFC 2986 §4) in the shape that OPA gives it. */
final class CertificateRequestValue {
  private CertificateRequestValue() {}

  static RegoValue of(CertificationRequest request) throws IOException {
    CertificationRequestInfo body = request.getCertificationRequestInfo();
    Map<String, RegoValue> members = new HashMap<>();
    members.put("Raw", CertificateParts.base64(CertificateParts.der(request)));
    members.put("RawTBSCertificateRequest", CertificateParts.base64(CertificateParts.der(body)));
    members.put(
        "RawSubjectPublicKeyInfo",
        CertificateParts.base64(CertificateParts.der(body.getSubjectPublicKeyInfo())));
    members.put("RawSubject", CertificateParts.base64(CertificateParts.der(body.getSubject())));
    members.put("Version", RegoNumber.of(body.getVersion().getValue()));
    members.put("Signature", CertificateParts.base64(request.getSignature().getOctets()));
    members.put(
        "SignatureAlgorithm",
        CertificateParts.signatureAlgorithm(
            request.getSignatureAlgorithm().getAlgorithm(),
            request.getSignatureAlgorithm().getParameters()));
    members.put(
        "PublicKeyAlgorithm",
        RegoNumber.of(PublicKeyValue.algorithm(body.getSubjectPublicKeyInfo())));
    members.put("PublicKey", PublicKeyValue.of(body.getSubjectPublicKeyInfo()));
    members.put("Subject", CertificateParts.name(body.getSubject()));
    members.put("ExtraExtensions", RegoNull.NULL);
    Extensions extensions = null;
    List<RegoValue> attributes = new ArrayList<>();
    ASN1Set set = body.getAttributes();
    if (set != null) {
      for (ASN1Encodable element : set) {
        Attribute attribute = Attribute.getInstance(element);
        RegoValue value = sequences(attribute);
        if (value != null) {
          attributes.add(value);
        }
        if (attribute.getAttrType().equals(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest)) {
          extensions = Extensions.getInstance(attribute.getAttributeValues()[0]);
        }
      }
    }
    members.put("Attributes", CertificateParts.list(attributes));
    members.put("Extensions", CertificateParts.extensions(extensions));
    new CertificateExtensions(extensions).alternativeNames(members);
    return CertificateParts.object(members);
  }

  /** An attribute whose values are lists of types with values; null for any other. */
  private static @Nullable RegoValue sequences(Attribute attribute) throws IOException {
    List<RegoValue> lists = new ArrayList<>();
    for (ASN1Encodable value : attribute.getAttributeValues()) {
      if (!(value.toASN1Primitive() instanceof ASN1Sequence sequence)) {
        return null;
      }
      List<RegoValue> pairs = new ArrayList<>();
      for (ASN1Encodable element : sequence) {
        if (!(element.toASN1Primitive() instanceof ASN1Sequence pair)
            || pair.size() < 2
            || !(pair.getObjectAt(0) instanceof ASN1ObjectIdentifier type)) {
          return null;
        }
        pairs.add(
            CertificateParts.object(
                Map.of(
                    "Type", CertificateParts.numbers(type),
                    "Value", CertificateParts.any(pair.getObjectAt(1)))));
      }
      lists.add(RegoArray.of(pairs));
    }
    return CertificateParts.object(
        Map.of(
            "Type", CertificateParts.numbers(attribute.getAttrType()),
            "Value", RegoArray.of(lists)));
  }
}
