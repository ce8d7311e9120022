package io.countersign.credentials.jwtsvid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.countersign.credentials.fixture.Jwt;
import io.countersign.credentials.fixture.TestKey;
import io.countersign.credentials.jose.CompactJws;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.credentials.x509.TrustBundles;
import io.countersign.decision.Reason;
import io.countersign.decision.SubjectId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JWT-SVIDs (JWT-SVID §2 to §4): first those that must not pass. */
final class JwtSvidVerifierTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
  private static final Duration MAX_AGE = Duration.ofHours(1);
  private static final Duration SKEW = Duration.ofSeconds(30);
  private static final String AUDIENCE = "https://api.example";
  private static final TestKey KEY = TestKey.es256().named("k1");
  private static final TestKey ES384 = TestKey.es384().named("k2");
  private static final TestKey RSA = TestKey.rsa("RS256", 2048);
  private static final TestKey PARTNER = TestKey.es256().named("p1");
  private static final TestKey STRANGER = TestKey.es256().named("k1");
  private static final TestKey EDDSA = TestKey.eddsa().named("k4");

  private final TestBundle prod =
      new TestBundle("prod.example", NOW, KEY, ES384, RSA.named("k3"), EDDSA);
  private final TestBundle partner = new TestBundle("partner.example", NOW, PARTNER);
  private final JwtSvidVerifier verifier =
      new JwtSvidVerifier(
          new TrustBundles(List.of(prod, partner), MAX_AGE),
          Map.of(
              "prod.example", Set.of(AUDIENCE, "spiffe://prod.example/countersign"),
              "partner.example", Set.of(AUDIENCE)),
          SKEW,
          SignatureProvider.best());

  private static Jwt svid() {
    return Jwt.empty()
        .header("alg", "\"ES256\"")
        .header("kid", "\"k1\"")
        .header("typ", "\"JWT\"")
        .claim("sub", "\"spiffe://prod.example/orders\"")
        .claim("aud", "[\"" + AUDIENCE + "\"]")
        .claim("exp", NOW.getEpochSecond() + 300)
        .claim("iat", NOW.getEpochSecond() - 10);
  }

  private static Reason reason(JwtSvidOutcome outcome) {
    return assertInstanceOf(JwtSvidOutcome.Rejected.class, outcome).reason();
  }

  private static VerifiedJwtSvid accepted(JwtSvidOutcome outcome) {
    return assertInstanceOf(VerifiedJwtSvid.class, outcome);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void hostileTokenIsRefused(String mistake, Reason reason, String token) {
    assertEquals(reason, reason(verifier.verify(token, NOW)));
  }

  static Stream<Arguments> hostileTokenIsRefused() {
    long now = NOW.getEpochSecond();
    String header = svid().headerJson();
    String good = svid().sign(KEY);
    String[] parts = good.split("\\.", -1);
    String hmac =
        Jwt.encode("{\"alg\":\"HS256\",\"kid\":\"k1\"}") + "." + parts[1] + "." + parts[2];
    String none = Jwt.encode("{\"alg\":\"none\",\"kid\":\"k1\"}") + "." + parts[1] + ".";
    String partnerSub = "\"spiffe://partner.example/orders\"";
    return Stream.of(
        row("no token", Reason.TOKEN_MALFORMED, ""),
        row("two parts", Reason.TOKEN_MALFORMED, parts[0] + "." + parts[1]),
        row("JSON serialisation", Reason.TOKEN_MALFORMED, "{\"payload\":\"" + parts[1] + "\"}"),
        row("longer than any token", Reason.TOKEN_MALFORMED, "a".repeat(16 * 1024 + 1)),
        row(
            "claims that say sub twice",
            Reason.TOKEN_MALFORMED,
            Jwt.sign(
                header,
                "{\"sub\":\"spiffe://prod.example/a\"," + svid().claimsJson().substring(1),
                KEY)),
        row("typ at+jwt", Reason.TOKEN_TYPE, svid().header("typ", "\"at+jwt\"").sign(KEY)),
        row("typ wit+jwt", Reason.TOKEN_TYPE, svid().header("typ", "\"wit+jwt\"").sign(KEY)),
        row("typ dpop+jwt", Reason.TOKEN_TYPE, svid().header("typ", "\"dpop+jwt\"").sign(KEY)),
        row("typ in lower case", Reason.TOKEN_TYPE, svid().header("typ", "\"jwt\"").sign(KEY)),
        row("typ empty", Reason.TOKEN_TYPE, svid().header("typ", "\"\"").sign(KEY)),
        row("typ a number", Reason.TOKEN_TYPE, svid().header("typ", "1").sign(KEY)),
        row("alg none", Reason.TOKEN_ALGORITHM, none),
        row("alg HS256", Reason.TOKEN_ALGORITHM, hmac),
        row("alg missing", Reason.TOKEN_ALGORITHM, svid().header("alg", null).sign(KEY)),
        row(
            "alg EdDSA, which JWT-SVID lacks",
            Reason.TOKEN_ALGORITHM,
            svid().header("alg", "\"EdDSA\"").header("kid", "\"k4\"").sign(EDDSA)),
        row(
            "alg of another kind of key",
            Reason.TOKEN_SIGNATURE,
            svid().header("alg", "\"ES384\"").sign(KEY)),
        row("crit", Reason.TOKEN_MALFORMED, svid().header("crit", "[\"b64\"]").sign(KEY)),
        row(
            "its own key in the header",
            Reason.TOKEN_MALFORMED,
            svid().header("jwk", STRANGER.jwk()).sign(STRANGER)),
        row(
            "a certificate in the header",
            Reason.TOKEN_MALFORMED,
            svid().header("x5c", "[\"MII=\"]").sign(KEY)),
        row(
            "a URL of keys in the header",
            Reason.TOKEN_MALFORMED,
            svid().header("jku", "\"https://evil.example/jwks\"").sign(KEY)),
        row("a private header", Reason.TOKEN_MALFORMED, svid().header("note", "1").sign(KEY)),
        row("no kid", Reason.TOKEN_UNKNOWN_KEY, svid().header("kid", null).sign(KEY)),
        row("kid empty", Reason.TOKEN_UNKNOWN_KEY, svid().header("kid", "\"\"").sign(KEY)),
        row("kid a number", Reason.TOKEN_UNKNOWN_KEY, svid().header("kid", "1").sign(KEY)),
        row("kid nobody knows", Reason.TOKEN_UNKNOWN_KEY, svid().header("kid", "\"k9\"").sign(KEY)),
        row(
            "signed by somebody under the right kid",
            Reason.TOKEN_SIGNATURE,
            svid().sign(STRANGER)),
        row(
            "signed by another domain's key",
            Reason.TOKEN_UNKNOWN_KEY,
            svid().header("kid", "\"p1\"").sign(PARTNER)),
        row(
            "signed by another domain's key under our kid",
            Reason.TOKEN_SIGNATURE,
            svid().sign(PARTNER)),
        row(
            "our key for another domain's workload",
            Reason.TOKEN_UNKNOWN_KEY,
            svid().claim("sub", partnerSub).sign(KEY)),
        row(
            "our issuer named for another domain's workload",
            Reason.TOKEN_UNKNOWN_KEY,
            svid().claim("sub", partnerSub).claim("iss", "\"spiffe://prod.example\"").sign(KEY)),
        row(
            "altered subject",
            Reason.TOKEN_SIGNATURE,
            parts[0]
                + "."
                + Jwt.encode(svid().claim("sub", "\"spiffe://prod.example/admin\"").claimsJson())
                + "."
                + parts[2]),
        row("signature cut off", Reason.TOKEN_SIGNATURE, parts[0] + "." + parts[1] + "."),
        row("no sub", Reason.TOKEN_MALFORMED, svid().claim("sub", null).sign(KEY)),
        row("sub a number", Reason.TOKEN_MALFORMED, svid().claim("sub", "1").sign(KEY)),
        row("sub no SPIFFE ID", Reason.TOKEN_SUBJECT, svid().claim("sub", "\"orders\"").sign(KEY)),
        row(
            "sub the trust domain itself",
            Reason.TOKEN_SUBJECT,
            svid().claim("sub", "\"spiffe://prod.example\"").sign(KEY)),
        row(
            "sub with a dot segment",
            Reason.TOKEN_SUBJECT,
            svid().claim("sub", "\"spiffe://prod.example/a/../b\"").sign(KEY)),
        row(
            "sub with an upper-case domain",
            Reason.TOKEN_SUBJECT,
            svid().claim("sub", "\"spiffe://PROD.example/a\"").sign(KEY)),
        row(
            "sub with a port",
            Reason.TOKEN_SUBJECT,
            svid().claim("sub", "\"spiffe://prod.example:443/a\"").sign(KEY)),
        row(
            "a domain that is not trusted",
            Reason.TOKEN_UNKNOWN_ISSUER,
            svid().claim("sub", "\"spiffe://third.example/a\"").sign(KEY)),
        row(
            "a sub-domain of a trusted one",
            Reason.TOKEN_UNKNOWN_ISSUER,
            svid().claim("sub", "\"spiffe://a.prod.example/a\"").sign(KEY)),
        row("no aud", Reason.TOKEN_MALFORMED, svid().claim("aud", null).sign(KEY)),
        row("aud null", Reason.TOKEN_MALFORMED, svid().claim("aud", "null").sign(KEY)),
        row("aud an object", Reason.TOKEN_MALFORMED, svid().claim("aud", "{}").sign(KEY)),
        row(
            "aud with a number",
            Reason.TOKEN_MALFORMED,
            svid().claim("aud", "[\"" + AUDIENCE + "\",1]").sign(KEY)),
        row("aud an empty array", Reason.TOKEN_AUDIENCE, svid().claim("aud", "[]").sign(KEY)),
        row("aud empty", Reason.TOKEN_AUDIENCE, svid().claim("aud", "\"\"").sign(KEY)),
        row(
            "aud of another service",
            Reason.TOKEN_AUDIENCE,
            svid().claim("aud", "[\"https://other.example\"]").sign(KEY)),
        row(
            "aud in other letters",
            Reason.TOKEN_AUDIENCE,
            svid().claim("aud", "[\"HTTPS://api.example\"]").sign(KEY)),
        row(
            "aud that begins like ours",
            Reason.TOKEN_AUDIENCE,
            svid().claim("aud", "\"" + AUDIENCE + ".evil.example\"").sign(KEY)),
        row("no exp", Reason.TOKEN_MALFORMED, svid().claim("exp", null).sign(KEY)),
        row(
            "exp a string",
            Reason.TOKEN_MALFORMED,
            svid().claim("exp", "\"" + (now + 300) + "\"").sign(KEY)),
        row("exp now", Reason.TOKEN_EXPIRED, svid().claim("exp", now).sign(KEY)),
        row("exp past", Reason.TOKEN_EXPIRED, svid().claim("exp", now - 1).sign(KEY)),
        row(
            "nbf in the future",
            Reason.TOKEN_NOT_YET_VALID,
            svid().claim("nbf", now + SKEW.toSeconds() + 1).sign(KEY)),
        row(
            "iat in the future",
            Reason.TOKEN_NOT_YET_VALID,
            svid().claim("iat", now + SKEW.toSeconds() + 1).sign(KEY)),
        row("iss a number", Reason.TOKEN_MALFORMED, svid().claim("iss", "1").sign(KEY)));
  }

  private static Arguments row(String mistake, Reason reason, String token) {
    return arguments(mistake, reason, token);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {"none", "JWT", "JOSE"})
  void typeMayBeAbsentJwtOrJose(@Nullable String type) {
    Jwt token = svid().header("typ", type == null ? null : "\"" + type + "\"");
    VerifiedJwtSvid svid = accepted(verifier.verify(token.sign(KEY), NOW));
    assertEquals(new SubjectId("spiffe://prod.example/orders", "prod.example"), svid.subject());
    assertEquals(List.of(AUDIENCE), svid.facts().audience());
    assertEquals("", svid.facts().issuer());
    assertEquals("k1", svid.facts().keyId());
    assertEquals(type, svid.facts().type());
    assertEquals(NOW.plusSeconds(300), svid.facts().expiresAt());
    assertEquals(Duration.ZERO, svid.keyAge());
  }

  @Test
  void everyAlgorithmThatBothHaveIsAccepted() {
    Jwt rsa = svid().header("kid", "\"k3\"");
    accepted(
        verifier.verify(
            svid().header("alg", "\"ES384\"").header("kid", "\"k2\"").sign(ES384), NOW));
    accepted(verifier.verify(rsa.header("alg", "\"RS256\"").sign(RSA), NOW));
    accepted(verifier.verify(rsa.header("alg", "\"PS256\"").sign(RSA.as("PS256")), NOW));
  }

  @Test
  void oneAudienceOfSeveralIsEnough() {
    String several = "[\"https://other.example\",\"spiffe://prod.example/countersign\"]";
    accepted(verifier.verify(svid().claim("aud", several).sign(KEY), NOW));
    accepted(verifier.verify(svid().claim("aud", "\"" + AUDIENCE + "\"").sign(KEY), NOW));
  }

  @Test
  void verifierWithoutAudiencesAcceptsNothing() {
    JwtSvidVerifier deaf =
        new JwtSvidVerifier(
            new TrustBundles(List.of(prod), MAX_AGE),
            Map.of("partner.example", Set.of(AUDIENCE)),
            SKEW,
            SignatureProvider.best());
    assertEquals(Reason.TOKEN_AUDIENCE, reason(deaf.verify(svid().sign(KEY), NOW)));
  }

  @Test
  void timesHoldToTheInstant() {
    long now = NOW.getEpochSecond();
    String token = svid().claim("nbf", now + SKEW.toSeconds()).claim("exp", now + 60).sign(KEY);
    accepted(verifier.verify(token, NOW));
    accepted(verifier.verify(token, NOW.plusSeconds(60).minusNanos(1)));
    assertEquals(Reason.TOKEN_EXPIRED, reason(verifier.verify(token, NOW.plusSeconds(60))));
    assertEquals(Reason.TOKEN_NOT_YET_VALID, reason(verifier.verify(token, NOW.minusNanos(1))));
  }

  @Test
  void withdrawnKeyStopsWorkingAtOnceThoughTheTokenIsRemembered() {
    String token = svid().sign(KEY);
    accepted(verifier.verify(token, NOW));
    prod.become(NOW, ES384);
    assertEquals(Reason.TOKEN_UNKNOWN_KEY, reason(verifier.verify(token, NOW)));
  }

  @Test
  void newKeyIsAskedForOnce() {
    TestKey next = TestKey.es256().named("next");
    String token = svid().header("kid", "\"next\"").sign(next);
    assertEquals(Reason.TOKEN_UNKNOWN_KEY, reason(verifier.verify(token, NOW)));
    prod.becomeWhenAsked(NOW, KEY, next);
    accepted(verifier.verify(token, NOW));
  }

  @Test
  void keyWithdrawnInAQuietTimeDoesNotWorkOnceMore() {
    String token = svid().claim("exp", NOW.getEpochSecond() + 86_400).sign(KEY);
    accepted(verifier.verify(token, NOW));
    prod.becomeWhenAsked(NOW.plusSeconds(600), ES384);
    accepted(verifier.verify(token, NOW.plusSeconds(600)));
    Instant later = NOW.plusSeconds(600).plusNanos(1);
    assertEquals(Reason.TOKEN_UNKNOWN_KEY, reason(verifier.verify(token, later)));
  }

  @Test
  void bundleThatGrewTooOldServesNobody() {
    String token = svid().claim("exp", NOW.getEpochSecond() + 86_400).sign(KEY);
    accepted(verifier.verify(token, NOW));
    assertEquals(MAX_AGE, accepted(verifier.verify(token, NOW.plus(MAX_AGE))).keyAge());
    Instant later = NOW.plus(MAX_AGE).plusNanos(1);
    assertEquals(Reason.TRUST_BUNDLE_UNAVAILABLE, reason(verifier.verify(token, later)));
    String unseen = svid().claim("exp", NOW.getEpochSecond() + 86_401).sign(KEY);
    assertEquals(Reason.TRUST_BUNDLE_UNAVAILABLE, reason(verifier.verify(unseen, later)));
    prod.becomeWhenAsked(later, KEY);
    assertEquals(Duration.ZERO, accepted(verifier.verify(token, later)).keyAge());
  }

  @Test
  void refusedTokenLeavesWhatItClaims() {
    JwtSvidOutcome outcome = verifier.verify(svid().sign(STRANGER), NOW);
    var rejected = assertInstanceOf(JwtSvidOutcome.Rejected.class, outcome);
    assertEquals(
        "spiffe://prod.example/orders", Objects.requireNonNull(rejected.facts()).subject());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"at+jwt\"", "\"AT+JWT\"", "\"application/at+jwt\""})
  void accessTokenDoesNotLookLikeAnSvid(String type) {
    assertFalse(JwtSvidVerifier.looksLike(parsed(svid().header("typ", type))));
  }

  @Test
  void subjectMakesATokenLookLikeAnSvid() {
    assertTrue(JwtSvidVerifier.looksLike(parsed(svid())));
    assertTrue(JwtSvidVerifier.looksLike(parsed(svid().header("typ", null))));
    assertFalse(JwtSvidVerifier.looksLike(parsed(svid().claim("sub", "\"orders\""))));
    assertFalse(JwtSvidVerifier.looksLike(parsed(svid().claim("sub", null))));
  }

  private static CompactJws parsed(Jwt token) {
    return CompactJws.parse(token.sign(KEY)).orElseThrow();
  }
}
