package io.countersign.service.server;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.replay.InMemoryReplayStore;
import io.countersign.decision.ActivePolicies;
import io.countersign.decision.CallerVerifier;
import io.countersign.decision.CredentialHeaders;
import io.countersign.decision.DecisionId;
import io.countersign.decision.Pdp;
import io.countersign.decision.RequestRules;
import io.countersign.envoy.CertificateSource;
import io.countersign.envoy.EnvoyHttpAuthz;
import io.countersign.envoy.ExtAuthzGrpcServer;
import io.countersign.envoy.ExtAuthzService;
import io.countersign.envoy.GatewayRules;
import io.countersign.envoy.TlsFiles;
import io.countersign.log.TlogDecisionLog;
import io.countersign.log.tlog.Durability;
import io.countersign.log.tlog.VerifierKey;
import io.countersign.log.witness.WitnessFollower;
import io.countersign.log.witness.WitnessQuorum;
import io.countersign.policy.ReloadingPolicies;
import io.countersign.policy.ShadowReport;
import io.countersign.policy.ShadowedPolicies;
import io.countersign.service.config.ConfigurationException;
import io.countersign.service.config.HostPort;
import io.countersign.service.config.Settings;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A running decision point: all that {@link Settings} asks for, and the gRPC port. */
public final class PdpServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(PdpServer.class.getName());

  private final Deque<AutoCloseable> parts;
  private final TlogDecisionLog log;
  private final Optional<WitnessFollower> witnesses;
  private final ReplayParts replays;
  private final Optional<ShadowedPolicies> shadowed;
  private final HostPort grpcAddress;
  private final EnvoyHttpAuthz envoyHttp;

  private PdpServer(
      Deque<AutoCloseable> parts,
      TlogDecisionLog log,
      Optional<WitnessFollower> witnesses,
      ReplayParts replays,
      Optional<ShadowedPolicies> shadowed,
      HostPort grpcAddress,
      EnvoyHttpAuthz envoyHttp) {
    this.parts = parts;
    this.log = log;
    this.witnesses = witnesses;
    this.replays = replays;
    this.shadowed = shadowed;
    this.grpcAddress = grpcAddress;
    this.envoyHttp = envoyHttp;
  }

  /**
   * Checks what a server would need, and the candidate of {@code policy.shadow}, without which it
   * would start; leaves nothing behind.
   *
   * @throws ConfigurationException when keys, certificates or bundles cannot be used: all of them
   */
  public static void check(Settings settings, InstantSource clock) throws ConfigurationException {
    Problems problems = new Problems();
    checked(settings, clock, problems).ifPresent(PolicyParts::close);
    problems.check(() -> PolicyParts.checkShadow(settings.policy(), clock));
    problems.refuse();
  }

  /** The policy, which is fetched and compiled once, after everything was looked at. */
  private static Optional<PolicyParts> checked(
      Settings settings, InstantSource clock, Problems problems) {
    problems.check(() -> checkTrust(settings, clock));
    problems.check(() -> ReplayParts.check(settings));
    Optional<PolicyParts> policy = problems.check(() -> PolicyParts.open(settings.policy(), clock));
    problems.check(() -> LogParts.check(settings.log()));
    problems.check(() -> WitnessParts.check(settings.witness()));
    return policy;
  }

  private static CallerVerifier checkTrust(Settings settings, InstantSource clock)
      throws CredentialConfigException {
    try (TrustSources sources =
        new TrustSources(settings.trust(), settings.dpop().clockSkew(), clock)) {
      return CallerVerifiers.create(settings, sources, new InMemoryReplayStore(1));
    }
  }

  /**
   * Starts everything or nothing.
   *
   * @throws ConfigurationException when keys, certificates or bundles cannot be used: all of them
   * @throws IOException when the log or the port cannot be opened
   */
  public static PdpServer start(Settings settings, Vertx vertx, InstantSource clock)
      throws ConfigurationException, IOException {
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    try {
      Problems problems = new Problems();
      Optional<PolicyParts> policy = checked(settings, clock, problems);
      policy.ifPresent(parts::push);
      problems.refuse();
      return start(settings, vertx, clock, policy.orElseThrow(), parts);
    } catch (ConfigurationException | IOException | RuntimeException failure) {
      closeAll(parts);
      throw failure;
    }
  }

  private static PdpServer start(
      Settings settings,
      Vertx vertx,
      InstantSource clock,
      PolicyParts policy,
      Deque<AutoCloseable> parts)
      throws ConfigurationException, IOException {
    TrustSources sources =
        Problems.required(
            () -> new TrustSources(settings.trust(), settings.dpop().clockSkew(), clock));
    parts.push(sources);
    CredentialHeaders credentials = CredentialHeaders.and(evidenceHeaders(settings));
    ReplayParts replays = Problems.required(() -> ReplayParts.open(settings, vertx, clock));
    parts.push(replays);
    CallerVerifier callers =
        Problems.required(() -> CallerVerifiers.create(settings, sources, replays.store()));
    sources.load(clock.instant());
    TlogDecisionLog log = LogParts.open(settings.log(), clock);
    parts.push(log);
    Optional<WitnessFollower> witnesses =
        WitnessParts.follow(settings.log(), log.verifierKey(), clock);
    witnesses.ifPresent(parts::push);
    ReloadingPolicies reloading = Problems.required(() -> policy.watch(log));
    parts.push(reloading);
    Optional<ShadowedPolicies> shadowed = policy.shadow(reloading);
    shadowed.ifPresent(parts::push);
    ActivePolicies policies = shadowed.<ActivePolicies>map(s -> s).orElse(reloading);
    Pdp pdp =
        new Pdp(
            new RequestRules(settings.paths()),
            credentials,
            callers,
            policies,
            log,
            clock,
            new SecureRandom(),
            PdpServer::report);
    // All that a decision touches is in this process and on its disk, and then the event loop
    // decides itself; what may wait for a server, or for the disk, is a virtual thread's.
    boolean waits =
        sources.mayWait() || replays.mayWait() || settings.log().durability() == Durability.DURABLE;
    Executor workers = waits ? Executors.newVirtualThreadPerTaskExecutor() : Runnable::run;
    HostPort listen = settings.listen().grpc();
    ExtAuthzGrpcServer grpc =
        ExtAuthzGrpcServer.start(
            vertx,
            listen.host(),
            listen.port(),
            new ExtAuthzService(
                pdp::decide,
                gateways(settings, settings.gateways().grpcCertificate()),
                credentials),
            workers,
            clock,
            tls(settings));
    parts.push(grpc);
    return new PdpServer(
        parts,
        log,
        witnesses,
        replays,
        shadowed,
        new HostPort(listen.host(), grpc.port()),
        new EnvoyHttpAuthz(
            pdp::decide,
            workers,
            gateways(settings, settings.gateways().httpCertificate()),
            credentials));
  }

  /** Without names of gateways, those of this machine are trusted. */
  private static GatewayRules gateways(Settings settings, CertificateSource source) {
    return new GatewayRules(source, Set.copyOf(settings.gateways().spiffeIds()), true);
  }

  private static @Nullable TlsFiles tls(Settings settings) {
    Settings.Tls tls = settings.listen().tls();
    return tls == null ? null : new TlsFiles(tls.certificate(), tls.key(), tls.clientCa());
  }

  private static Set<String> evidenceHeaders(Settings settings) {
    return settings.evidence().stream()
        .map(Settings.EvidenceHeader::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static void report(DecisionId decision, Throwable defect) {
    LOG.log(System.Logger.Level.ERROR, "decision " + decision + " was denied", defect);
  }

  /** Where gRPC is served, with the port that the system chose when the configuration said 0. */
  public HostPort grpcAddress() {
    return grpcAddress;
  }

  /** Verifies the log's checkpoints. */
  public VerifierKey logKey() {
    return log.verifierKey();
  }

  /** Why requests are denied now that should not be; empty when all is well. */
  public Optional<String> failure() {
    return log.failure().or(replays::failure);
  }

  /** The last checkpoint that enough witnesses cosigned; empty while there is none. */
  public Optional<WitnessQuorum.Witnessed> witnessed() {
    return witnesses.flatMap(WitnessFollower::witnessed);
  }

  /** How the candidate fares; empty while there is none, or was no request for it. */
  public Optional<ShadowReport> shadow() {
    return shadowed.flatMap(ShadowedPolicies::report);
  }

  /** Serves {@link EnvoyHttpAuthz#PREFIX}. */
  public Handler<HttpServerRequest> envoyHttp() {
    return envoyHttp;
  }

  /** Ends what takes requests first and the log last, so that every answer has its record. */
  @Override
  public void close() {
    closeAll(parts);
  }

  private static void closeAll(Deque<AutoCloseable> parts) {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception failure) {
        LOG.log(System.Logger.Level.WARNING, "a part did not end cleanly", failure);
      }
    }
  }
}
