package io.countersign.credentials.keys;

import static io.countersign.credentials.token.TestIssuer.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.jose.CompactJws;
import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.JwtText;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.credentials.jose.SigningKey;
import io.countersign.credentials.remote.HttpsClient;
import io.countersign.credentials.x509.TlsServer;
import io.countersign.credentials.x509.TlsServer.Answer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that an issuer publishes over https: rotated, withheld, poisoned. */
final class HttpsKeySourceTest {
  private static final Duration MAX_KEY_AGE = Duration.ofHours(1);
  private static final JwtCheck CHECK =
      new JwtCheck(SignatureProvider.best(), Duration.ZERO, MAX_KEY_AGE);
  private static final String METADATA = "/.well-known/oauth-authorization-server/tenant";
  private static final String OPENID = "/tenant/.well-known/openid-configuration";
  private static SigningKey a;
  private static SigningKey b;
  private static HttpsClient client;

  private TlsServer server;
  private ExecutorService threads;

  @BeforeAll
  static void keys() throws JOSEException {
    a = SigningKey.of(JwsAlgorithm.ES256, "a");
    b = SigningKey.of(JwsAlgorithm.ES256, "b");
    client = new HttpsClient(TlsServer.trusting(), Duration.ofSeconds(5));
  }

  @AfterAll
  static void close() {
    client.close();
  }

  @BeforeEach
  void start() throws Exception {
    server = new TlsServer();
    threads = Executors.newVirtualThreadPerTaskExecutor();
  }

  @AfterEach
  void stop() {
    server.close();
    threads.shutdownNow();
  }

  private static Answer set(String... keys) {
    return Answer.json("{\"keys\":[" + String.join(",", keys) + "]}");
  }

  private HttpsKeySource source() throws CredentialConfigException {
    return HttpsKeySource.at(server.uri("/jwks"), client, threads);
  }

  private static Set<String> ids(KeySet keys) {
    return keys.byId().keySet();
  }

  private static JwtCheck.Outcome check(KeySource source, SigningKey key, Instant now)
      throws JOSEException {
    CompactJws token =
        CompactJws.parse(new JwtText(Map.of(), Map.of()).signedBy(key)).orElseThrow();
    return CHECK.signature(token, Set.of(""), Set.of(JwsAlgorithm.ES256), source, now);
  }

  private static void assertFault(JwtFault fault, JwtCheck.Outcome outcome) {
    assertEquals(fault, assertInstanceOf(JwtCheck.Outcome.Refused.class, outcome).fault());
  }

  record Case(String name, Answer answer) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> poisoned() {
    String jwk = a.jwk();
    return List.of(
        new Case("redirecting jwks", set(jwk).with("Location", "https://localhost/e")),
        new Case("server error", Answer.text(500, "application/json", "{}")),
        new Case("not modified that nobody asked for", Answer.text(304, "text/plain", "")),
        new Case("HTML answer", Answer.text(200, "text/html", "<html>sign in</html>")),
        new Case("10 MB answer", set(jwk + " ".repeat(10_000_000))),
        new Case("jwks with oct key", set(jwk, "{\"kty\":\"oct\",\"kid\":\"s\",\"k\":\"AA\"}")),
        new Case("jwks with private key", set(jwk, jwk.replaceFirst("\\{", "{\"d\":\"AA\","))),
        new Case("no usable key", set("{\"kty\":\"AKP\",\"kid\":\"a\"}")),
        new Case("no key", set()),
        new Case("kid twice", set(jwk, b.jwk().replace("\"kid\":\"b\"", "\"kid\":\"a\""))),
        new Case("key no object", set(jwk, "1")),
        new Case("one key, no set", Answer.json(jwk)),
        new Case("too many keys", set(jwk, "{},".repeat(256) + "{}")),
        new Case("member twice", Answer.json("{\"keys\":[],\"keys\":[" + jwk + "]}")));
  }

