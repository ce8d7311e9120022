package io.countersign.credentials.evidence;

import io.countersign.credentials.token.Confirmation;
import io.countersign.credentials.x509.Algorithms;
import io.countersign.credentials.x509.LeafFacts;
import io.countersign.decision.Reason;
import io.countersign.decision.Sha256;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Verifies the certificate that a Fulcio authority gave a build. */
final class FulcioVerifier {
  private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
  private static final int MAX_CERTIFICATES = 4;
  private static final int MAX_LENGTH = 32 * 1024;

  private FulcioVerifier() {}

  static EvidenceOutcome verify(String value, FulcioHeader header, Instant now) {
    List<X509Certificate> chain = value.length() > MAX_LENGTH ? List.of() : chain(value);
    if (chain.isEmpty()) {
      return new EvidenceOutcome.Refused(Reason.EVIDENCE_MALFORMED);
    }
    X509Certificate leaf = chain.getFirst();
    if (!now.isBefore(leaf.getNotAfter().toInstant())) {
      return new EvidenceOutcome.Refused(Reason.EVIDENCE_EXPIRED);
    }
    if (now.isBefore(leaf.getNotBefore().toInstant())) {
      return new EvidenceOutcome.Refused(Reason.EVIDENCE_NOT_YET_VALID);
    }
    if (leaf.getNotBefore().toInstant().isBefore(now.minus(header.maxAge()))) {
      return new EvidenceOutcome.Refused(Reason.EVIDENCE_TOO_OLD);
    }
    if (!isForSigning(leaf) || !leadsToRoot(chain, header.roots(), now)) {
      return new EvidenceOutcome.Refused(Reason.EVIDENCE_UNTRUSTED);
    }
    FulcioExtensions said = FulcioExtensions.of(leaf).orElse(null);
    Sha256 key = LeafFacts.keyThumbprint(leaf.getPublicKey());
    if (said == null) {
      return new EvidenceOutcome.Refused(Reason.EVIDENCE_MALFORMED);
    }
    if (!header.issuers().contains(said.issuer())) {
      return new EvidenceOutcome.Refused(Reason.EVIDENCE_UNKNOWN_ISSUER);
    }
    return new EvidenceOutcome.Found(
        List.of(
            new VerifiedEvidence(
                EvidenceKind.CI.member(),
                said.facts(),
                Origin.CERTIFICATE,
                said.issuer(),
                leaf.getNotBefore().toInstant(),
                leaf.getNotAfter().toInstant(),
                Duration.ZERO,
                key == null ? Confirmation.NONE : new Confirmation(key, null))));
  }

  /** The certificates; empty when one is malformed, or there are none or too many. */
  private static List<X509Certificate> chain(String value) {
    String[] parts = value.split(",", -1);
    if (parts.length > MAX_CERTIFICATES) {
      return List.of();
    }
    List<X509Certificate> chain = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (String part : parts) {
        byte[] der = Base64.getDecoder().decode(part);
        if (!(factory.generateCertificate(new ByteArrayInputStream(der))
                instanceof X509Certificate certificate)
            || !Arrays.equals(certificate.getEncoded(), der)) {
          return List.of();
        }
        chain.add(certificate);
      }
    } catch (CertificateException | IllegalArgumentException malformed) {
      return List.of();
    }
    return chain;
  }

  private static boolean isInTime(X509Certificate certificate, Instant now) {
    return now.isBefore(certificate.getNotAfter().toInstant())
        && !now.isBefore(certificate.getNotBefore().toInstant());
  }

  private static boolean isForSigning(X509Certificate leaf) {
    try {
      List<String> purposes = leaf.getExtendedKeyUsage();
      boolean[] usage = leaf.getKeyUsage();
      return leaf.getBasicConstraints() < 0
          && purposes != null
          && purposes.contains(CODE_SIGNING)
          && usage != null
          && usage[0]
          && !usage[5];
    } catch (CertificateException malformed) {
      return false;
    }
  }

  private static boolean leadsToRoot(
      List<X509Certificate> chain, Set<X509Certificate> roots, Instant now) {
    // The root itself may end the chain; it vouches for itself by being configured.
    List<X509Certificate> path =
        chain.size() > 1 && roots.contains(chain.getLast())
            ? chain.subList(0, chain.size() - 1)
            : chain;
    if (!path.stream()
        .allMatch(each ->
            Algorithms.isStrong(each.getPublicKey()) && Algorithms.hasStrongSignature(each))) {
      return false;
    }
    try {
      PKIXParameters parameters =
          new PKIXParameters(
              roots.stream()
                  .filter(root -> isInTime(root, now)) // PKIX does not ask it of anchors
                  .map(root -> new TrustAnchor(root, null))
                  .collect(Collectors.toSet()));
      // Such a certificate lives for minutes and has no revocation.
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(now));
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
      return true;
    } catch (GeneralSecurityException untrusted) {
      return false;
    }
  }
}
