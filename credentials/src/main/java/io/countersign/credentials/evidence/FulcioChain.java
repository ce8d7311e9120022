package io.countersign.credentials.evidence;

import io.countersign.credentials.x509.Algorithms;
import io.countersign.credentials.x509.LeafFacts;
import io.countersign.decision.Reason;
import io.countersign.decision.Sha256;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The certificate that Fulcio gave to a build job: standard base64 of its DER, and after commas
 * those of the authorities between it and a root, if any.
 */
final class FulcioChain {
  private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int MAX_CHARS = 32 * 1024;
  private static final int MAX_CERTIFICATES = 4;

  private FulcioChain() {}

  sealed interface Outcome permits Held, Refused {}

  /**
   * The chain holds now.
   *
   * @param key thumbprint of the leaf's key (RFC 7638); null for a kind of key that JWK lacks
   */
  record Held(X509Certificate leaf, @Nullable Sha256 key) implements Outcome {}

  record Refused(Reason reason) implements Outcome {}

  static Outcome verify(String text, List<X509Certificate> authorities, Instant now) {
    List<X509Certificate> chain;
    try {
      chain = parse(text);
    } catch (CertificateException | IllegalArgumentException malformed) {
      return new Refused(Reason.EVIDENCE_MALFORMED);
    }
    X509Certificate leaf = chain.getFirst();
    if (!isJobs(leaf)) {
      return new Refused(Reason.EVIDENCE_MALFORMED);
    }
    if (!leadsToRoot(chain, authorities)) {
      return new Refused(Reason.EVIDENCE_UNTRUSTED);
    }
    try {
      leaf.checkValidity(Date.from(now));
    } catch (CertificateExpiredException over) {
      return new Refused(Reason.EVIDENCE_EXPIRED);
    } catch (CertificateNotYetValidException early) {
      return new Refused(Reason.EVIDENCE_NOT_YET_VALID);
    }
    return new Held(leaf, LeafFacts.keyThumbprint(leaf.getPublicKey()));
  }

  private static List<X509Certificate> parse(String text) throws CertificateException {
    String[] parts = text.split(",", -1);
    if (text.length() > MAX_CHARS || parts.length > MAX_CERTIFICATES) {
      throw new CertificateException("too long");
    }
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> chain = new ArrayList<>();
    for (String part : parts) {
      byte[] der = Base64.getDecoder().decode(part.strip());
      ByteArrayInputStream in = new ByteArrayInputStream(der);
      X509Certificate certificate = (X509Certificate) factory.generateCertificate(in);
      if (in.available() > 0) {
        throw new CertificateException("something stands behind the certificate");
      }
      chain.add(certificate);
    }
    return chain;
  }

  /** A leaf for signing what a job builds, and for nothing else. */
  private static boolean isJobs(X509Certificate leaf) {
    boolean[] usage = leaf.getKeyUsage();
    try {
      List<String> purposes = leaf.getExtendedKeyUsage();
      return leaf.getBasicConstraints() < 0
          && usage != null
          && usage[DIGITAL_SIGNATURE]
          && purposes != null
          && purposes.equals(List.of(CODE_SIGNING))
          && Algorithms.isStrong(leaf.getPublicKey());
    } catch (CertificateException malformed) {
      return false;
    }
  }

  /** At the leaf's own beginning; whether that is now is asked afterwards (RFC 5280 §6.1). */
  private static boolean leadsToRoot(
      List<X509Certificate> chain, List<X509Certificate> authorities) {
    Set<TrustAnchor> roots =
        authorities.stream()
            .filter(each -> each.getSubjectX500Principal().equals(each.getIssuerX500Principal()))
            .map(each -> new TrustAnchor(each, null))
            .collect(Collectors.toSet());
    if (roots.isEmpty() || chain.stream().anyMatch(each -> !Algorithms.hasStrongSignature(each))) {
      return false;
    }
    try {
      X509CertSelector target = new X509CertSelector();
      target.setCertificate(chain.getFirst());
      PKIXBuilderParameters parameters = new PKIXBuilderParameters(roots, target);
      List<X509Certificate> between = new ArrayList<>(chain);
      between.addAll(authorities);
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(between)));
      parameters.setRevocationEnabled(false); // they live for ten minutes
      parameters.setDate(chain.getFirst().getNotBefore());
      CertPathBuilder.getInstance("PKIX").build(parameters);
      return true;
    } catch (CertPathBuilderException untrusted) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the Java runtime has no PKIX", e);
    }
  }
}