  @ParameterizedTest
  @MethodSource("poisoned")
  void isNeverTakenForTheKeys(Case hostile) throws Exception {
    Answer answer = hostile.answer();
    boolean moves = answer.headers().containsKey("Location");
    server.on("/jwks", moves ? new Answer(302, answer.headers(), answer.body()) : answer);
    HttpsKeySource source = source();
    assertFault(JwtFault.KEYS_UNAVAILABLE, check(source, a, NOW));
    assertTrue(source.failure(NOW).isPresent());
  }

  @ParameterizedTest
  @MethodSource("poisoned")
  void leavesTheKeysThatWereThereWhoseAgeGrows(Case hostile) throws Exception {
    server.on("/jwks", set(b.jwk()));
    HttpsKeySource source = source();
    KeySet before = source.refetched(NOW);
    Answer answer = hostile.answer();
    boolean moves = answer.headers().containsKey("Location");
    server.on("/jwks", moves ? new Answer(302, answer.headers(), answer.body()) : answer);
    KeySet after = source.refetched(NOW.plusSeconds(30));
    assertEquals(before, after);
    assertEquals(Duration.ofSeconds(30), after.age(NOW.plusSeconds(30)));
  }

  @Test
  void unusableKeysArePassedOverAsLongAsOneRemains() throws Exception {
    String nameless = b.jwk().replace("\"kid\"", "\"kib\"");
    String offCurve =
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"c\",\"x\":\"%1$s\",\"y\":\"%1$s\"}"
            .formatted("A".repeat(42) + "E");
    String weak =
        "{\"kty\":\"RSA\",\"kid\":\"d\",\"e\":\"AQAB\",\"n\":\"" + "v".repeat(171) + "\"}";
    String unknown = "{\"kty\":\"AKP\",\"alg\":\"ML-DSA-44\",\"kid\":\"e\",\"pub\":\"AA\"}";
    server.on("/jwks", set(nameless, offCurve, weak, unknown, "{}", a.jwk()));
    assertEquals(Set.of("a"), ids(source().refetched(NOW)));
  }

  @Test
  void lostIssuersKeysServeUntilTheirGreatestAgeAndNoLonger() throws Exception {
    server.on("/jwks", set(a.jwk()));
    HttpsKeySource source = source();
    assertInstanceOf(JwtCheck.Outcome.Signed.class, check(source, a, NOW));
    server.close();
    assertInstanceOf(JwtCheck.Outcome.Signed.class, check(source, a, NOW.plus(MAX_KEY_AGE)));
    assertFault(JwtFault.KEYS_UNAVAILABLE, check(source, a, NOW.plus(MAX_KEY_AGE).plusNanos(1)));
  }

  @Test
  void rotationWithoutNoticeIsServedAfterOneFetch() throws Exception {
    server.on("/jwks", set(a.jwk()));
    HttpsKeySource source = source();
    long version = source.refetched(NOW).version();
    server.on("/jwks", set(b.jwk()));
    Instant later = NOW.plusSeconds(30);
    assertInstanceOf(JwtCheck.Outcome.Signed.class, check(source, b, later));
    assertEquals(2, server.requests("/jwks"));
    assertFault(JwtFault.UNKNOWN_KEY, check(source, a, later));
    assertTrue(source.keys(later).version() > version);
  }

  @Test
  void keyThatWasWithdrawnInAQuietTimeLetsNobodyIn() throws Exception {
    server.on("/jwks", set(a.jwk()));
    HttpsKeySource source = source();
    assertInstanceOf(JwtCheck.Outcome.Signed.class, check(source, a, NOW));
    server.on("/jwks", set(b.jwk()));
    assertFault(JwtFault.UNKNOWN_KEY, check(source, a, NOW.plusSeconds(600)));
  }

