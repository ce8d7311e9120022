package io.countersign.policy.rego.builtin;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1OctetString;
import org.jspecify.annotations.Nullable;

/** Verifies a certificate back to a root (RFC 5280 §6), with nothing but what it is given. */
final class CertificateChain {
  private static final String ANY_PURPOSE = "2.5.29.37.0";
  private static final String ALTERNATIVE_NAMES = "2.5.29.17";
  private static final String NAME_CONSTRAINTS = "2.5.29.30";

  /** How many signatures are tried, so that look-alike issuers cannot multiply the work. */
  private static final int MAX_SIGNATURES = 100;

  private final EvaluationContext context;
  private final X509Certificate root;
  private final List<X509Certificate> issuers;
  private final Instant time;
  private final Set<String> purposes;
  private int signatures;

  /**
   * A verifier.
   *
   * @param issuers what may stand between the root and the certificate
   * @param purposes object identifiers, one of which all certificates must be good for
   */
  CertificateChain(
      EvaluationContext context,
      X509Certificate root,
      List<X509Certificate> issuers,
      Instant time,
      Set<String> purposes) {
    this.context = context;
    this.root = root;
    this.issuers = issuers;
    this.time = time;
    this.purposes = purposes;
  }

  /** The chain from the certificate to the root; null when there is none. */
  @Nullable List<X509Certificate> verify(X509Certificate leaf) {
    ArrayDeque<X509Certificate> path = new ArrayDeque<>();
    path.add(leaf);
    if (leaf.equals(root)) {
      List<X509Certificate> alone = List.of(leaf);
      return isValidNow(leaf) && isGoodFor(alone) ? alone : null;
    }
    return extend(path);
  }

  private @Nullable List<X509Certificate> extend(ArrayDeque<X509Certificate> path) {
    X509Certificate last = path.getLast();
    if (!isIn(path, root) && isIssuedBy(last, root)) {
      List<X509Certificate> chain = new ArrayList<>(path);
      chain.add(root);
      if (holds(chain)) {
        return chain;
      }
    }
    for (X509Certificate issuer : issuers) {
      if (!isIn(path, issuer) && isIssuedBy(last, issuer)) {
        path.addLast(issuer);
        List<X509Certificate> found = extend(path);
        path.removeLast();
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  /** Another certificate for the same name and key adds nothing to a path (RFC 4158 §2.4.2). */
  private static boolean isIn(ArrayDeque<X509Certificate> path, X509Certificate candidate) {
    return path.stream()
        .anyMatch(certificate ->
            certificate.getSubjectX500Principal().equals(candidate.getSubjectX500Principal())
                && certificate.getPublicKey().equals(candidate.getPublicKey())
                && Arrays.equals(
                    certificate.getExtensionValue(ALTERNATIVE_NAMES),
                    candidate.getExtensionValue(ALTERNATIVE_NAMES)));
  }

  private boolean isIssuedBy(X509Certificate certificate, X509Certificate issuer) {
    if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())
        || signatures >= MAX_SIGNATURES) {
      return false;
    }
    signatures++;
    context.charge(JwsAlgorithm.STEPS);
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private boolean holds(List<X509Certificate> chain) {
    List<X509Certificate> belowRoot = chain.subList(0, chain.size() - 1);
    return isValidNow(root)
        && (root.getVersion() < 3 || root.getBasicConstraints() >= belowRoot.size() - 1)
        && isGoodFor(chain)
        && isPath(belowRoot);
  }

  /** Java's validation starts below the root, whose own limits are given to it or checked here. */
  private boolean isPath(List<X509Certificate> belowRoot) {
    try {
      byte[] constraints = root.getExtensionValue(NAME_CONSTRAINTS);
      TrustAnchor anchor =
          new TrustAnchor(
              root,
              constraints == null ? null : ASN1OctetString.getInstance(constraints).getOctets());
      PKIXParameters parameters = new PKIXParameters(Set.of(anchor));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(time));
      CertPathValidator.getInstance("PKIX")
          .validate(
              CertificateFactory.getInstance("X.509").generateCertPath(belowRoot), parameters);
      return true;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  private boolean isValidNow(X509Certificate certificate) {
    return !time.isBefore(certificate.getNotBefore().toInstant())
        && !time.isAfter(certificate.getNotAfter().toInstant());
  }

  /** A certificate that names purposes limits those of all below it. */
  private boolean isGoodFor(List<X509Certificate> chain) {
    if (purposes.contains(ANY_PURPOSE)) {
      return true;
    }
    Set<String> left = new HashSet<>(purposes);
    for (X509Certificate certificate : chain) {
      try {
        List<String> named = certificate.getExtendedKeyUsage();
        if (named != null && !named.contains(ANY_PURPOSE)) {
          left.retainAll(named);
        }
      } catch (GeneralSecurityException e) {
        return false;
      }
    }
    return !left.isEmpty();
  }
}
