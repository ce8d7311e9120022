package io.countersign.credentials.x509;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.countersign.credentials.x509.PemCertificates.MalformedPemException;
import io.countersign.credentials.x509.PemCertificates.TextAround;
import io.countersign.decision.CertificateFacts;
import io.countersign.decision.Reason;
import io.countersign.decision.Sha256;
import io.countersign.decision.SubjectId;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a client's certificate chain again, whatever the gateway did with it: Envoy forwards
 * unverified chains when told to ({@code ACCEPT_UNTRUSTED}).
 *
 * <p>The leaf is an X.509-SVID, and its chain leads to an authority of the trust domain that the
 * leaf itself names; the authorities of other domains never count. Safe for use by many threads.
 */
public final class CertificateVerifier {
  /** Certificates in one chain. */
  public static final int MAX_CERTIFICATES = 10;

  /** Characters of one chain's PEM text. */
  public static final int MAX_CHARS = 64 * 1024;

  private static final int MAX_REMEMBERED = 10_000;

  /** A chain whose signatures hold; its times and its revocation are looked at on each use. */
  private record TrustedChain(
      VerifiedCertificate leaf, List<TrustedPath> paths, long bundleVersion) {}

  private final TrustBundles bundles;
  private final Map<String, RevocationChecker> revocation;

  /** Full: forgets a chain, which is then verified anew. Refused chains are not kept. */
  private final Cache<Sha256, TrustedChain> trusted =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();

  /**
   * Trusts these domains, each for its own workloads; their authorities never change.
   *
   * @throws IllegalArgumentException when two domains have one name
   */
  public CertificateVerifier(Collection<TrustDomain> domains) {
    this(TrustBundles.fixed(domains));
  }

  /** Trusts the domains by the bundles that their sources give at each request. */
  public CertificateVerifier(TrustBundles bundles) {
    this(bundles, Map.of());
  }

  /**
   * Trusts the domains by the bundles that their sources give at each request, unless the issuer
   * revoked a certificate of the chain.
   *
   * @param revocation by the name of the domain; a domain without is not looked up anywhere
   * @throws IllegalArgumentException when a domain that is looked up is not trusted
   */
  public CertificateVerifier(TrustBundles bundles, Map<String, RevocationChecker> revocation) {
    if (!bundles.trustDomains().containsAll(revocation.keySet())) {
      throw new IllegalArgumentException("revocation is given for a domain that is not trusted");
    }
    this.bundles = bundles;
    this.revocation = Map.copyOf(revocation);
  }

  /**
   * Verifies one chain at one time.
   *
   * @param chainPem PEM certificates, leaf first, without other text
   */
  public CertificateOutcome verify(String chainPem, Instant now) {
    if (chainPem.length() > MAX_CHARS) {
      return new RejectedCertificate(Reason.CERTIFICATE_MALFORMED, null);
    }
    Sha256 key = Sha256.of(chainPem.getBytes(StandardCharsets.UTF_8));
    TrustedChain known = trusted.getIfPresent(key);
    if (known != null) {
      TrustBundle bundle = bundleOf(known.leaf().subject().trustDomain(), now);
      // With a removed authority, or a new one, the chain is verified anew.
      if (bundle != null && bundle.version() == known.bundleVersion()) {
        return at(now, known, bundle);
      }
    }
    List<X509Certificate> chain;
    try {
      chain = PemCertificates.parse(chainPem, MAX_CERTIFICATES, TextAround.REFUSED);
    } catch (MalformedPemException _) {
      return new RejectedCertificate(Reason.CERTIFICATE_MALFORMED, null);
    }
    X509Certificate leaf = chain.getFirst();
    SpiffeId spiffeId = LeafProfile.spiffeId(leaf);
    CertificateFacts facts = LeafFacts.of(leaf, spiffeId);
    if (spiffeId == null || !LeafProfile.holds(leaf)) {
      return new RejectedCertificate(Reason.CERTIFICATE_PROFILE, facts);
    }
    TrustBundle bundle = bundleOf(spiffeId.trustDomain(), now);
    if (bundle != null && bundles.isTooOld(bundle, now)) {
      return new RejectedCertificate(Reason.TRUST_BUNDLE_UNAVAILABLE, facts);
    }
    TrustDomain domain = bundle == null ? null : bundle.authorities().orElse(null);
    List<TrustedPath> paths = domain == null ? List.of() : PathValidation.paths(chain, domain);
    if (bundle == null || paths.isEmpty()) {
      return new RejectedCertificate(Reason.CERTIFICATE_UNTRUSTED, facts);
    }
    SubjectId subject = new SubjectId(spiffeId.value(), spiffeId.trustDomain());
    VerifiedCertificate verified =
        new VerifiedCertificate(
            subject, facts, leaf.getPublicKey(), bundle.age(now), Duration.ZERO);
    TrustedChain chainNow = new TrustedChain(verified, paths, bundle.version());
    if (paths.stream().noneMatch(path -> path.window().isEmpty())) {
      trusted.put(key, chainNow);
    }
    return at(now, chainNow, bundle);
  }

  /** The bundle of the domain that the leaf names; null when that domain is not trusted. */
  private @Nullable TrustBundle bundleOf(@Nullable String trustDomain, Instant now) {
    return trustDomain == null
        ? null
        : bundles.of(trustDomain).map(source -> bundles.current(source, now)).orElse(null);
  }

  private CertificateOutcome at(Instant now, TrustedChain chain, TrustBundle bundle) {
    if (bundles.isTooOld(bundle, now)) {
      return new RejectedCertificate(Reason.TRUST_BUNDLE_UNAVAILABLE, chain.leaf().facts());
    }
    Reason refusal = null;
    for (TrustedPath path : chain.paths()) {
      refusal = path.window().refuses(now);
      if (refusal == null) {
        return unlessRevoked(chain, path, bundle.age(now), now);
      }
    }
    return new RejectedCertificate(
        refusal == null ? Reason.CERTIFICATE_UNTRUSTED : refusal, chain.leaf().facts());
  }

  /** Several authorities vouch for a path only with one name and key: one path says it all. */
  private CertificateOutcome unlessRevoked(
      TrustedChain chain, TrustedPath path, Duration bundleAge, Instant now) {
    VerifiedCertificate leaf = chain.leaf();
    RevocationChecker checker = revocation.get(leaf.subject().trustDomain());
    if (checker == null) {
      return leaf.withAges(bundleAge, Duration.ZERO);
    }
    RevocationChecker.Finding finding = checker.check(path.certificates(), now);
    return finding.refusal() == null
        ? leaf.withAges(bundleAge, finding.age())
        : new RejectedCertificate(finding.refusal(), leaf.facts());
  }
}
