package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoNull;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PolicyConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.jspecify.annotations.Nullable;

/** The extensions of RFC 5280 §4.2 as members of a certificate's value. */
final class CertificateExtensions {
  /** Go's numbers of key purposes are the places in this list. */
  static final List<String> PURPOSES =
      List.of(
          "2.5.29.37.0",
          "1.3.6.1.5.5.7.3.1",
          "1.3.6.1.5.5.7.3.2",
          "1.3.6.1.5.5.7.3.3",
          "1.3.6.1.5.5.7.3.4",
          "1.3.6.1.5.5.7.3.5",
          "1.3.6.1.5.5.7.3.6",
          "1.3.6.1.5.5.7.3.7",
          "1.3.6.1.5.5.7.3.8",
          "1.3.6.1.5.5.7.3.9",
          "1.3.6.1.4.1.311.10.3.3",
          "2.16.840.1.113730.4.1",
          "1.3.6.1.4.1.311.2.1.22",
          "1.3.6.1.4.1.311.61.1.1");

  private static final Set<ASN1ObjectIdentifier> HANDLED =
      Set.of(
          Extension.keyUsage,
          Extension.basicConstraints,
          Extension.subjectAlternativeName,
          Extension.nameConstraints,
          Extension.cRLDistributionPoints,
          Extension.authorityKeyIdentifier,
          Extension.extendedKeyUsage,
          Extension.subjectKeyIdentifier,
          Extension.certificatePolicies,
          Extension.policyMappings,
          Extension.policyConstraints,
          Extension.inhibitAnyPolicy,
          Extension.authorityInfoAccess);

  private final @Nullable Extensions extensions;

  CertificateExtensions(@Nullable Extensions extensions) {
    this.extensions = extensions;
  }

  /** Adds all members, and gives the subject's alternative names. */
  GeneralNameLists describe(Map<String, RegoValue> members) {
    keys(members);
    basicConstraints(members);
    nameConstraints(members);
    policies(members);
    locations(members);
    unhandled(members);
    GeneralNameLists names = alternativeNames(members);
    members.put("PolicyMappings", policyMappings());
    return names;
  }

  /** Adds the members that requests for certificates have too. */
  GeneralNameLists alternativeNames(Map<String, RegoValue> members) {
    GeneralNameLists names = new GeneralNameLists();
    ASN1Encodable value = value(Extension.subjectAlternativeName);
    if (value != null) {
      for (GeneralName name : GeneralNames.getInstance(value).getNames()) {
        names.add(name);
      }
    }
    members.put("DNSNames", CertificateParts.strings(names.dns));
    members.put("EmailAddresses", CertificateParts.strings(names.emails));
    members.put("IPAddresses", CertificateParts.list(names.addresses));
    members.put("URIs", names.uriParts());
    return names;
  }

  private @Nullable ASN1Encodable value(ASN1ObjectIdentifier id) {
    return extensions == null ? null : extensions.getExtensionParsedValue(id);
  }

  private void keys(Map<String, RegoValue> members) {
    ASN1Encodable usage = value(Extension.keyUsage);
    int bits = 0;
    if (usage != null) {
      byte[] bytes = KeyUsage.getInstance(usage).getBytes();
      for (int i = 0; i < Math.min(9, bytes.length * 8); i++) {
        if ((bytes[i / 8] & (0x80 >> (i % 8))) != 0) {
          bits |= 1 << i;
        }
      }
    }
    members.put("KeyUsage", RegoNumber.of(bits));
    List<RegoValue> known = new ArrayList<>();
    List<RegoValue> unknown = new ArrayList<>();
    ASN1Encodable purposes = value(Extension.extendedKeyUsage);
    if (purposes != null) {
      for (KeyPurposeId purpose : ExtendedKeyUsage.getInstance(purposes).getUsages()) {
        int place = PURPOSES.indexOf(purpose.getId());
        if (place >= 0) {
          known.add(RegoNumber.of(place));
        } else {
          unknown.add(CertificateParts.numbers(purpose.toOID()));
        }
      }
    }
    members.put("ExtKeyUsage", CertificateParts.list(known));
    members.put("UnknownExtKeyUsage", CertificateParts.list(unknown));
    ASN1Encodable subject = value(Extension.subjectKeyIdentifier);
    members.put(
        "SubjectKeyId",
        CertificateParts.base64(
            subject == null ? null : SubjectKeyIdentifier.getInstance(subject).getKeyIdentifier()));
    ASN1Encodable authority = value(Extension.authorityKeyIdentifier);
    members.put(
        "AuthorityKeyId",
        CertificateParts.base64(
            authority == null
                ? null
                : AuthorityKeyIdentifier.getInstance(authority).getKeyIdentifierOctets()));
  }

  private void basicConstraints(Map<String, RegoValue> members) {
    ASN1Encodable value = value(Extension.basicConstraints);
    BasicConstraints basic = value == null ? null : BasicConstraints.getInstance(value);
    BigInteger length = basic == null ? null : basic.getPathLenConstraint();
    members.put("BasicConstraintsValid", RegoBoolean.of(basic != null));
    members.put("IsCA", RegoBoolean.of(basic != null && basic.isCA()));
    BigInteger shown = basic == null ? BigInteger.ZERO : BigInteger.ONE.negate();
    members.put("MaxPathLen", RegoNumber.of(length == null ? shown : length));
    members.put("MaxPathLenZero", RegoBoolean.of(length != null && length.signum() == 0));
  }

