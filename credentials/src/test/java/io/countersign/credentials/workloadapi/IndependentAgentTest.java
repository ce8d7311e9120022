package io.countersign.credentials.workloadapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.credentials.jwtsvid.JwtSvidOutcome;
import io.countersign.credentials.jwtsvid.JwtSvidVerifier;
import io.countersign.credentials.jwtsvid.VerifiedJwtSvid;
import io.countersign.credentials.x509.CertificateVerifier;
import io.countersign.credentials.x509.EndpointBundleSource;
import io.countersign.credentials.x509.FileBundleSource;
import io.countersign.credentials.x509.RejectedCertificate;
import io.countersign.credentials.x509.SpiffeId;
import io.countersign.credentials.x509.SpiffeServer;
import io.countersign.credentials.x509.TrustBundle;
import io.countersign.credentials.x509.TrustBundles;
import io.countersign.credentials.x509.VerifiedCertificate;
import io.countersign.credentials.x509.WorkloadApiBundleSource;
import io.countersign.decision.Reason;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles, X.509-SVIDs and JWT-SVIDs of go-spiffe, with go-spiffe's own verdicts. */
final class IndependentAgentTest {
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Duration MAX_AGE = Duration.ofMinutes(1);
  private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();

  @TempDir private static Path folder;
  private static @Nullable GoAgent agent;

  private final Instant now = Instant.now();
  private final WorkloadApi api = new WorkloadApi(agent().socket(), Duration.ofSeconds(2));
  private final WorkloadApiBundleSource prod = source("prod.example");
  private final WorkloadApiBundleSource partner = source("partner.example");
  private final TrustBundles bundles = new TrustBundles(List.of(prod, partner), MAX_AGE);
  private final CertificateVerifier certificates = new CertificateVerifier(bundles);
  private final JwtSvidVerifier tokens =
      new JwtSvidVerifier(
          bundles,
          Map.of(
              "prod.example", Set.of("https://api.example"),
              "partner.example", Set.of("https://api.example")),
          Duration.ZERO,
          SignatureProvider.best());

