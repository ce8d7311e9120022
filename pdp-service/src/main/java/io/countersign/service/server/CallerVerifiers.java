package io.countersign.service.server;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.CredentialVerifier;
import io.countersign.credentials.Verifiers;
import io.countersign.credentials.approval.ApprovalIssuer;
import io.countersign.credentials.approval.ApprovalVerifier;
import io.countersign.credentials.dpop.DpopRules;
import io.countersign.credentials.dpop.DpopVerifier;
import io.countersign.credentials.dpop.Nonces;
import io.countersign.credentials.dpop.Origins;
import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.credentials.jwtsvid.JwtSvidVerifier;
import io.countersign.credentials.keys.JwtCheck;
import io.countersign.credentials.keys.KeySet;
import io.countersign.credentials.keys.KeySource;
import io.countersign.credentials.replay.ReplayStore;
import io.countersign.credentials.signature.AgentDirectory;
import io.countersign.credentials.signature.MessageSignatureVerifier;
import io.countersign.credentials.signature.SignatureRules;
import io.countersign.credentials.token.AccessTokenVerifier;
import io.countersign.credentials.token.OpaqueTokens;
import io.countersign.credentials.token.TokenIssuer;
import io.countersign.credentials.token.TokenRules;
import io.countersign.credentials.transaction.TransactionIssuer;
import io.countersign.credentials.transaction.TransactionTokenVerifier;
import io.countersign.credentials.wimse.WitIssuer;
import io.countersign.credentials.wimse.WitVerifier;
import io.countersign.credentials.wimse.WptRules;
import io.countersign.credentials.wimse.WptVerifier;
import io.countersign.credentials.x509.CertificateVerifier;
import io.countersign.credentials.x509.SpiffeId;
import io.countersign.credentials.x509.TrustBundles;
import io.countersign.decision.CallerVerifier;
import io.countersign.decision.SubjectId;
import io.countersign.service.config.Location;
import io.countersign.service.config.Settings;
import io.countersign.service.config.TrustSettings;
import io.countersign.service.config.TrustSettings.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The verification of credentials, set up as configured. */
final class CallerVerifiers {
  private static final SignatureProvider SIGNATURES = SignatureProvider.best();

  /** How long a nonce is handed out; it is accepted for one period more. */
  private static final Duration NONCE_PERIOD = Duration.ofMinutes(1);

  private final Settings settings;
  private final TrustSources sources;

  private CallerVerifiers(Settings settings, TrustSources sources) {
    this.settings = settings;
    this.sources = sources;
  }

  /** Puts the verifiers together; they look at nothing elsewhere before the first request. */
  static CallerVerifier create(Settings settings, TrustSources sources, ReplayStore replays)
      throws CredentialConfigException {
    return new CallerVerifiers(settings, sources).create(replays);
  }

  /** Which implementation verifies signatures in this process. */
  static String signatureProvider() {
    return SIGNATURES.name();
  }

  private CallerVerifier create(ReplayStore replays) throws CredentialConfigException {
    Settings.Dpop dpop = settings.dpop();
    Origins origins = Origins.of(settings.origins());
    TokenRules tokens = new TokenRules(dpop.clockSkew(), settings.trust().maxAge());
    JwtCheck check = new JwtCheck(SIGNATURES, dpop.clockSkew(), settings.trust().maxAge());
    TrustBundles bundles = sources.bundles();
    EvidenceParts evidence = new EvidenceParts(settings, sources);
    return new CredentialVerifier(
        new Verifiers(
            new CertificateVerifier(bundles, sources.revocation()),
            new AccessTokenVerifier(issuers(), opaque(), tokens, SIGNATURES),
            proofs(origins),
            new JwtSvidVerifier(bundles, svidAudiences(), dpop.clockSkew(), SIGNATURES),
            new WitVerifier(workloads(), check),
            new WptVerifier(origins, workloadProofs(), SIGNATURES),
            new TransactionTokenVerifier(
                transactions(), dpop.clockSkew(), settings.trust().maxAge(), SIGNATURES),
            signatures(origins),
            evidence.verifier(check),
            evidence.telling(),
            new ApprovalVerifier(approvals(), origins, tokens, SIGNATURES),
            replays));
  }

  private DpopVerifier proofs(Origins origins) {
    Settings.Dpop dpop = settings.dpop();
    DpopRules rules = new DpopRules(dpop.maxAge(), dpop.clockSkew());
    return switch (dpop.nonce()) {
      case OFF -> new DpopVerifier(origins, rules, SIGNATURES);
      case REQUIRED ->
          new DpopVerifier(origins, rules, SIGNATURES, Nonces.ofThisProcess(NONCE_PERIOD));
    };
  }

  private List<TokenIssuer> issuers() throws CredentialConfigException {
    List<TokenIssuer> issuers = new ArrayList<>();
    for (TrustSettings.Issuer issuer : of(Kind::isInAuthorization)) {
      Location keys = issuer.keys();
      if (keys != null) {
        issuers.add(issuer(issuer, sources.keys(keys, issuer.issuer())));
      }
    }
    return issuers;
  }

