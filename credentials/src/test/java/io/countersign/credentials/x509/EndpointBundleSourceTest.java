package io.countersign.credentials.x509;

import static io.countersign.credentials.x509.BundleJson.authority;
import static io.countersign.credentials.x509.BundleJson.bundle;
import static io.countersign.credentials.x509.BundleJson.sequenced;
import static io.countersign.credentials.x509.TestCa.NOON_30;
import static io.countersign.credentials.x509.TestCa.ca;
import static io.countersign.credentials.x509.TestCa.leaf;
import static io.countersign.credentials.x509.TestCa.pem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.remote.HttpsClient;
import io.countersign.credentials.x509.TestCa.Issued;
import io.countersign.credentials.x509.TestCa.Spec;
import io.countersign.decision.Reason;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles from endpoints that are who they should be, and from others. */
final class EndpointBundleSourceTest {
  private static final Duration MAX_AGE = Duration.ofMinutes(10);
  private static final String SERVER = "spiffe://prod.example/spire/server";
  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
  private static final Instant FAR_OFF = Instant.parse("2090-01-01T00:00:00Z");
  private static final Issued ROOT = ca("CN=root").selfSigned();
  private static final Issued NEXT = ca("CN=next").selfSigned();
  private static final Issued OTHER = ca("CN=other").selfSigned();
  private static final Issued WEB = ca("CN=web").valid(LONG_AGO, FAR_OFF).selfSigned();
  private static final Issued WEB_SERVER = webServer("localhost").by(WEB);
  private static final String ORDERS = pem(leaf("spiffe://prod.example/orders").by(ROOT));

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static Spec webServer(String host) {
    return new Spec()
        .subject("CN=" + host)
        .names(new GeneralName(GeneralName.dNSName, host))
        .usage(KeyUsage.digitalSignature)
        .purposes(KeyPurposeId.id_kp_serverAuth)
        .valid(LONG_AGO, FAR_OFF);
  }

  private static TrustBundleSource fixed(String domain, Issued authority) {
    return TrustBundleSource.fixed(new TrustDomain(domain, List.of(authority.certificate())));
  }

  private EndpointBundleSource web(BundleEndpoint endpoint, HttpsClient client) throws Exception {
    return EndpointBundleSource.httpsWeb("prod.example", endpoint.uri(), client, threads);
  }

  private EndpointBundleSource spiffe(BundleEndpoint endpoint, String id, TrustBundleSource by)
      throws Exception {
    SpiffeId server = SpiffeId.parse(id);
    assertNotNull(server);
    return EndpointBundleSource.httpsSpiffe(
        "prod.example",
        endpoint.uri("127.0.0.1"),
        new SpiffeServer(server, by, MAX_AGE, InstantSource.fixed(NOON_30)),
        threads);
  }

  private static HttpsClient client() {
    return new HttpsClient(BundleEndpoint.trusting(WEB), Duration.ofSeconds(5));
  }

  @Test
  void webEndpointIsAskedAgainAsOftenAsTheBundleSays() throws Exception {
    try (BundleEndpoint endpoint = new BundleEndpoint(WEB_SERVER);
        HttpsClient client = client()) {
      endpoint.serves(
          "{\"spiffe_refresh_hint\":60,\"keys\":["
              + authority(ROOT)
              + ","
              + authority(NEXT)
              + "]}");
      EndpointBundleSource source = web(endpoint, client);
      assertEquals(2, source.refetched(NOON_30).content().authorities().size());
      endpoint.serves(bundle(authority(NEXT)));
      assertEquals(
          2, source.bundle(NOON_30.plusSeconds(60).minusNanos(1)).content().authorities().size());
      assertEquals(1, endpoint.requests());
      source.bundle(NOON_30.plusSeconds(60));
      TrustBundle newer = source.refetched(NOON_30.plusSeconds(60));
      assertEquals(List.of(NEXT.certificate()), newer.content().authorities());
      assertEquals(2, endpoint.requests());
    }
  }