  @BeforeAll
  static void start() throws Exception {
    agent = GoAgent.start(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    THREADS.shutdownNow();
    GoAgent last = agent;
    if (last != null) {
      last.close();
    }
  }

  private static GoAgent agent() {
    return Objects.requireNonNull(agent);
  }

  private WorkloadApiBundleSource source(String domain) {
    try {
      return new WorkloadApiBundleSource(domain, api, INTERVAL, THREADS);
    } catch (CredentialConfigException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void certificatesAreJudgedAsGoSpiffeJudgesThem() {
    int accepted = 0;
    for (GoAgent.Case each : agent().cases("x509")) {
      boolean ours = certificates.verify(each.text(), now) instanceof VerifiedCertificate;
      assertEquals(each.accepted(), ours, each.name());
      accepted += ours ? 1 : 0;
    }
    assertEquals(2, accepted);
  }

  @Test
  void tokensAreJudgedAsGoSpiffeJudgesThem() {
    int accepted = 0;
    for (GoAgent.Case each : agent().cases("jwt")) {
      JwtSvidOutcome outcome = tokens.verify(each.text(), now);
      boolean ours = outcome instanceof VerifiedJwtSvid;
      String failure = partner.bundle(now).failure();
      assertEquals(each.accepted(), ours, () -> each.name() + ": " + outcome + ", " + failure);
      accepted += ours ? 1 : 0;
    }
    assertEquals(6, accepted);
  }

  @Test
  void bundleThatGoSpiffeWroteIsRead() throws Exception {
    Path file = Files.writeString(folder.resolve("prod.json"), agent().bundle());
    TrustBundle fromFile =
        new FileBundleSource(
                "prod.example", file, FileBundleSource.Format.JSON, Duration.ofSeconds(2), now)
            .bundle(now);
    assertEquals(BigInteger.TWO.pow(63).add(BigInteger.ONE), fromFile.content().sequence());
    assertEquals(Duration.ofMinutes(1), fromFile.content().refreshHint());
    TrustBundle fromAgent = prod.refetched(now);
    assertEquals(fromFile.content().authorities(), fromAgent.content().authorities());
    assertEquals(fromFile.content().jwtKeys(), fromAgent.content().jwtKeys());
  }

  @Test
  void endpointOfGoSpiffeIsKnownByItsSpiffeId() throws Exception {
    EndpointBundleSource source = endpoint("spiffe://prod.example/bundle-endpoint");
    TrustBundle fromEndpoint = source.refetched(now);
    assertNull(fromEndpoint.failure());
    assertEquals(prod.refetched(now).content().jwtKeys(), fromEndpoint.content().jwtKeys());
    assertNull(source.refetched(now.plusSeconds(10)).failure(), "by the bundle that it served");

    TrustBundle fromAnother = endpoint("spiffe://prod.example/other").refetched(now);
    String failure = Objects.requireNonNull(fromAnother.failure());
    assertTrue(failure.endsWith("the server is not spiffe://prod.example/other"), failure);
  }

  private EndpointBundleSource endpoint(String id) throws CredentialConfigException {
    SpiffeServer server =
        new SpiffeServer(
            Objects.requireNonNull(SpiffeId.parse(id)), prod, MAX_AGE, InstantSource.fixed(now));
    prod.refetched(now);
    return EndpointBundleSource.httpsSpiffe("prod.example", agent().endpoint(), server, THREADS);
  }

  @Test
  void rotationWithdrawalAndSilenceOfTheAgent() throws Exception {
    String certificate = agent().cases("x509").getFirst().text();
    String token = agent().cases("jwt").getFirst().text();
    String next = agent().cases("rotated").getFirst().text();
    try {
      assertInstanceOf(VerifiedCertificate.class, certificates.verify(certificate, now));
      assertInstanceOf(VerifiedJwtSvid.class, tokens.verify(token, now));
      assertEquals(Reason.TOKEN_UNKNOWN_KEY, refused(tokens.verify(next, now)));

      agent().tell("rotate");
      Instant rotated = now.plus(INTERVAL);
      prod.refetched(rotated);
      assertInstanceOf(VerifiedJwtSvid.class, tokens.verify(next, rotated));
      assertEquals(Reason.TOKEN_UNKNOWN_KEY, refused(tokens.verify(token, rotated)));
      assertEquals(Reason.CERTIFICATE_UNTRUSTED, refused(certificate, rotated));

      agent().tell("forget");
      Instant forgotten = rotated.plus(INTERVAL);
      assertEquals(
          "the agent refused the call: it may not know this process as a workload",
          prod.refetched(forgotten).failure());
      assertEquals(INTERVAL, accepted(tokens.verify(next, forgotten)).keyAge());

      agent().tell("rotate");
      agent().tell("hang");
      Instant silent = rotated.plus(MAX_AGE).plusNanos(1);
      assertEquals(Reason.TRUST_BUNDLE_UNAVAILABLE, refused(tokens.verify(next, silent)));
      assertEquals(Reason.TRUST_BUNDLE_UNAVAILABLE, refused(certificate, silent));
      assertNotNull(prod.bundle(silent).failure());

      agent().tell("answer");
      Instant later = silent.plusSeconds(2);
      assertEquals(Duration.ZERO, accepted(tokens.verify(next, later)).keyAge());

      agent().tell("withdraw");
      Instant withdrawn = later.plus(INTERVAL);
      TrustBundle nothing = prod.refetched(withdrawn);
      assertNull(nothing.failure());
      assertTrue(nothing.content().authorities().isEmpty());
      assertEquals(Reason.TOKEN_UNKNOWN_KEY, refused(tokens.verify(next, withdrawn)));
      assertEquals(Reason.CERTIFICATE_UNTRUSTED, refused(certificate, withdrawn));
    } finally {
      agent().close();
      agent = GoAgent.start(folder);
    }
  }

  private static VerifiedJwtSvid accepted(JwtSvidOutcome outcome) {
    return assertInstanceOf(VerifiedJwtSvid.class, outcome);
  }

  private static Reason refused(JwtSvidOutcome outcome) {
    return assertInstanceOf(JwtSvidOutcome.Rejected.class, outcome).reason();
  }

  private Reason refused(String certificate, Instant at) {
    return assertInstanceOf(RejectedCertificate.class, certificates.verify(certificate, at))
        .reason();
  }

  @Test
  void agentThatIsNotThereGivesNothing() throws Exception {
    WorkloadApi nobody = new WorkloadApi(folder.resolve("none.sock"), Duration.ofSeconds(2));
    TrustBundle nothing =
        new WorkloadApiBundleSource("prod.example", nobody, INTERVAL, THREADS).refetched(now);
    assertNotNull(nothing.failure());
    assertEquals(Instant.MIN, nothing.readAt());
  }
}