  private static TokenIssuer issuer(TrustSettings.Issuer issuer, KeySource keys) {
    return new TokenIssuer(
        issuer.issuer(),
        keys,
        Set.copyOf(issuer.audiences()),
        Set.copyOf(issuer.tokenTypes()),
        algorithms(issuer.algorithms()),
        Set.copyOf(issuer.trustDomains()),
        issuer.requireBinding(),
        issuer.kind().isEvidence() ? issuer.maxAge() : null);
  }

  /** The one issuer of opaque tokens; null when there is none. */
  private @Nullable OpaqueTokens opaque() throws CredentialConfigException {
    for (TrustSettings.Issuer issuer : of(Kind::isInAuthorization)) {
      TrustSettings.Introspection how = issuer.introspection();
      if (how != null) {
        KeySource none = now -> new KeySet(Map.of(), 0, now);
        return new OpaqueTokens(
            issuer(issuer, none), sources.introspection(issuer.issuer(), how), how.cache());
      }
    }
    return null;
  }

  private List<WitIssuer> workloads() throws CredentialConfigException {
    List<WitIssuer> issuers = new ArrayList<>();
    for (TrustSettings.Issuer issuer : of(Kind.WORKLOAD::equals)) {
      issuers.add(
          new WitIssuer(
              issuer.issuer(),
              sources.keys(required(issuer), issuer.issuer()),
              algorithms(issuer.algorithms()),
              Set.copyOf(issuer.trustDomains())));
    }
    return issuers;
  }

  private WptRules workloadProofs() {
    Settings.Wimse wimse = settings.wimse();
    WptRules.Place place =
        switch (wimse.proof()) {
          case AUTHORIZATION -> WptRules.Place.AUTHORIZATION;
          case WORKLOAD_PROOF_TOKEN -> WptRules.Place.WORKLOAD_PROOF_TOKEN;
        };
    return new WptRules(place, wimse.maxLifetime(), settings.dpop().clockSkew());
  }

  private List<TransactionIssuer> transactions() throws CredentialConfigException {
    List<TransactionIssuer> issuers = new ArrayList<>();
    for (TrustSettings.Issuer issuer : of(Kind.TRANSACTION::equals)) {
      issuers.add(
          new TransactionIssuer(
              issuer.issuer(),
              sources.keys(required(issuer), issuer.issuer()),
              Set.copyOf(issuer.audiences()),
              algorithms(issuer.algorithms())));
    }
    return issuers;
  }

  private List<TrustSettings.Issuer> of(Predicate<Kind> kinds) {
    return settings.trust().issuers().stream().filter(issuer -> kinds.test(issuer.kind())).toList();
  }

  /** The configuration's reader lets only issuers of access tokens have no keys. */
  private static Location required(TrustSettings.Issuer issuer) {
    return Objects.requireNonNull(issuer.keys(), issuer.issuer());
  }

  private Map<String, Set<String>> svidAudiences() {
    Map<String, Set<String>> audiences = new HashMap<>();
    settings
        .trust()
        .domains()
        .forEach(domain -> audiences.put(domain.name(), Set.copyOf(domain.jwtSvidAudiences())));
    return audiences;
  }

  private MessageSignatureVerifier signatures(Origins origins) throws CredentialConfigException {
    List<AgentDirectory> directories = new ArrayList<>();
    for (TrustSettings.Directory directory : settings.trust().directories()) {
      KeySource keys = sources.keys(directory.keys(), directory.name());
      Map<String, SubjectId> agents =
          directory.subjects().entrySet().stream()
              .collect(Collectors.toMap(Map.Entry::getKey, agent -> subject(agent.getValue())));
      directories.add(
          agents.isEmpty()
              ? AgentDirectory.ofKeys(directory.name(), keys)
              : AgentDirectory.ofAgents(directory.name(), keys, agents));
    }
    Settings.Signatures rules = settings.signatures();
    return new MessageSignatureVerifier(
        directories,
        origins,
        new SignatureRules(
            Set.copyOf(rules.tags()),
            rules.maxLifetime(),
            rules.maxAge(),
            settings.dpop().clockSkew(),
            settings.trust().maxAge(),
            rules.contentDigest()),
        SIGNATURES);
  }

  private static SubjectId subject(String name) {
    SpiffeId id = SpiffeId.parse(name);
    return new SubjectId(name, id == null ? null : id.trustDomain());
  }

  private List<ApprovalIssuer> approvals() throws CredentialConfigException {
    List<ApprovalIssuer> issuers = new ArrayList<>();
    for (TrustSettings.Approvals issuer : settings.trust().approvals()) {
      issuers.add(
          new ApprovalIssuer(
              issuer.issuer(),
              sources.keys(issuer.keys(), issuer.issuer()),
              algorithms(issuer.algorithms())));
    }
    return issuers;
  }

  /** The configuration's reader knows the names of all algorithms that there are. */
  static Set<JwsAlgorithm> algorithms(List<String> codes) {
    return codes.stream()
        .map(code -> JwsAlgorithm.of(code).orElseThrow())
        .collect(Collectors.toUnmodifiableSet());
  }
}