  @Test
  void lostEndpointServesItsLastBundleUntilTheLimitAndRecovers() throws Exception {
    BundleEndpoint endpoint = new BundleEndpoint(WEB_SERVER).serves(bundle(authority(ROOT)));
    int port = endpoint.port();
    try (HttpsClient client = client()) {
      EndpointBundleSource source = web(endpoint, client);
      CertificateVerifier verifier =
          new CertificateVerifier(new TrustBundles(List.of(source), MAX_AGE));
      accepted(verifier, NOON_30);
      endpoint.close();
      assertNotNull(source.refetched(NOON_30.plusSeconds(60)).failure());
      assertEquals(MAX_AGE, accepted(verifier, NOON_30.plus(MAX_AGE)).bundleAge());
      source.refetched(NOON_30.plus(MAX_AGE)); // so that no attempt is under way
      Instant later = NOON_30.plus(MAX_AGE).plusSeconds(20);
      refused(Reason.TRUST_BUNDLE_UNAVAILABLE, verifier, later);
      try (BundleEndpoint back = new BundleEndpoint(port, WEB_SERVER)) {
        back.serves(bundle(authority(ROOT)));
        refused(Reason.TRUST_BUNDLE_UNAVAILABLE, verifier, later.plusSeconds(9));
        assertEquals(Duration.ZERO, accepted(verifier, later.plusSeconds(10)).bundleAge());
      }
    }
  }

  @Test
  void authorityRemovedInAQuietTimeDoesNotWorkOnceMore() throws Exception {
    try (BundleEndpoint endpoint = new BundleEndpoint(WEB_SERVER);
        HttpsClient client = client()) {
      endpoint.serves("{\"spiffe_refresh_hint\":60,\"keys\":[" + authority(ROOT) + "]}");
      CertificateVerifier verifier =
          new CertificateVerifier(new TrustBundles(List.of(web(endpoint, client)), MAX_AGE));
      accepted(verifier, NOON_30);
      endpoint.serves(bundle(authority(NEXT)));
      Instant afterwards = NOON_30.plusSeconds(120).plusNanos(1);
      refused(Reason.CERTIFICATE_UNTRUSTED, verifier, afterwards);
    }
  }

  private static VerifiedCertificate accepted(CertificateVerifier verifier, Instant now) {
    return assertInstanceOf(VerifiedCertificate.class, verifier.verify(ORDERS, now));
  }

  private static void refused(Reason reason, CertificateVerifier verifier, Instant now) {
    assertEquals(
        reason, assertInstanceOf(RejectedCertificate.class, verifier.verify(ORDERS, now)).reason());
  }

  @Test
  void domainWhoseBundleNeverCameServesNobody() throws Exception {
    try (BundleEndpoint endpoint = new BundleEndpoint(WEB_SERVER).answers(503);
        HttpsClient client = client()) {
      CertificateVerifier verifier =
          new CertificateVerifier(new TrustBundles(List.of(web(endpoint, client)), MAX_AGE));
      refused(Reason.TRUST_BUNDLE_UNAVAILABLE, verifier, NOON_30);
    }
  }

  @Test
  void webServerWithAnotherHostsCertificateIsRefused() throws Exception {
    try (BundleEndpoint endpoint = new BundleEndpoint(webServer("evil.example").by(WEB));
        HttpsClient client = client()) {
      gaveNothing(web(endpoint.serves(bundle(authority(OTHER))), client), endpoint);
    }
  }

  @Test
  void webServerOfAnotherAuthorityIsRefused() throws Exception {
    Issued impostor = ca("CN=web").valid(LONG_AGO, FAR_OFF).selfSigned();
    try (BundleEndpoint endpoint = new BundleEndpoint(webServer("localhost").by(impostor));
        HttpsClient client = client()) {
      gaveNothing(web(endpoint.serves(bundle(authority(OTHER))), client), endpoint);
    }
  }

