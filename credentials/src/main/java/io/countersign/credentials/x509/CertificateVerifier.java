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
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

  /** A chain whose signatures hold; its times are looked at on each use. */
  private record TrustedChain(VerifiedCertificate leaf, List<Window> windows) {}

  private final Map<String, TrustDomain> domains;

  /** Full: forgets a chain, which is then verified anew. Refused chains are not kept. */
  private final Cache<Sha256, TrustedChain> trusted =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();

  /**
   * Trusts these domains, each for its own workloads.
   *
   * @throws IllegalArgumentException when two domains have one name
   */
  public CertificateVerifier(Collection<TrustDomain> domains) {
    Map<String, TrustDomain> byName = new HashMap<>();
    for (TrustDomain domain : domains) {
      if (byName.put(domain.name(), domain) != null) {
        throw new IllegalArgumentException("trust domain " + domain.name() + " is given twice");
      }
    }
    this.domains = Map.copyOf(byName);
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
      return at(now, known);
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
    TrustDomain domain = domains.get(spiffeId.trustDomain());
    List<Window> windows = domain == null ? List.of() : PathValidation.windows(chain, domain);
    if (windows.isEmpty()) {
      return new RejectedCertificate(Reason.CERTIFICATE_UNTRUSTED, facts);
    }
    SubjectId subject = new SubjectId(spiffeId.value(), spiffeId.trustDomain());
    VerifiedCertificate verified = new VerifiedCertificate(subject, facts, leaf.getPublicKey());
    TrustedChain chainNow = new TrustedChain(verified, windows);
    if (windows.stream().noneMatch(Window::isEmpty)) {
      trusted.put(key, chainNow);
    }
    return at(now, chainNow);
  }

  private static CertificateOutcome at(Instant now, TrustedChain chain) {
    Reason refusal = null;
    for (Window window : chain.windows()) {
      refusal = window.refuses(now);
      if (refusal == null) {
        return chain.leaf();
      }
    }
    return new RejectedCertificate(
        refusal == null ? Reason.CERTIFICATE_UNTRUSTED : refusal, chain.leaf().facts());
  }
}