  private void nameConstraints(Map<String, RegoValue> members) {
    ASN1Encodable value = value(Extension.nameConstraints);
    NameConstraints constraints = value == null ? null : NameConstraints.getInstance(value);
    subtrees(members, "Permitted", constraints == null ? null : constraints.getPermittedSubtrees());
    subtrees(members, "Excluded", constraints == null ? null : constraints.getExcludedSubtrees());
    members.put(
        "PermittedDNSDomainsCritical",
        RegoBoolean.of(
            extensions != null
                && value != null
                && extensions.getExtension(Extension.nameConstraints).isCritical()));
  }

  private static void subtrees(
      Map<String, RegoValue> members, String prefix, GeneralSubtree @Nullable [] subtrees) {
    GeneralNameLists names = new GeneralNameLists();
    if (subtrees != null) {
      for (GeneralSubtree subtree : subtrees) {
        names.add(subtree.getBase());
      }
    }
    members.put(prefix + "DNSDomains", CertificateParts.strings(names.dns));
    members.put(prefix + "EmailAddresses", CertificateParts.strings(names.emails));
    members.put(prefix + "URIDomains", CertificateParts.strings(names.uris));
    members.put(prefix + "IPRanges", CertificateParts.list(names.ranges));
  }

  private void policies(Map<String, RegoValue> members) {
    List<RegoValue> texts = new ArrayList<>();
    List<RegoValue> numbers = new ArrayList<>();
    ASN1Encodable policies = value(Extension.certificatePolicies);
    if (policies != null) {
      for (PolicyInformation policy :
          CertificatePolicies.getInstance(policies).getPolicyInformation()) {
        texts.add(RegoString.of(policy.getPolicyIdentifier().getId()));
        numbers.add(CertificateParts.numbers(policy.getPolicyIdentifier()));
      }
    }
    members.put("Policies", CertificateParts.list(texts));
    members.put("PolicyIdentifiers", CertificateParts.list(numbers));
    ASN1Encodable value = value(Extension.policyConstraints);
    PolicyConstraints constraints = value == null ? null : PolicyConstraints.getInstance(value);
    skip(
        members,
        "RequireExplicitPolicy",
        constraints == null ? null : constraints.getRequireExplicitPolicyMapping());
    skip(
        members,
        "InhibitPolicyMapping",
        constraints == null ? null : constraints.getInhibitPolicyMapping());
    ASN1Encodable any = value(Extension.inhibitAnyPolicy);
    skip(members, "InhibitAnyPolicy", any == null ? null : ASN1Integer.getInstance(any).getValue());
  }

  /** How many certificates may follow before a constraint holds, and whether that is a given 0. */
  private static void skip(
      Map<String, RegoValue> members, String name, @Nullable BigInteger count) {
    members.put(name, RegoNumber.of(count == null ? BigInteger.ZERO : count));
    members.put(name + "Zero", RegoBoolean.of(count != null && count.signum() == 0));
  }

  private RegoValue policyMappings() {
    ASN1Encodable value = value(Extension.policyMappings);
    if (value == null) {
      return RegoNull.NULL;
    }
    List<RegoValue> mappings = new ArrayList<>();
    for (ASN1Encodable element : ASN1Sequence.getInstance(value)) {
      ASN1Sequence pair = ASN1Sequence.getInstance(element);
      mappings.add(
          CertificateParts.object(
              Map.of(
                  "IssuerDomainPolicy", identifier(pair.getObjectAt(0)),
                  "SubjectDomainPolicy", identifier(pair.getObjectAt(1)))));
    }
    return CertificateParts.list(mappings);
  }

  private static RegoValue identifier(ASN1Encodable value) {
    return RegoString.of(ASN1ObjectIdentifier.getInstance(value).getId());
  }

  private void locations(Map<String, RegoValue> members) {
    GeneralNameLists lists = new GeneralNameLists();
    ASN1Encodable points = value(Extension.cRLDistributionPoints);
    if (points != null) {
      for (DistributionPoint point : CRLDistPoint.getInstance(points).getDistributionPoints()) {
        DistributionPointName name = point.getDistributionPoint();
        if (name != null && name.getType() == DistributionPointName.FULL_NAME) {
          for (GeneralName location : GeneralNames.getInstance(name.getName()).getNames()) {
            lists.add(location);
          }
        }
      }
    }
    members.put("CRLDistributionPoints", CertificateParts.strings(lists.uris));
    GeneralNameLists responders = new GeneralNameLists();
    GeneralNameLists issuers = new GeneralNameLists();
    ASN1Encodable access = value(Extension.authorityInfoAccess);
    if (access != null) {
      for (AccessDescription description :
          AuthorityInformationAccess.getInstance(access).getAccessDescriptions()) {
        if (description.getAccessMethod().equals(AccessDescription.id_ad_ocsp)) {
          responders.add(description.getAccessLocation());
        } else if (description.getAccessMethod().equals(AccessDescription.id_ad_caIssuers)) {
          issuers.add(description.getAccessLocation());
        }
      }
    }
    members.put("OCSPServer", CertificateParts.strings(responders.uris));
    members.put("IssuingCertificateURL", CertificateParts.strings(issuers.uris));
  }

  private void unhandled(Map<String, RegoValue> members) {
    List<RegoValue> unhandled = new ArrayList<>();
    if (extensions != null) {
      for (ASN1ObjectIdentifier id : extensions.getCriticalExtensionOIDs()) {
        if (!HANDLED.contains(id)) {
          unhandled.add(CertificateParts.numbers(id));
        }
      }
    }
    members.put("UnhandledCriticalExtensions", CertificateParts.list(unhandled));
  }
}