  /** The handshake failed: it was not even asked. */
  private static void gaveNothing(TrustBundleSource source, BundleEndpoint endpoint) {
    TrustBundle bundle = source.refetched(NOON_30);
    assertTrue(bundle.content().authorities().isEmpty());
    assertEquals(Instant.MIN, bundle.readAt());
    assertNotNull(bundle.failure());
    assertEquals(0, endpoint.requests());
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 301, 302, 307, 304, 401, 404, 500})
  void answerOtherThan200LeavesTheBundleInForce(int status) throws Exception {
    try (BundleEndpoint endpoint = new BundleEndpoint(WEB_SERVER);
        HttpsClient client = client()) {
      EndpointBundleSource source = web(endpoint.serves(bundle(authority(ROOT))), client);
      source.refetched(NOON_30);
      endpoint.serves(status == 204 || status == 304 ? "" : bundle(authority(OTHER)));
      TrustBundle kept = source(source, endpoint.answers(status));
      assertEquals(List.of(ROOT.certificate()), kept.content().authorities());
    }
  }

  private static TrustBundle source(TrustBundleSource source, BundleEndpoint endpoint) {
    int before = endpoint.requests();
    TrustBundle kept = source.refetched(NOON_30.plusSeconds(10));
    assertEquals(before + 1, endpoint.requests());
    assertEquals(NOON_30, kept.readAt());
    assertNotNull(kept.failure());
    return kept;
  }

  @Test
  void replayedOldBundleAndBundleWithAPrivateKeyLeaveTheOneInForce() throws Exception {
    try (BundleEndpoint endpoint = new BundleEndpoint(WEB_SERVER);
        HttpsClient client = client()) {
      EndpointBundleSource source = web(endpoint.serves(sequenced("7", authority(ROOT))), client);
      assertNull(source.refetched(NOON_30).failure());
      TrustBundle kept = source(source, endpoint.serves(sequenced("6", authority(OTHER))));
      assertEquals(List.of(ROOT.certificate()), kept.content().authorities());
      String leaked = authority(OTHER).replace("}", ",\"d\":\"AA\"}");
      endpoint.serves(sequenced("8", leaked));
      assertEquals(
          List.of(ROOT.certificate()),
          source.refetched(NOON_30.plusSeconds(30)).content().authorities());
      endpoint.serves(sequenced("8", authority(ROOT)) + " ".repeat(1 << 20));
      assertNotNull(source.refetched(NOON_30.plusSeconds(60)).failure());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost/bundle",
        "https:/bundle",
        "https://user:secret@localhost/bundle",
        "spiffe://prod.example/bundle",
        "file:///etc/bundle.json",
        "/bundle"
      })
  void endpointIsAnHttpsUri(String uri) {
    try (HttpsClient client = client()) {
      String message =
          assertThrows(
                  CredentialConfigException.class,
                  () ->
                      EndpointBundleSource.httpsWeb(
                          "prod.example", URI.create(uri), client, threads))
              .getMessage();
      assertTrue(message != null && !message.contains("secret"), message);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void serverWithAnythingButTheRightSvidIsRefused(String mistake, Issued[] chain) throws Exception {
    try (BundleEndpoint endpoint = new BundleEndpoint(chain)) {
      endpoint.serves(bundle(authority(OTHER)));
      gaveNothing(spiffe(endpoint, SERVER, fixed("prod.example", ROOT)), endpoint);
    }
  }

  static Stream<Arguments> serverWithAnythingButTheRightSvidIsRefused() {
    Spec good = leaf(SERVER);
    return Stream.of(
        row("the right authority, the wrong SPIFFE ID", leaf(SERVER + "2").by(ROOT)),
        row(
            "the right path in another domain",
            leaf("spiffe://other.example/spire/server").by(ROOT)),
        row("the right SPIFFE ID of another authority", good.by(OTHER)),
        row("another authority brought along", leaf(SERVER).by(OTHER), OTHER),
        row(
            "a web server that impersonates it",
            webServer("localhost")
                .names(
                    new GeneralName(GeneralName.dNSName, "127.0.0.1"),
                    new GeneralName(GeneralName.iPAddress, "127.0.0.1"))
                .by(WEB),
            WEB),
        row("a web server of the domain's own authority", webServer("localhost").by(ROOT)),
        row(
            "its SPIFFE ID as DNS name",
            leaf(SERVER).names(new GeneralName(GeneralName.dNSName, SERVER)).by(ROOT)),
        row(
            "its SPIFFE ID as e-mail address",
            leaf(SERVER).names(new GeneralName(GeneralName.rfc822Name, SERVER)).by(ROOT)),
        row("its SPIFFE ID and a second URI", leaf(SERVER).uris(SERVER, "urn:a").by(ROOT)),
        row(
            "a CA with its SPIFFE ID",
            leaf(SERVER)
                .ext(Extension.basicConstraints, true, new BasicConstraints(true))
                .by(ROOT)),
        row("no keyUsage", leaf(SERVER).without(Extension.keyUsage).by(ROOT)),
        row("for clients alone", leaf(SERVER).purposes(KeyPurposeId.id_kp_clientAuth).by(ROOT)),
        row("expired", leaf(SERVER).valid(TestCa.START, NOON_30.minusSeconds(1)).by(ROOT)),
        row("not valid yet", leaf(SERVER).valid(NOON_30.plusSeconds(1), TestCa.END).by(ROOT)),
        row("issued by a workload", workloadIssued(), workload()));
  }

  private static final Issued WORKLOAD = leaf("spiffe://prod.example/orders").by(ROOT);

  private static Issued workload() {
    return WORKLOAD;
  }

  private static Issued workloadIssued() {
    return leaf(SERVER).by(WORKLOAD);
  }

  private static Arguments row(String mistake, Issued... chain) {
    return arguments(mistake, chain);
  }

  @Test
  void serverOfItsOwnDomainIsKnownByTheBundleThatItServedBefore() throws Exception {
    BundleEndpoint endpoint = new BundleEndpoint(leaf(SERVER).by(ROOT));
    int port = endpoint.port();
    endpoint.serves(bundle(authority(NEXT)));
    EndpointBundleSource source = spiffe(endpoint, SERVER, fixed("prod.example", ROOT));
    assertEquals(List.of(NEXT.certificate()), source.refetched(NOON_30).content().authorities());
    assertNotNull(source.refetched(NOON_30.plusSeconds(10)).failure(), "the old root is gone");
    endpoint.close();
    try (BundleEndpoint rotated = new BundleEndpoint(port, leaf(SERVER).by(NEXT))) {
      rotated.serves(bundle(authority(NEXT)));
      assertNull(source.refetched(NOON_30.plusSeconds(20)).failure());
    }
  }

  @Test
  void serverOfAnotherDomainIsKnownByThatDomainsBundle() throws Exception {
    String hub = "spiffe://hub.example/bundles";
    try (BundleEndpoint endpoint = new BundleEndpoint(leaf(hub).by(OTHER))) {
      endpoint.serves(bundle(authority(ROOT)));
      TrustBundleSource hubBundle = fixed("hub.example", OTHER);
      EndpointBundleSource source = spiffe(endpoint, hub, hubBundle);
      assertEquals(List.of(ROOT.certificate()), source.refetched(NOON_30).content().authorities());
      assertNull(source.refetched(NOON_30.plusSeconds(10)).failure());
      assertThrows(IllegalArgumentException.class, () -> spiffe(endpoint, SERVER, hubBundle));
    }
  }

  @Test
  void serverIsNotKnownByABundleThatIsTooOldOrEmpty() throws Exception {
    String hub = "spiffe://hub.example/bundles";
    SpiffeBundle content =
        SpiffeBundle.of(new TrustDomain("hub.example", List.of(OTHER.certificate())));
    Instant limit = NOON_30.minus(MAX_AGE);
    try (BundleEndpoint endpoint = new BundleEndpoint(leaf(hub).by(OTHER))) {
      endpoint.serves(bundle(authority(ROOT)));
      gaveNothing(spiffe(endpoint, hub, readAt(limit.minusNanos(1), content)), endpoint);
      SpiffeBundle nothing = SpiffeBundle.nothing("hub.example");
      gaveNothing(spiffe(endpoint, hub, readAt(NOON_30, nothing)), endpoint);
      assertNull(spiffe(endpoint, hub, readAt(limit, content)).refetched(NOON_30).failure());
    }
  }

  private static TrustBundleSource readAt(Instant time, SpiffeBundle content) {
    return new TrustBundleSource() {
      @Override
      public String trustDomain() {
        return content.trustDomain();
      }

      @Override
      public TrustBundle bundle(Instant now) {
        return new TrustBundle(content, 0, time, null);
      }
    };
  }
}
