package io.countersign.credentials.token;

import static io.countersign.credentials.token.TestIssuer.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.introspection.ClientAuthentication;
import io.countersign.credentials.introspection.IntrospectionEndpoint;
import io.countersign.credentials.introspection.PrivateKeyJwt;
import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.credentials.keys.IssuerDiscovery;
import io.countersign.credentials.keys.KeySet;
import io.countersign.credentials.remote.HttpsClient;
import io.countersign.credentials.x509.TlsServer;
import io.countersign.credentials.x509.TlsServer.Answer;
import io.countersign.decision.Actor;
import io.countersign.decision.Reason;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Opaque tokens, of which the issuer says by itself what they are (RFC 7662). */
final class IntrospectedTokensTest {
  private static final String ISSUER = "https://issuer.example";
  private static final String TOKEN = "2YotnFZFEjr1zCsicMWpAA";
  private static final long SECOND = NOW.getEpochSecond();
  private static final Duration TTL = Duration.ofSeconds(10);

  @TempDir Path folder;
  private TlsServer server;
  private static HttpsClient client;
  private ExecutorService threads;

  @BeforeAll
  static void connect() {
    client = new HttpsClient(TlsServer.showing("pdp"), Duration.ofSeconds(3));
  }

  @AfterAll
  static void disconnect() {
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

  private static TokenIssuer issuer() {
    KeySet none = new KeySet(Map.of(), 0, Instant.MIN);
    return new TokenIssuer(
        ISSUER,
        now -> none,
        Set.of("https://api.example"),
        Set.of("at+jwt"),
        Set.of(JwsAlgorithm.ES256),
        Set.of("prod.example"),
        true);
  }

  private AccessTokenVerifier verifier() throws CredentialConfigException {
    return verifier(new ClientAuthentication.MutualTls("pdp"));
  }

  private AccessTokenVerifier verifier(ClientAuthentication authentication)
      throws CredentialConfigException {
    return verifier(IntrospectionEndpoint.at(server.uri("/introspect"), authentication, client));
  }

  private static AccessTokenVerifier verifier(IntrospectionEndpoint endpoint) {
    return new AccessTokenVerifier(
        List.of(issuer()),
        new OpaqueTokens(issuer(), endpoint, TTL),
        new TokenRules(Duration.ofSeconds(30), Duration.ofHours(1)),
        SignatureProvider.best());
  }

  private static final Map<String, String> GOOD =
      Map.of(
          "active", "true",
          "iss", "\"" + ISSUER + "\"",
          "sub", "\"spiffe://prod.example/orders\"",
          "aud", "\"https://api.example\"",
          "client_id", "\"orders\"",
          "exp", Long.toString(SECOND + 300));

  private static String good(String... changes) {
    Map<String, String> members = new TreeMap<>(GOOD);
    for (int i = 0; i < changes.length; i += 2) {
      if (changes[i + 1].isEmpty()) {
        members.remove(changes[i]);
      } else {
        members.put(changes[i], changes[i + 1]);
      }
    }
    return members.entrySet().stream()
        .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static void assertRejected(Reason reason, TokenOutcome outcome) {
    assertEquals(reason, assertInstanceOf(TokenOutcome.Rejected.class, outcome).reason());
  }

  record Case(String name, Reason reason, Answer answer) {
    @Override
    public String toString() {
      return name + " -> " + reason;
    }
  }

  private static Case json(String name, Reason reason, String... changes) {
    return new Case(name, reason, Answer.json(good(changes)));
  }

  private static Case lost(String name, int status, String type, String body) {
    return new Case(name, Reason.ISSUER_UNAVAILABLE, Answer.text(status, type, body));
  }

  static List<Case> hostile() {
    String deep = "{\"sub\":\"a\"}";
    for (int i = 0; i < 8; i++) {
      deep = "{\"sub\":\"a\",\"act\":" + deep + "}";
    }
    List<Case> cases = new ArrayList<>();
    cases.add(json("not active", Reason.TOKEN_INACTIVE, "active", "false"));
    cases.add(json("active a string", Reason.TOKEN_INACTIVE, "active", "\"true\""));
    cases.add(json("active a number", Reason.TOKEN_INACTIVE, "active", "1"));
    cases.add(json("active null", Reason.TOKEN_INACTIVE, "active", "null"));
    cases.add(json("active absent", Reason.TOKEN_INACTIVE, "active", ""));
    cases.add(json("missing exp", Reason.TOKEN_MALFORMED, "exp", ""));
    cases.add(json("exp a string", Reason.TOKEN_MALFORMED, "exp", "\"1900000000\""));
    cases.add(json("exp now", Reason.TOKEN_EXPIRED, "exp", Long.toString(SECOND)));
    cases.add(json("exp past", Reason.TOKEN_EXPIRED, "exp", "1"));
    cases.add(json("nbf ahead", Reason.TOKEN_NOT_YET_VALID, "nbf", "" + (SECOND + 31)));
    cases.add(json("iat ahead", Reason.TOKEN_NOT_YET_VALID, "iat", "" + (SECOND + 31)));
    cases.add(json("iat a string", Reason.TOKEN_MALFORMED, "iat", "\"1\""));
    cases.add(json("another issuer's", Reason.TOKEN_UNKNOWN_ISSUER, "iss", "\"https://x\""));
    cases.add(json("iss with a slash", Reason.TOKEN_UNKNOWN_ISSUER, "iss", "\"" + ISSUER + "/\""));
    cases.add(json("iss no string", Reason.TOKEN_UNKNOWN_ISSUER, "iss", "1"));
    cases.add(json("wrong audience", Reason.TOKEN_AUDIENCE, "aud", "\"https://other\""));
    cases.add(json("empty audience", Reason.TOKEN_AUDIENCE, "aud", "[]"));
    cases.add(json("missing audience", Reason.TOKEN_MALFORMED, "aud", ""));
    cases.add(json("audience a number", Reason.TOKEN_MALFORMED, "aud", "[1]"));
    cases.add(json("missing sub", Reason.TOKEN_MALFORMED, "sub", ""));
    cases.add(json("empty sub", Reason.TOKEN_MALFORMED, "sub", "\"\""));
    cases.add(json("missing client_id", Reason.TOKEN_MALFORMED, "client_id", ""));
    cases.add(json("foreign sub", Reason.TOKEN_SUBJECT, "sub", "\"spiffe://evil.example/a\""));
    cases.add(json("scope an array", Reason.TOKEN_MALFORMED, "scope", "[\"a\"]"));
    cases.add(json("cnf empty", Reason.TOKEN_CONFIRMATION, "cnf", "{}"));
    cases.add(json("cnf unknown method", Reason.TOKEN_CONFIRMATION, "cnf", "{\"kid\":\"a\"}"));
    cases.add(json("cnf short jkt", Reason.TOKEN_CONFIRMATION, "cnf", "{\"jkt\":\"AAAA\"}"));
    cases.add(json("cnf a string", Reason.TOKEN_CONFIRMATION, "cnf", "\"AAAA\""));
    cases.add(json("act without sub", Reason.TOKEN_ACTOR_CHAIN, "act", "{\"iss\":\"a\"}"));
    cases.add(json("act nine deep", Reason.TOKEN_ACTOR_CHAIN, "act", deep));
    cases.add(
        json(
            "act of a foreign domain",
            Reason.TOKEN_SUBJECT,
            "act",
            "{\"sub\":\"spiffe://evil.example/a\"}"));
    cases.add(lost("server 500", 500, "application/json", good()));
    cases.add(lost("server 503", 503, "text/plain", "later"));
    cases.add(lost("client unknown", 401, "application/json", "{\"error\":\"invalid_client\"}"));
    cases.add(lost("created", 201, "application/json", good()));
    cases.add(lost("no content", 204, "application/json", ""));
    cases.add(lost("HTML answer", 200, "text/html", "<html>sign in</html>"));
    cases.add(lost("JSON as HTML", 200, "text/html", good()));
    cases.add(lost("JSON as text", 200, "text/plain", good()));
    cases.add(
        lost(
            "signed answer",
            200,
            "application/token-introspection+jwt",
            "eyJhbGciOiJub25lIn0.e30."));
    cases.add(lost("JSON cut short", 200, "application/json", "{\"active\":true"));
    cases.add(lost("JSON array", 200, "application/json", "[" + good() + "]"));
    cases.add(lost("empty", 200, "application/json", ""));
    cases.add(
        lost("active twice", 200, "application/json", "{\"active\":false," + good().substring(1)));
    cases.add(
        lost("a number no double holds", 200, "application/json", good("n", "9007199254740993")));
    cases.add(lost("10 MB answer", 200, "application/json", good() + " ".repeat(10_000_000)));
    return cases;
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void answerIsRefused(Case hostile) throws Exception {
    server.on("/introspect", hostile.answer());
    assertRejected(hostile.reason(), verifier().verify(TOKEN, NOW));
  }

  @Test
  void redirectingEndpointIsNotFollowedWithTheToken() throws Exception {
    server.on("/else", Answer.json(good()));
    server.on(
        "/introspect",
        Answer.text(307, "application/json", good()).with("Location", server.origin() + "/else"));
    assertRejected(Reason.ISSUER_UNAVAILABLE, verifier().verify(TOKEN, NOW));
    assertEquals(0, server.requests("/else"));
  }

  @Test
  void lostServerIsARefusalAndNeverALongerLife() throws Exception {
    server.on("/introspect", Answer.json(good()));
    AccessTokenVerifier verifier = verifier();
    assertInstanceOf(VerifiedToken.class, verifier.verify(TOKEN, NOW));
    server.close();
    Instant last = NOW.plus(TTL).minusNanos(1);
    VerifiedToken kept = assertInstanceOf(VerifiedToken.class, verifier.verify(TOKEN, last));
    assertEquals(TTL.minusNanos(1), kept.keyAge());
    assertRejected(Reason.ISSUER_UNAVAILABLE, verifier.verify(TOKEN, NOW.plus(TTL)));
  }

  @Test
  void revokedTokenIsDeniedWhenTheAnswerIsOver() throws Exception {
    server.on("/introspect", Answer.json(good()));
    AccessTokenVerifier verifier = verifier();
    assertInstanceOf(VerifiedToken.class, verifier.verify(TOKEN, NOW));
    server.on("/introspect", Answer.json("{\"active\":false}"));
    assertInstanceOf(VerifiedToken.class, verifier.verify(TOKEN, NOW.plusSeconds(9)));
    assertEquals(1, server.requests().size());
    assertRejected(Reason.TOKEN_INACTIVE, verifier.verify(TOKEN, NOW.plus(TTL)));
    assertRejected(Reason.TOKEN_INACTIVE, verifier.verify(TOKEN, NOW.plusSeconds(9)));
  }

  @Test
  void keptTokenIsDeniedAfterItsExp() throws Exception {
    server.on("/introspect", Answer.json(good("exp", Long.toString(SECOND + 3))));
    AccessTokenVerifier verifier = verifier();
    Instant exp = NOW.plusSeconds(3);
    assertInstanceOf(VerifiedToken.class, verifier.verify(TOKEN, NOW));
    assertInstanceOf(VerifiedToken.class, verifier.verify(TOKEN, exp.minusNanos(1)));
    assertRejected(Reason.TOKEN_EXPIRED, verifier.verify(TOKEN, exp));
    assertEquals(1, server.requests().size());
  }

  @Test
  void refusalIsKeptForFiveSecondsAndAnOutageNotAtAll() throws Exception {
    server.on("/introspect", Answer.text(500, "text/plain", ""));
    AccessTokenVerifier verifier = verifier();
    assertRejected(Reason.ISSUER_UNAVAILABLE, verifier.verify(TOKEN, NOW));
    server.on("/introspect", Answer.json("{\"active\":false}"));
    assertRejected(Reason.TOKEN_INACTIVE, verifier.verify(TOKEN, NOW));
    server.on("/introspect", Answer.json(good()));
    assertRejected(Reason.TOKEN_INACTIVE, verifier.verify(TOKEN, NOW.plusNanos(4_999_999_999L)));
    assertInstanceOf(VerifiedToken.class, verifier.verify(TOKEN, NOW.plusSeconds(5)));
  }

  @Test
  void clockSetBackDoesNotKeepAnAnswer() throws Exception {
    server.on("/introspect", Answer.json(good()));
    AccessTokenVerifier verifier = verifier();
    assertInstanceOf(VerifiedToken.class, verifier.verify(TOKEN, NOW));
    server.on("/introspect", Answer.json("{\"active\":false}"));
    assertRejected(Reason.TOKEN_INACTIVE, verifier.verify(TOKEN, NOW.minusSeconds(60)));
  }

  @Test
  void fiftyRequestsWithOneTokenAskOnce() throws Exception {
    server.on(
        "/introspect",
        request -> {
          Thread.sleep(300);
          return Answer.json(good());
        });
    AccessTokenVerifier verifier = verifier();
    List<Future<TokenOutcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      outcomes.add(threads.submit(() -> verifier.verify(TOKEN, NOW)));
    }
    for (Future<TokenOutcome> outcome : outcomes) {
      assertInstanceOf(VerifiedToken.class, outcome.get());
    }
    assertEquals(1, server.requests().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b",
        "a\nb",
        "a,b",
        "a=b",
        "\"a\"",
        "a%20b",
        "tökén",
        "=",
        "eyJhbGciOiJFUzI1NiJ9.e30",
        "eyJhbGciOiJFUzI1NiJ9.x.y",
        "eyJhbGciOiJFUzI1NiJ9..",
        "eyJ0.eyJp.c2ln="
      })
  void textThatIsNoTokenOrADamagedSignedOneIsShownToNobody(String text) throws Exception {
    server.on("/introspect", Answer.json(good()));
    boolean twoParts = text.equals("eyJhbGciOiJFUzI1NiJ9.e30");
    TokenOutcome outcome = verifier().verify(text, NOW);
    if (!twoParts) {
      assertRejected(Reason.TOKEN_MALFORMED, outcome);
    }
    assertEquals(twoParts ? 1 : 0, server.requests().size());
  }

  @Test
  void signedTokenIsNeverAskedAbout() throws Exception {
    server.on("/introspect", Answer.json(good()));
    TestIssuer signer = TestIssuer.named(ISSUER);
    String jwt = signer.token().signedBy(signer.key(JwsAlgorithm.ES256));
    assertRejected(Reason.ISSUER_UNAVAILABLE, verifier().verify(jwt, NOW));
    assertEquals(0, server.requests().size());
  }

  @Test
  void answerWithoutIssuerIsTheIssuersWhoWasAsked() throws Exception {
    server.on("/introspect", Answer.json(good("iss", "")));
    VerifiedToken token = assertInstanceOf(VerifiedToken.class, verifier().verify(TOKEN, NOW));
    assertEquals(ISSUER, token.facts().issuer());
    assertEquals(null, token.facts().claims().get("active"));
  }

  /** RFC 7662 §2.2 has this answer, here with our names and times. */
  @Test
  void exampleOfRfc7662Section2Point2IsRead() throws Exception {
    server.on(
        "/introspect",
        Answer.json(
            """
            {
              "active": true,
              "client_id": "l238j323ds-23ij4",
              "username": "jdoe",
              "scope": "read write dolphin",
              "sub": "Z5O3upPC88QrAjx00dis",
              "aud": "https://api.example",
              "iss": "%s",
              "exp": %d,
              "iat": 1419350238,
              "extension_field": "twenty-seven"
            }
            """
                .formatted(ISSUER, SECOND + 300)));
    VerifiedToken token = assertInstanceOf(VerifiedToken.class, verifier().verify(TOKEN, NOW));
    assertEquals("Z5O3upPC88QrAjx00dis", token.facts().subject());
    assertEquals(List.of("read", "write", "dolphin"), token.facts().scopes());
    assertEquals("l238j323ds-23ij4", token.facts().clientId());
    assertEquals(Instant.ofEpochSecond(1_419_350_238), token.facts().issuedAt());
    assertEquals("twenty-seven", token.facts().claims().string("extension_field").orElseThrow());
  }

  @Test
  void confirmationActorsAndDetailsAreThoseOfASignedToken() throws Exception {
    String jkt = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";
    String x5t = "A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0";
    server.on(
        "/introspect",
        Answer.json(
            good(
                "cnf", "{\"jkt\":\"" + jkt + "\",\"x5t#S256\":\"" + x5t + "\"}",
                "act", "{\"sub\":\"agent\",\"act\":{\"sub\":\"earlier\"}}",
                "authorization_details", "[{\"type\":\"payment\"}]")));
    VerifiedToken token = assertInstanceOf(VerifiedToken.class, verifier().verify(TOKEN, NOW));
    assertEquals(jkt, Objects.requireNonNull(token.confirmation().keyThumbprint()).base64Url());
    assertEquals(x5t, Objects.requireNonNull(token.confirmation().certificate()).base64Url());
    assertEquals(List.of("agent", "earlier"), token.actors().stream().map(Actor::subject).toList());
    assertTrue(token.facts().claims().get("authorization_details") != null);
  }

  private Map<String, String> form() {
    return Arrays.stream(server.requests().getLast().body().split("&", -1))
        .map(field -> field.split("=", 2))
        .collect(
            Collectors.toMap(
                field -> field[0], field -> URLDecoder.decode(field[1], StandardCharsets.UTF_8)));
  }

  @Test
  void clientWithACertificateNamesItself() throws Exception {
    server.on("/introspect", Answer.json(good()));
    verifier().verify("a+/b==", NOW);
    TlsServer.Request request = server.requests().getLast();
    assertEquals("CN=pdp", request.client());
    assertEquals("application/x-www-form-urlencoded", request.header("Content-type"));
    assertEquals(
        Map.of("token", "a+/b==", "token_type_hint", "access_token", "client_id", "pdp"), form());
  }

  /** RFC 7523 §3, checked by another implementation. */
  @Test
  void clientWithAKeySignsAnAssertionForEachQuestion() throws Exception {
    server.on("/introspect", Answer.json("{\"active\":false}"));
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    Path pem = folder.resolve("key.pem");
    Files.writeString(
        pem,
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(key.toECPrivateKey().getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
    AccessTokenVerifier verifier = verifier(PrivateKeyJwt.of("pdp", ISSUER, "k1", pem));
    Set<String> ids = new HashSet<>();
    for (String token : List.of("a", "b")) {
      verifier.verify(token, NOW);
      assertEquals(
          "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
          form().get("client_assertion_type"));
      SignedJWT assertion = SignedJWT.parse(form().get("client_assertion"));
      assertTrue(assertion.verify(new ECDSAVerifier(key.toECPublicKey())));
      assertEquals("ES256", assertion.getHeader().getAlgorithm().getName());
      assertEquals("k1", assertion.getHeader().getKeyID());
      JWTClaimsSet claims = assertion.getJWTClaimsSet();
      assertEquals("pdp", claims.getIssuer());
      assertEquals("pdp", claims.getSubject());
      assertEquals(List.of(ISSUER), claims.getAudience());
      assertEquals(NOW, claims.getIssueTime().toInstant());
      assertEquals(NOW.plusSeconds(60), claims.getExpirationTime().toInstant());
      ids.add(claims.getJWTID());
    }
    assertEquals(2, ids.size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"})
  void fileThatIsNoKeyIsRefusedWithoutAWordOfIt(String text) throws Exception {
    Path pem = Files.writeString(folder.resolve("key.pem"), text);
    String message =
        assertThrows(
                CredentialConfigException.class, () -> PrivateKeyJwt.of("pdp", ISSUER, null, pem))
            .getMessage();
    assertFalse(Objects.requireNonNull(message).contains("AAAA"), message);
  }

  @Test
  void keyOnAnotherCurveIsRefused() throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_384).generate();
    assertThrows(
        CredentialConfigException.class,
        () -> PrivateKeyJwt.of("pdp", ISSUER, null, key.toECPrivateKey()));
  }

  @Test
  void endpointIsFoundInTheMetadataAndTheOneForCertificatesPreferred() throws Exception {
    String origin = server.origin();
    server.on(
        "/.well-known/oauth-authorization-server",
        Answer.json(
            """
            {"issuer":"%1$s","introspection_endpoint":"%1$s/plain",
             "mtls_endpoint_aliases":{"introspection_endpoint":"%1$s/mtls"}}
            """
                .formatted(origin)));
    server.on("/plain", Answer.json(good())).on("/mtls", Answer.json(good()));
    IssuerDiscovery discovery = new IssuerDiscovery(origin, IssuerDiscovery.Kind.EITHER, client);
    ECKey key = new ECKeyGenerator(Curve.P_256).generate();
    List<ClientAuthentication> clients =
        List.of(
            new ClientAuthentication.MutualTls("pdp"),
            PrivateKeyJwt.of("pdp", origin, null, key.toECPrivateKey()));
    for (ClientAuthentication each : clients) {
      AccessTokenVerifier verifier =
          verifier(IntrospectionEndpoint.discovered(discovery, each, client, threads));
      assertInstanceOf(VerifiedToken.class, verifier.verify(TOKEN, NOW));
    }
    assertEquals(1, server.requests("/mtls"));
    assertEquals(1, server.requests("/plain"));
  }

  @Test
  void metadataThatIsNotThereIsARefusal() throws Exception {
    IssuerDiscovery discovery =
        new IssuerDiscovery(server.origin(), IssuerDiscovery.Kind.EITHER, client);
    IntrospectionEndpoint endpoint =
        IntrospectionEndpoint.discovered(
            discovery, new ClientAuthentication.MutualTls("pdp"), client, threads);
    assertRejected(Reason.ISSUER_UNAVAILABLE, verifier(endpoint).verify(TOKEN, NOW));
  }

  @Test
  void endpointMustBeHttpsAndAnswersAreKeptForAMinuteAtMost() throws Exception {
    ClientAuthentication pdp = new ClientAuthentication.MutualTls("pdp");
    assertThrows(
        CredentialConfigException.class,
        () -> IntrospectionEndpoint.at(URI.create("http://localhost/i"), pdp, client));
    IntrospectionEndpoint endpoint = IntrospectionEndpoint.at(server.uri("/i"), pdp, client);
    Duration minute = Duration.ofSeconds(60);
    assertEquals(minute, new OpaqueTokens(issuer(), endpoint, minute).ttl());
    assertThrows(
        IllegalArgumentException.class,
        () -> new OpaqueTokens(issuer(), endpoint, minute.plusNanos(1)));
  }

  @Test
  void onlyAVerifierThatAsksMayWait() throws Exception {
    assertTrue(verifier().mayWait());
    assertTrue(verifier().knows(ISSUER));
    assertFalse(verifier().knows("https://other.example"));
    assertFalse(
        new AccessTokenVerifier(
                List.of(issuer()),
                new TokenRules(Duration.ZERO, Duration.ofHours(1)),
                SignatureProvider.best())
            .mayWait());
  }
}
