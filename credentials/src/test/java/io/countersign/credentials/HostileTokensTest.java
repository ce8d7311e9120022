package io.countersign.credentials;

import static io.countersign.credentials.HostileProofsTest.refused;
import static io.countersign.credentials.Scenario.LEDGER;
import static io.countersign.credentials.Scenario.NOW;
import static io.countersign.credentials.Scenario.ORDERS;
import static io.countersign.credentials.Scenario.OTHER_KEY;
import static io.countersign.credentials.Scenario.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.credentials.x509.TestCertificates;
import io.countersign.decision.Attribution;
import io.countersign.decision.Caller;
import io.countersign.decision.CredentialFacts;
import io.countersign.decision.Header;
import io.countersign.decision.Reason;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One way at a time to bring a token or a certificate that does not hold. */
final class HostileTokensTest {
  private static final String UNBOUND = "A".repeat(43);

  record Case(String name, Reason reason, Consumer<Scenario> spoil) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case header(String name, Reason reason, String member, Object value) {
    return new Case(name, reason, s -> s.tokenHeader.put(member, value));
  }

  private static Case claim(String name, Reason reason, String member, Object value) {
    return new Case(name, reason, s -> s.tokenClaims.put(member, value));
  }

  private static Case without(String member, Reason reason) {
    return new Case("no " + member, reason, s -> s.tokenClaims.remove(member));
  }

  private static Case text(String name, String text) {
    return new Case(name, Reason.TOKEN_MALFORMED, s -> s.token = text);
  }

  private static Case authorization(String name, Reason reason, String value) {
    return new Case(
        name,
        reason,
        s -> {
          s.scheme = null;
          s.more.add(new Header("Authorization", value));
        });
  }

  private static Map<String, Object> actors(int depth) {
    return depth == 1 ? Map.of("sub", "a") : Map.of("sub", "a" + depth, "act", actors(depth - 1));
  }

