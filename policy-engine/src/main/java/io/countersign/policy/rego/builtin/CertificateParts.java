package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoNull;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.jspecify.annotations.Nullable;

/** What certificates and requests for them have in common, in the shape that OPA gives it. */
final class CertificateParts {
  /** The attributes of a name that have a member of their own, by the end of 2.5.4. */
  private static final Map<String, String> ATTRIBUTES =
      Map.of(
          "2.5.4.6", "Country",
          "2.5.4.10", "Organization",
          "2.5.4.11", "OrganizationalUnit",
          "2.5.4.7", "Locality",
          "2.5.4.8", "Province",
          "2.5.4.9", "StreetAddress",
          "2.5.4.17", "PostalCode");

  private CertificateParts() {}

  /** An object by its members' names. */
  static RegoObject object(Map<String, ? extends RegoValue> members) {
    Map<RegoValue, RegoValue> result = new HashMap<>();
    members.forEach((name, value) -> result.put(RegoString.of(name), value));
    return RegoObject.of(result);
  }

  /** Null for an empty list. */
  static RegoValue list(Collection<? extends RegoValue> values) {
    return values.isEmpty() ? RegoNull.NULL : RegoArray.of(values);
  }

  static RegoValue strings(Collection<String> values) {
    return list(values.stream().map(RegoString::of).toList());
  }

  static RegoValue base64(byte @Nullable [] bytes) {
    return bytes == null ? RegoNull.NULL : RegoString.of(Base64.getEncoder().encodeToString(bytes));
  }

  static byte[] der(ASN1Encodable object) throws IOException {
    return object.toASN1Primitive().getEncoded(ASN1Encoding.DER);
  }

  /** An object identifier as its numbers. */
  static RegoValue numbers(ASN1ObjectIdentifier id) {
    List<RegoValue> numbers = new ArrayList<>();
    for (String part : id.getId().split("\\.", -1)) {
      numbers.add(RegoNumber.of(new BigInteger(part)));
    }
    return RegoArray.of(numbers);
  }

  static RegoValue name(X500Name name) throws IOException {
    Map<String, RegoValue> members = new HashMap<>();
    Map<String, List<RegoValue>> lists = new HashMap<>();
    List<RegoValue> names = new ArrayList<>();
    members.put("CommonName", RegoString.EMPTY);
    members.put("SerialNumber", RegoString.EMPTY);
    for (RDN relative : name.getRDNs()) {
      for (AttributeTypeAndValue attribute : relative.getTypesAndValues()) {
        String type = attribute.getType().getId();
        RegoValue value = any(attribute.getValue());
        names.add(object(Map.of("Type", numbers(attribute.getType()), "Value", value)));
        if (value instanceof RegoString) {
          if (type.equals("2.5.4.3")) {
            members.put("CommonName", value);
          } else if (type.equals("2.5.4.5")) {
            members.put("SerialNumber", value);
          } else if (ATTRIBUTES.containsKey(type)) {
            lists.computeIfAbsent(type, t -> new ArrayList<>()).add(value);
          }
        }
      }
    }
    ATTRIBUTES.forEach(
        (type, member) -> members.put(member, list(lists.getOrDefault(type, List.of()))));
    members.put("Names", list(names));
    members.put("ExtraNames", RegoNull.NULL);
    return object(members);
  }

  static RegoValue extensions(@Nullable Extensions extensions) {
    List<RegoValue> values = new ArrayList<>();
    if (extensions != null) {
      for (ASN1ObjectIdentifier id : extensions.getExtensionOIDs()) {
        Extension extension = extensions.getExtension(id);
        values.add(
            object(
                Map.of(
                    "Id", numbers(id),
                    "Critical", RegoBoolean.of(extension.isCritical()),
                    "Value", base64(extension.getExtnValue().getOctets()))));
      }
    }
    return list(values);
  }

  /** A value of any simple type. */
  static RegoValue any(ASN1Encodable value) throws IOException {
    ASN1Primitive primitive = value.toASN1Primitive();
    return switch (primitive) {
      case ASN1BitString bits -> base64(bits.getOctets());
      case ASN1String text -> RegoString.of(text.getString());
      case ASN1Integer number -> RegoNumber.of(number.getValue());
      case ASN1Boolean bool -> RegoBoolean.of(bool.isTrue());
      case ASN1OctetString octets -> base64(octets.getOctets());
      case ASN1ObjectIdentifier id -> numbers(id);
      default -> base64(primitive.getEncoded(ASN1Encoding.DER));
    };
  }

  /** Go's number of a signature's algorithm; 0 for an unknown one. */
  static RegoValue signatureAlgorithm(ASN1ObjectIdentifier id, @Nullable ASN1Encodable parameters) {
    int number =
        switch (id.getId()) {
          case "1.2.840.113549.1.1.4" -> 2;
          case "1.2.840.113549.1.1.5", "1.3.14.3.2.29" -> 3;
          case "1.2.840.113549.1.1.11" -> 4;
          case "1.2.840.113549.1.1.12" -> 5;
          case "1.2.840.113549.1.1.13" -> 6;
          case "1.2.840.10040.4.3" -> 7;
          case "2.16.840.1.101.3.4.3.2" -> 8;
          case "1.2.840.10045.4.1" -> 9;
          case "1.2.840.10045.4.3.2" -> 10;
          case "1.2.840.10045.4.3.3" -> 11;
          case "1.2.840.10045.4.3.4" -> 12;
          case "1.2.840.113549.1.1.10" -> pss(parameters);
          case "1.3.101.112" -> 16;
          default -> 0;
        };
    return RegoNumber.of(number);
  }

  private static int pss(@Nullable ASN1Encodable parameters) {
    if (parameters == null) {
      return 0;
    }
    String digest =
        RSASSAPSSparams.getInstance(parameters).getHashAlgorithm().getAlgorithm().getId();
    return switch (digest) {
      case "2.16.840.1.101.3.4.2.1" -> 13;
      case "2.16.840.1.101.3.4.2.2" -> 14;
      case "2.16.840.1.101.3.4.2.3" -> 15;
      default -> 0;
    };
  }
}
