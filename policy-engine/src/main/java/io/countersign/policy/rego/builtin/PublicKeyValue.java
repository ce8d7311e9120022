package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoNull;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoValue;
import java.io.IOException;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.math.ec.ECPoint;

/** A public key in the shape that OPA gives it. */
final class PublicKeyValue {
  private PublicKeyValue() {}

  /** Go's number of a key's kind; 0 for an unknown one. */
  static int algorithm(SubjectPublicKeyInfo info) {
    return switch (info.getAlgorithm().getAlgorithm().getId()) {
      case "1.2.840.113549.1.1.1" -> 1;
      case "1.2.840.10040.4.1" -> 2;
      case "1.2.840.10045.2.1" -> 3;
      case "1.3.101.112" -> 4;
      default -> 0;
    };
  }

  static RegoValue of(SubjectPublicKeyInfo info) throws IOException {
    return switch (algorithm(info)) {
      case 1 -> {
        RSAPublicKey key = RSAPublicKey.getInstance(info.parsePublicKey());
        yield CertificateParts.object(
            Map.of(
                "N", RegoNumber.of(key.getModulus()), "E", RegoNumber.of(key.getPublicExponent())));
      }
      case 3 -> {
        X9ECParameters curve =
            ECNamedCurveTable.getByOID(
                ASN1ObjectIdentifier.getInstance(info.getAlgorithm().getParameters()));
        if (curve == null) {
          throw new IllegalArgumentException("an unknown curve");
        }
        yield point(curve.getCurve().decodePoint(info.getPublicKeyData().getOctets()));
      }
      case 4 -> CertificateParts.base64(info.getPublicKeyData().getOctets());
      default -> RegoNull.NULL;
    };
  }

  private static RegoValue point(ECPoint encoded) {
    ECPoint point = encoded.normalize();
    return CertificateParts.object(
        Map.of(
            "Curve", CertificateParts.object(Map.of()),
            "X", RegoNumber.of(point.getAffineXCoord().toBigInteger()),
            "Y", RegoNumber.of(point.getAffineYCoord().toBigInteger())));
  }
}