  static List<Case> hostile() {
    return List.of(
        new Case("nothing at all", Reason.NO_CREDENTIAL, s -> s.scheme = null),
        new Case(
            "two headers",
            Reason.MULTIPLE_AUTHORIZATION,
            s -> s.more.add(new Header("Authorization", "Bearer x"))),
        authorization("joined", Reason.MULTIPLE_AUTHORIZATION, "DPoP a.b.c, Bearer d.e.f"),
        authorization("joined basic", Reason.MULTIPLE_AUTHORIZATION, "Basic YTpi, Bearer d.e.f"),
        authorization("comma", Reason.MULTIPLE_AUTHORIZATION, "Bearer a.b.c,"),
        authorization("basic", Reason.UNSUPPORTED_SCHEME, "Basic YTpi"),
        authorization("digest", Reason.UNSUPPORTED_SCHEME, "Digest username=\"a\", realm=\"b\""),
        authorization("empty", Reason.UNSUPPORTED_SCHEME, ""),
        authorization("tab for space", Reason.UNSUPPORTED_SCHEME, "Bearer\ta.b.c"),
        authorization("scheme alone", Reason.TOKEN_MALFORMED, "DPoP"),
        authorization("opaque", Reason.TOKEN_MALFORMED, "Bearer 2YotnFZFEjr1zCsicMWpAA"),
        text("two parts", "e30.e30"),
        text("five parts", "e30.e30.AA.AA.AA"),
        text("too long", "e30.e30." + "A".repeat(16 * 1024)),
        text("spare bits", "e31.e30.AA"),
        text("header twice", Scenario.sign("{\"typ\":1,\"typ\":1}", "{}", OTHER_KEY)),
        new Case("padded", Reason.TOKEN_MALFORMED, s -> s.token = s.tokenText() + "="),
        header("typ JWT", Reason.TOKEN_TYPE, "typ", "JWT"),
        header("typ of a proof", Reason.TOKEN_TYPE, "typ", "dpop+jwt"),
        header("typ of an approval", Reason.TOKEN_TYPE, "typ", "approval+jwt"),
        new Case("no typ", Reason.TOKEN_TYPE, s -> s.tokenHeader.remove("typ")),
        header("crit", Reason.TOKEN_MALFORMED, "crit", List.of("x")),
        header("alg none", Reason.TOKEN_ALGORITHM, "alg", "none"),
        header("alg HS256", Reason.TOKEN_ALGORITHM, "alg", "HS256"),
        header("alg not the issuer's", Reason.TOKEN_ALGORITHM, "alg", "ES384"),
        new Case("no alg", Reason.TOKEN_ALGORITHM, s -> s.tokenHeader.remove("alg")),
        header("another kid", Reason.TOKEN_UNKNOWN_KEY, "kid", "k2"),
        header("kid a number", Reason.TOKEN_UNKNOWN_KEY, "kid", 1),
        new Case("no kid", Reason.TOKEN_UNKNOWN_KEY, s -> s.tokenHeader.remove("kid")),
        new Case(
            "its own jwk",
            Reason.TOKEN_SIGNATURE,
            s -> {
              s.tokenKey = OTHER_KEY;
              s.tokenHeader.put("jwk", OTHER_KEY.toPublicJWK().toJSONObject());
            }),
        new Case(
            "jku and x5u",
            Reason.TOKEN_UNKNOWN_KEY,
            s -> {
              s.tokenKey = OTHER_KEY;
              s.tokenHeader.put("kid", "other");
              s.tokenHeader.put("jku", "https://evil.example/jwks.json");
              s.tokenHeader.put("x5u", "https://evil.example/cert.pem");
            }),
        new Case("forged", Reason.TOKEN_SIGNATURE, s -> s.tokenKey = OTHER_KEY),
        claim("unknown issuer", Reason.TOKEN_UNKNOWN_ISSUER, "iss", "https://evil.example"),
        claim("issuer with slash", Reason.TOKEN_UNKNOWN_ISSUER, "iss", Scenario.ISSUER + "/"),
        claim("issuer a list", Reason.TOKEN_MALFORMED, "iss", List.of(Scenario.ISSUER)),
        without("iss", Reason.TOKEN_MALFORMED),
        without("sub", Reason.TOKEN_MALFORMED),
        without("aud", Reason.TOKEN_MALFORMED),
        without("exp", Reason.TOKEN_MALFORMED),
        without("iat", Reason.TOKEN_MALFORMED),
        without("client_id", Reason.TOKEN_MALFORMED),
        claim("sub empty", Reason.TOKEN_MALFORMED, "sub", ""),
        claim("sub a number", Reason.TOKEN_MALFORMED, "sub", 1),
        claim("exp a string", Reason.TOKEN_MALFORMED, "exp", "tomorrow"),
        claim("exp beyond all time", Reason.TOKEN_MALFORMED, "exp", 1e18),
        claim("nbf a string", Reason.TOKEN_MALFORMED, "nbf", "now"),
        claim("scope a list", Reason.TOKEN_MALFORMED, "scope", List.of("a")),
        claim("aud a number", Reason.TOKEN_MALFORMED, "aud", 1),
        claim("aud mixed", Reason.TOKEN_MALFORMED, "aud", List.of("https://orders.example", 1)),
        claim("exp now", Reason.TOKEN_EXPIRED, "exp", SECONDS),
        claim("exp before", Reason.TOKEN_EXPIRED, "exp", SECONDS - 1),
        claim("nbf beyond the skew", Reason.TOKEN_NOT_YET_VALID, "nbf", SECONDS + 6),
        claim("iat beyond the skew", Reason.TOKEN_NOT_YET_VALID, "iat", SECONDS + 6),
        claim("another audience", Reason.TOKEN_AUDIENCE, "aud", "https://ledger.example"),
        claim("no audience", Reason.TOKEN_AUDIENCE, "aud", List.of()),
        claim("audience with slash", Reason.TOKEN_AUDIENCE, "aud", "https://orders.example/"),
        without("cnf", Reason.TOKEN_UNBOUND),
        claim("cnf a string", Reason.TOKEN_CONFIRMATION, "cnf", "x"),
        claim("cnf empty", Reason.TOKEN_CONFIRMATION, "cnf", Map.of()),
        claim("cnf kid only", Reason.TOKEN_CONFIRMATION, "cnf", Map.of("kid", "k")),
        claim("jkt short", Reason.TOKEN_CONFIRMATION, "cnf", Map.of("jkt", "AAAA")),
        claim("jkt a number", Reason.TOKEN_CONFIRMATION, "cnf", Map.of("jkt", 1)),
        claim(
            "good jkt, bad x5t",
            Reason.TOKEN_CONFIRMATION,
            "cnf",
            Map.of("jkt", Scenario.thumbprint(Scenario.CLIENT_KEY), "x5t#S256", "AA")),
        claim(
            "x5t alone under DPoP", Reason.TOKEN_CONFIRMATION, "cnf", Map.of("x5t#S256", UNBOUND)),
        claim(
            "bound to a certificate too, none there",
            Reason.CERTIFICATE_MISSING,
            "cnf",
            Map.of("jkt", Scenario.thumbprint(Scenario.CLIENT_KEY), "x5t#S256", UNBOUND)),
        new Case(
            "bound to another certificate",
            Reason.CERTIFICATE_MISMATCH,
            s -> {
              s.mtls(ORDERS).scheme = "Bearer";
              s.tokenClaims.put("cnf", Map.of("x5t#S256", UNBOUND));
            }),
        new Case("bound as Bearer", Reason.TOKEN_BOUND_AS_BEARER, s -> s.scheme = "Bearer"),
        new Case(
            "bound as Bearer without proof",
            Reason.TOKEN_BOUND_AS_BEARER,
            s -> {
              s.scheme = "bearer";
              s.withProof = false;
            }),
        new Case(
            "bearer where binding is required",
            Reason.TOKEN_UNBOUND,
            s -> s.bearer().tokenClaims.put("iss", Scenario.ISSUER)),
        claim(
            "subject of a trust domain that the issuer may not name",
            Reason.TOKEN_SUBJECT,
            "sub",
            "spiffe://partner.example/a"),
        claim(
            "actor of a trust domain that the issuer may not name",
            Reason.TOKEN_SUBJECT,
            "act",
            Map.of("sub", "spiffe://partner.example/a")),
        claim("act a string", Reason.TOKEN_ACTOR_CHAIN, "act", "a"),
        claim("act without sub", Reason.TOKEN_ACTOR_CHAIN, "act", Map.of("iss", "x")),
        claim("act of nine", Reason.TOKEN_ACTOR_CHAIN, "act", actors(9)),
        new Case(
            "keys too old",
            Reason.ISSUER_UNAVAILABLE,
            s -> s.keysReadAt = NOW.minus(Scenario.MAX_KEY_AGE).minusNanos(1)),
        new Case("good token, bad chain", Reason.CERTIFICATE_MALFORMED, s -> s.chain = "no PEM"),
        new Case(
            "good token, expired certificate",
            Reason.CERTIFICATE_EXPIRED,
            s -> s.chain = TestCertificates.expired(ORDERS).chain()),
        new Case(
            "good token, foreign certificate",
            Reason.CERTIFICATE_UNTRUSTED,
            s -> s.chain = TestCertificates.of("spiffe://other.example/a").chain()),
        new Case(
            "another workload's certificate",
            Reason.SUBJECT_MISMATCH,
            s -> s.chain = TestCertificates.of(LEDGER).chain()),
        new Case(
            "only an inner actor is the certificate's",
            Reason.SUBJECT_MISMATCH,
            s -> {
              s.chain = TestCertificates.of(LEDGER).chain();
              s.tokenClaims.put("act", Map.of("sub", "a", "act", Map.of("sub", LEDGER)));
            }));
  }

