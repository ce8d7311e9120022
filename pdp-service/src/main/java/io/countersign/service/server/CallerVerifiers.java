package io.countersign.service.server;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.CredentialVerifier;
import io.countersign.credentials.approval.ApprovalIssuer;
import io.countersign.credentials.approval.ApprovalVerifier;
import io.countersign.credentials.dpop.DpopRules;
import io.countersign.credentials.dpop.DpopVerifier;
import io.countersign.credentials.dpop.Nonces;
import io.countersign.credentials.dpop.Origins;
import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.credentials.keys.FileKeySource;
import io.countersign.credentials.replay.InMemoryReplayStore;
import io.countersign.credentials.token.AccessTokenVerifier;
import io.countersign.credentials.token.TokenIssuer;
import io.countersign.credentials.token.TokenRules;
import io.countersign.credentials.x509.CertificateVerifier;
import io.countersign.credentials.x509.TrustDomain;
import io.countersign.credentials.x509.TrustDomains;
import io.countersign.decision.CallerVerifier;
import io.countersign.service.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The verification of credentials, set up as configured. */
final class CallerVerifiers {
  private static final SignatureProvider SIGNATURES = SignatureProvider.best();

  /** How long keys serve while their file cannot be read again. */
  private static final Duration MAX_KEY_AGE = Duration.ofHours(24);

  /** How long a nonce is handed out; it is accepted for one period more. */
  private static final Duration NONCE_PERIOD = Duration.ofMinutes(1);

  private CallerVerifiers() {}

  static CallerVerifier create(Settings settings, InstantSource clock)
      throws CredentialConfigException {
    Instant now = clock.instant();
    Settings.Dpop dpop = settings.dpop();
    Origins origins = Origins.of(settings.origins());
    TokenRules tokens = new TokenRules(dpop.clockSkew(), MAX_KEY_AGE);
    return new CredentialVerifier(
        new CertificateVerifier(domains(settings)),
        new AccessTokenVerifier(issuers(settings, now), tokens, SIGNATURES),
        proofs(origins, dpop),
        new ApprovalVerifier(approvals(settings, now), origins, tokens, SIGNATURES),
        new InMemoryReplayStore(dpop.replayCapacity()));
  }

  private static DpopVerifier proofs(Origins origins, Settings.Dpop dpop) {
    DpopRules rules = new DpopRules(dpop.maxAge(), dpop.clockSkew());
    return switch (dpop.nonce()) {
      case OFF -> new DpopVerifier(origins, rules, SIGNATURES);
      case REQUIRED ->
          new DpopVerifier(origins, rules, SIGNATURES, Nonces.ofThisProcess(NONCE_PERIOD));
    };
  }

  /** Which implementation verifies signatures in this process. */
  static String signatureProvider() {
    return SIGNATURES.name();
  }

  private static List<TrustDomain> domains(Settings settings) throws CredentialConfigException {
    List<TrustDomain> domains = new ArrayList<>();
    for (Settings.Domain domain : settings.trust().domains()) {
      domains.add(TrustDomains.fromPemFile(domain.name(), domain.bundle()));
    }
    return domains;
  }

  private static List<TokenIssuer> issuers(Settings settings, Instant now)
      throws CredentialConfigException {
    List<TokenIssuer> issuers = new ArrayList<>();
    for (Settings.TokenIssuer issuer : settings.trust().issuers()) {
      issuers.add(
          new TokenIssuer(
              issuer.issuer(),
              keys(issuer.jwks(), now),
              Set.copyOf(issuer.audiences()),
              Set.copyOf(issuer.tokenTypes()),
              algorithms(issuer.algorithms()),
              Set.copyOf(issuer.trustDomains()),
              issuer.requireBinding()));
    }
    return issuers;
  }

  private static List<ApprovalIssuer> approvals(Settings settings, Instant now)
      throws CredentialConfigException {
    List<ApprovalIssuer> issuers = new ArrayList<>();
    for (Settings.ApprovalIssuer issuer : settings.trust().approvals()) {
      issuers.add(
          new ApprovalIssuer(
              issuer.issuer(), keys(issuer.jwks(), now), algorithms(issuer.algorithms())));
    }
    return issuers;
  }

  private static FileKeySource keys(Path jwks, Instant now) throws CredentialConfigException {
    return new FileKeySource(jwks, FileKeySource.INTERVAL, now);
  }

  /** The configuration's reader knows the names of all algorithms that there are. */
  private static Set<JwsAlgorithm> algorithms(List<String> codes) {
    return codes.stream()
        .map(code -> JwsAlgorithm.of(code).orElseThrow())
        .collect(Collectors.toUnmodifiableSet());
  }
}