  @Test
  void floodOfUnknownKeysCausesOneFetch() throws Exception {
    server.on("/jwks", set(a.jwk()));
    HttpsKeySource source = source();
    source.refetched(NOW);
    Instant later = NOW.plusSeconds(30);
    List<Future<JwtCheck.Outcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      outcomes.add(threads.submit(() -> check(source, b, later.plusSeconds(29))));
    }
    for (Future<JwtCheck.Outcome> outcome : outcomes) {
      assertFault(JwtFault.UNKNOWN_KEY, outcome.get());
    }
    assertEquals(2, server.requests("/jwks"));
  }

  @Test
  void requestWaitsTwoSecondsForASlowIssuer() throws Exception {
    server.on(
        "/jwks",
        request -> {
          Thread.sleep(4000);
          return set(a.jwk());
        });
    long before = System.nanoTime();
    assertFault(JwtFault.KEYS_UNAVAILABLE, check(source(), a, NOW));
    long millis = Duration.ofNanos(System.nanoTime() - before).toMillis();
    assertTrue(millis >= 1900 && millis < 3500, () -> millis + " ms");
  }

  @Test
  void setThatIsStillCurrentBecomesYoungAndKeepsItsVersion() throws Exception {
    server.on(
        "/jwks",
        request ->
            request.header("If-none-match").equals("\"v1\"")
                ? Answer.text(304, "text/plain", "")
                : set(a.jwk()).with("ETag", "\"v1\""));
    HttpsKeySource source = source();
    KeySet first = source.refetched(NOW);
    KeySet second = source.refetched(NOW.plusSeconds(60));
    assertEquals(first.byId(), second.byId());
    assertEquals(first.version(), second.version());
    assertEquals(NOW.plusSeconds(60), second.readAt());
    assertEquals("\"v1\"", server.requests().getLast().header("If-none-match"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0:30", "10:30", "60:60", "3600:3600", "86400:3600"})
  void issuerSaysHowLongItsKeysAreGoodWithinBounds(String said) throws Exception {
    String[] seconds = said.split(":", -1);
    Duration expected = Duration.ofSeconds(Long.parseLong(seconds[1]));
    server.on("/jwks", set(a.jwk()).with("Cache-Control", "max-age=" + seconds[0]));
    HttpsKeySource source = source();
    source.refetched(NOW);
    source.keys(NOW.plus(expected).minusNanos(1));
    Thread.sleep(50); // a load that was started would be seen
    assertEquals(1, server.requests("/jwks"));
    source.keys(NOW.plus(expected));
    await(2);
  }

  private void await(int requests) throws InterruptedException {
    for (int i = 0; i < 300 && server.requests("/jwks") < requests; i++) {
      Thread.sleep(10);
    }
    assertEquals(requests, server.requests("/jwks"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost/jwks", "https://u:p@localhost/jwks", "jwks", "file:/j"})
  void placeThatIsNotHttpsIsRefused(String uri) {
    assertThrows(
        CredentialConfigException.class, () -> HttpsKeySource.at(URI.create(uri), client, threads));
  }

  private String issuer() {
    return server.origin() + "/tenant";
  }

  private HttpsKeySource discovered(IssuerDiscovery.Kind kind) throws CredentialConfigException {
    return HttpsKeySource.discovered(new IssuerDiscovery(issuer(), kind, client), client, threads);
  }

  private Answer metadata(String issuer, String jwks) {
    return Answer.json("{\"issuer\":\"%s\",\"jwks_uri\":\"%s\"}".formatted(issuer, jwks));
  }

  @Test
  void keysThatMovedAreFollowedAndTheOldPlacesTagIsNotUsed() throws Exception {
    server.on(METADATA, metadata(issuer(), server.origin() + "/jwks"));
    server.on("/jwks", set(a.jwk()).with("ETag", "\"v1\""));
    HttpsKeySource source = discovered(IssuerDiscovery.Kind.OAUTH);
    assertEquals(Set.of("a"), ids(source.refetched(NOW)));
    server.on(METADATA, metadata(issuer(), server.origin() + "/new"));
    server.on("/new", set(b.jwk()));
    assertEquals(Set.of("b"), ids(source.refetched(NOW.plusSeconds(30))));
    assertEquals("", server.requests().getLast().header("If-none-match"));
  }

  @Test
  void openIdMetadataIsFoundWhereThereIsNoOther() throws Exception {
    server.on(OPENID, metadata(issuer(), server.origin() + "/jwks"));
    server.on("/jwks", set(a.jwk()));
    assertEquals(Set.of("a"), ids(discovered(IssuerDiscovery.Kind.EITHER).refetched(NOW)));
    assertEquals(Set.of("a"), ids(discovered(IssuerDiscovery.Kind.OPENID).refetched(NOW)));
    assertEquals(Set.of(), ids(discovered(IssuerDiscovery.Kind.OAUTH).refetched(NOW)));
  }

  record Document(String name, String json) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** {@code $} stands for the server's origin. */
  static List<Document> hostileMetadata() {
    return List.of(
        new Document("mix-up: another issuer", good("https://evil.example")),
        new Document("issuer with a slash more", good("$/tenant/")),
        new Document("issuer in other case", good("$/Tenant")),
        new Document("issuer's parent", good("$")),
        new Document("no issuer", "{\"jwks_uri\":\"$/jwks\"}"),
        new Document("issuer no string", "{\"issuer\":[\"$/tenant\"],\"jwks_uri\":\"$/jwks\"}"),
        new Document("issuer twice", "{\"issuer\":\"x\"," + good("$/tenant").substring(1)),
        new Document("http jwks_uri", with("\"http://localhost/jwks\"")),
        new Document("file jwks_uri", with("\"file:/etc/jwks\"")),
        new Document("relative jwks_uri", with("\"/jwks\"")),
        new Document("jwks_uri with a password", with("\"https://u:p@localhost/jwks\"")),
        new Document("jwks_uri with a bad port", with("\"https://localhost:99999/jwks\"")),
        new Document("jwks_uri no URI", with("\"https:// x\"")),
        new Document("jwks_uri no string", with("1")),
        new Document("no jwks_uri", "{\"issuer\":\"$/tenant\"}"),
        new Document("no object", "[]"),
        new Document("no JSON", "<html>"),
        new Document(
            "http introspection",
            "{\"introspection_endpoint\":\"http://x/\"," + good("$/tenant").substring(1)),
        new Document(
            "aliases no object", "{\"mtls_endpoint_aliases\":1," + good("$/tenant").substring(1)),
        new Document("larger than 256 KiB", good("$/tenant") + " ".repeat(256 * 1024)));
  }

  private static String good(String issuer) {
    return "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"$/jwks\"}";
  }

  private static String with(String jwks) {
    return "{\"issuer\":\"$/tenant\",\"jwks_uri\":" + jwks + "}";
  }

  @ParameterizedTest
  @MethodSource("hostileMetadata")
  void metadataIsRefused(Document document) throws Exception {
    server.on(METADATA, Answer.json(document.json().replace("$", server.origin())));
    // What would be found were the refusal passed over.
    server.on(OPENID, metadata(issuer(), server.origin() + "/jwks"));
    server.on("/jwks", set(a.jwk()));
    HttpsKeySource source = discovered(IssuerDiscovery.Kind.EITHER);
    assertFault(JwtFault.KEYS_UNAVAILABLE, check(source, a, NOW));
    assertEquals(0, server.requests("/jwks"));
  }

  @Test
  void redirectingMetadataIsNotFollowed() throws Exception {
    Answer good = metadata(issuer(), server.origin() + "/jwks");
    server.on("/else", good);
    server.on("/jwks", set(a.jwk()));
    Answer moved = Answer.text(302, "text/plain", "").with("Location", server.origin() + "/else");
    server.on(METADATA, moved).on(OPENID, moved);
    assertEquals(Set.of(), ids(discovered(IssuerDiscovery.Kind.EITHER).refetched(NOW)));
    assertEquals(0, server.requests("/else"));
  }
}