  @ParameterizedTest
  @MethodSource
  void hostile(Case hostile) {
    Scenario scenario = new Scenario();
    hostile.spoil().accept(scenario);
    Caller.Rejected rejected = refused(hostile.reason(), scenario);
    assertEquals(Attribution.Level.NONE, rejected.facts().attribution().level());
    assertEquals(hostile.reason().status() == 400, rejected.challenge().isEmpty());
    if (hostile.reason().name().startsWith("TOKEN_")) {
      String challenge = rejected.challenge().getFirst().value();
      assertTrue(challenge.startsWith("DPoP error=\"invalid_token\", algs=\""), challenge);
    }
  }

  @Test
  void withoutCredentialTheChallengeNamesNoError() {
    Scenario scenario = new Scenario();
    scenario.scheme = null;
    assertEquals(
        List.of(
            new Header("WWW-Authenticate", "DPoP algs=\"ES256 ES384 EdDSA PS256 RS256\""),
            new Header("WWW-Authenticate", "Bearer")),
        refused(Reason.NO_CREDENTIAL, scenario).challenge());
  }

  @Test
  void boundTokenNamesItsSubjectAndHowItIsKnown() {
    Scenario scenario = new Scenario();
    scenario.tokenClaims.put("sid", "s-1");
    scenario.tokenClaims.put("prompt_session", "p-1");
    scenario.tokenClaims.put("act", actors(8));
    Caller caller = assertInstanceOf(Caller.Verified.class, scenario.verify());
    assertEquals(ORDERS, subject(caller));
    assertEquals(CredentialFacts.Scheme.DPOP, caller.facts().credential().scheme());
    assertEquals(
        List.of(CredentialFacts.Confirmation.JKT), caller.facts().credential().confirmations());
    assertEquals(Attribution.Level.BOUND, caller.facts().attribution().level());
    assertEquals("s-1", caller.facts().agent().session());
    assertEquals("p-1", caller.facts().agent().promptSession());
    assertEquals(8, caller.facts().actors().size());
    assertEquals("a8", caller.facts().actors().getFirst().subject());
  }

  @Test
  void bearerTokenIsWeakAttribution() {
    Caller caller = assertInstanceOf(Caller.Verified.class, new Scenario().bearer().verify());
    assertEquals(Attribution.Level.BEARER, caller.facts().attribution().level());
    assertTrue(!caller.facts().credential().bound());
  }

  @Test
  void certificateAloneNamesItsSubject() {
    Caller caller = assertInstanceOf(Caller.Verified.class, new Scenario().mtls(ORDERS).verify());
    assertEquals(ORDERS, subject(caller));
    assertEquals(CredentialFacts.Scheme.MTLS, caller.facts().credential().scheme());
    assertEquals(Attribution.Level.BOUND, caller.facts().attribution().level());
  }

  @Test
  void tokenBoundToKeyAndCertificateNeedsBoth() {
    Scenario scenario = new Scenario();
    TestCertificates.Client client = TestCertificates.of(ORDERS);
    scenario.chain = client.chain();
    scenario.tokenClaims.put(
        "cnf",
        Map.of(
            "jkt", Scenario.thumbprint(Scenario.CLIENT_KEY),
            "x5t#S256", client.thumbprint().base64Url()));
    Caller caller = assertInstanceOf(Caller.Verified.class, scenario.verify());
    assertEquals(2, caller.facts().credential().confirmations().size());
  }

  @Test
  void tokenBoundToTheCertificateAloneComesAsBearer() {
    Scenario scenario = new Scenario();
    TestCertificates.Client client = TestCertificates.of(ORDERS);
    scenario.chain = client.chain();
    scenario.scheme = "Bearer";
    scenario.withProof = false;
    scenario.tokenClaims.put("cnf", Map.of("x5t#S256", client.thumbprint().base64Url()));
    Caller caller = assertInstanceOf(Caller.Verified.class, scenario.verify());
    assertEquals(CredentialFacts.Scheme.MTLS, caller.facts().credential().scheme());
    assertTrue(caller.facts().credential().bound());
  }

  @Test
  void outermostActorMayBringItsOwnCertificate() {
    Scenario scenario = new Scenario();
    scenario.chain = TestCertificates.of(LEDGER).chain();
    scenario.tokenClaims.put("act", Map.of("sub", LEDGER));
    Caller caller = assertInstanceOf(Caller.Verified.class, scenario.verify());
    assertEquals(ORDERS, subject(caller));
  }

  @Test
  void subjectThatIsNoSpiffeIdIsNamedBesideItsIssuer() {
    Scenario scenario = new Scenario();
    scenario.tokenClaims.put("sub", "alice");
    Caller caller = assertInstanceOf(Caller.Verified.class, scenario.verify());
    assertEquals("https://issuer.example#alice", subject(caller));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dpop", "DPOP", "DPoP "})
  void schemeIsReadInAnyCaseAndWithMoreSpaces(String scheme) {
    Scenario scenario = new Scenario();
    scenario.scheme = scheme;
    assertInstanceOf(Caller.Verified.class, scenario.verify());
  }

  @Test
  void timesHoldUpToTheirBoundaries() {
    Scenario scenario = new Scenario();
    scenario.tokenClaims.put("exp", SECONDS + 1);
    scenario.tokenClaims.put("nbf", SECONDS + 5);
    scenario.tokenClaims.put("iat", SECONDS + 5);
    scenario.tokenHeader.put("typ", "application/at+jwt");
    assertInstanceOf(Caller.Verified.class, scenario.verify());
  }

  @Test
  void rememberedTokenStillExpires() {
    Scenario scenario = new Scenario();
    CredentialVerifier verifier = scenario.verifier();
    assertInstanceOf(Caller.Verified.class, verifier.verify(scenario.request(), NOW));
    Caller caller = verifier.verify(scenario.request(), NOW.plusSeconds(300));
    assertEquals(Reason.TOKEN_EXPIRED, assertInstanceOf(Caller.Rejected.class, caller).reason());
    assertNotNull(caller.facts().credential().token());
  }

  private static String subject(Caller caller) {
    return assertInstanceOf(Caller.Verified.class, caller).subject().value();
  }
}
