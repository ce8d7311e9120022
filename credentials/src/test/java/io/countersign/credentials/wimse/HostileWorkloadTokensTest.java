package io.countersign.credentials.wimse;

import static io.countersign.credentials.wimse.WorkloadTokens.ACCESS;
import static io.countersign.credentials.wimse.WorkloadTokens.ATTACKER;
import static io.countersign.credentials.wimse.WorkloadTokens.ISSUER;
import static io.countersign.credentials.wimse.WorkloadTokens.NOW;
import static io.countersign.credentials.wimse.WorkloadTokens.SECONDS;
import static io.countersign.credentials.wimse.WorkloadTokens.TRANSACTION;
import static io.countersign.credentials.wimse.WorkloadTokens.WORKLOAD;
import static io.countersign.credentials.wimse.WorkloadTokens.confirmation;
import static io.countersign.credentials.wimse.WorkloadTokens.digest;
import static io.countersign.credentials.wimse.WorkloadTokens.identities;
import static io.countersign.credentials.wimse.WorkloadTokens.proofs;
import static io.countersign.credentials.wimse.WorkloadTokens.request;
import static io.countersign.credentials.wimse.WorkloadTokens.verified;
import static io.countersign.credentials.wimse.WorkloadTokens.wit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.countersign.credentials.fixture.Jwt;
import io.countersign.credentials.fixture.TestKey;
import io.countersign.credentials.wimse.WptRules.Place;
import io.countersign.decision.AccessRequest;
import io.countersign.decision.Reason;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Workload identity tokens and proofs, each with one mistake; then those that hold. */
final class HostileWorkloadTokensTest {
  private static final String WIT = wit().sign(ISSUER);
  private static final WptVerifier.Companions ALONE = new WptVerifier.Companions(null, null);
  private static final WptVerifier.Companions BOTH =
      new WptVerifier.Companions(ACCESS, TRANSACTION);

  private static Jwt wpt() {
    return WorkloadTokens.wpt(WIT);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void hostileIdentityIsRefused(String mistake, Reason reason, String token) {
    WitOutcome outcome = identities().verify(request(WitVerifier.HEADER, token), NOW);
    assertEquals(reason, assertInstanceOf(WitOutcome.Refused.class, outcome).reason());
  }

  static Stream<Arguments> hostileIdentityIsRefused() {
    String bare = WORKLOAD.jwk().substring(1);
    String secret = "\"kty\":\"oct\",\"k\":\"c2VjcmV0\",\"alg\":\"HS256\"}";
    String jkt = "{\"jkt\":" + Jwt.quote(WORKLOAD.thumbprint().base64Url()) + "}";
    return Stream.of(
        arguments("empty", Reason.WIT_MALFORMED, ""),
        arguments("not a JWS", Reason.WIT_MALFORMED, "spiffe://prod.example/orders"),
        arguments("comma-joined", Reason.WIT_MULTIPLE, WIT + "," + WIT),
        arguments("unsigned", Reason.WIT_SIGNATURE, WIT.substring(0, WIT.lastIndexOf('.') + 1)),
        arguments("signed by another", Reason.WIT_SIGNATURE, wit().sign(ATTACKER)),
        arguments("signed by the workload itself", Reason.WIT_SIGNATURE, wit().sign(WORKLOAD)),
        identity("an access token", Reason.WIT_TYPE, wit().header("typ", "\"at+jwt\"")),
        identity("a proof", Reason.WIT_TYPE, wit().header("typ", "\"wpt+jwt\"")),
        identity("a plain JWT", Reason.WIT_TYPE, wit().header("typ", "\"JWT\"")),
        identity("no typ", Reason.WIT_TYPE, wit().header("typ", null)),
        identity("alg none", Reason.WIT_ALGORITHM, wit().header("alg", "\"none\"")),
        identity("alg of a secret", Reason.WIT_ALGORITHM, wit().header("alg", "\"HS256\"")),
        identity("alg not the issuer's", Reason.WIT_ALGORITHM, wit().header("alg", "\"ES384\"")),
        identity("no alg", Reason.WIT_ALGORITHM, wit().header("alg", null)),
        identity("crit", Reason.WIT_MALFORMED, wit().header("crit", "[\"exp\"]")),
        identity("unknown kid", Reason.WIT_UNKNOWN_KEY, wit().header("kid", "\"k2\"")),
        identity("unknown issuer", Reason.WIT_UNKNOWN_ISSUER, wit().claim("iss", "\"https://x\"")),
        identity("no iss", Reason.WIT_MALFORMED, wit().claim("iss", null)),
        identity(
            "iss a list", Reason.WIT_MALFORMED, wit().claim("iss", "[\"https://wit.example\"]")),
        identity("past exp", Reason.WIT_EXPIRED, wit().claim("exp", SECONDS - 1)),
        identity("at the instant of exp", Reason.WIT_EXPIRED, wit().claim("exp", SECONDS)),
        identity("no exp", Reason.WIT_MALFORMED, wit().claim("exp", null)),
        identity("exp a text", Reason.WIT_MALFORMED, wit().claim("exp", "\"1900000000\"")),
        identity("iat ahead", Reason.WIT_NOT_YET_VALID, wit().claim("iat", SECONDS + 6)),
        identity("nbf ahead", Reason.WIT_NOT_YET_VALID, wit().claim("nbf", SECONDS + 6)),
        identity("no sub", Reason.WIT_MALFORMED, wit().claim("sub", null)),
        identity("sub no SPIFFE ID", Reason.WIT_SUBJECT, wit().claim("sub", "\"orders\"")),
        identity(
            "another trust domain",
            Reason.WIT_SUBJECT,
            wit().claim("sub", "\"spiffe://evil.example/orders\"")),
        identity(
            "a trust domain that begins as the issuer's",
            Reason.WIT_SUBJECT,
            wit().claim("sub", "\"spiffe://prod.example.evil/orders\"")),
        identity("jti empty", Reason.WIT_MALFORMED, wit().claim("jti", "\"\"")),
        identity("no cnf", Reason.WIT_MALFORMED, wit().claim("cnf", null)),
        identity("cnf a text", Reason.WIT_MALFORMED, wit().claim("cnf", "\"key\"")),
        identity("cnf only a thumbprint", Reason.WIT_CONFIRMATION, wit().claim("cnf", jkt)),
        identity("key without alg", Reason.WIT_CONFIRMATION, key(bare)),
        identity("key with alg none", Reason.WIT_CONFIRMATION, key("\"alg\":\"none\"," + bare)),
        identity(
            "key with another's alg", Reason.WIT_CONFIRMATION, key("\"alg\":\"RS256\"," + bare)),
        identity(
            "private key", Reason.WIT_CONFIRMATION, key("\"alg\":\"ES256\",\"d\":\"AA\"," + bare)),
        identity("symmetric key", Reason.WIT_CONFIRMATION, key(secret)),
        identity(
            "key for encryption",
            Reason.WIT_CONFIRMATION,
            key("\"alg\":\"ES256\",\"use\":\"enc\"," + bare)));
  }

  private static Arguments identity(String mistake, Reason reason, Jwt token) {
    return arguments(mistake, reason, token.sign(ISSUER));
  }

  private static Jwt key(String members) {
    return WorkloadTokens.wit().claim("cnf", confirmation(members));
  }

  @Test
  void twoIdentitiesAreRefused() {
    WitOutcome outcome =
        identities().verify(request(WitVerifier.HEADER, WIT, WitVerifier.HEADER, WIT), NOW);
    assertEquals(Reason.WIT_MULTIPLE, assertInstanceOf(WitOutcome.Refused.class, outcome).reason());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void hostileProofIsRefused(String mistake, Reason reason, String proof) {
    assertRefused(reason, check(request(), proof, ALONE));
  }

  static Stream<Arguments> hostileProofIsRefused() {
    String good = wpt().sign(WORKLOAD);
    String another = WorkloadTokens.wit().claim("jti", "\"w-2\"").sign(ISSUER);
    String jwk = ATTACKER.jwk();
    return Stream.of(
        arguments("empty", Reason.WPT_MALFORMED, ""),
        arguments("not a JWS", Reason.WPT_MALFORMED, "a.b"),
        arguments("comma-joined", Reason.WPT_MULTIPLE, good + "," + good),
        arguments("stolen identity", Reason.WPT_SIGNATURE, wpt().sign(ATTACKER)),
        arguments("issuer's key", Reason.WPT_SIGNATURE, wpt().sign(ISSUER)),
        arguments("key of its own", Reason.WPT_SIGNATURE, wpt().header("jwk", jwk).sign(ATTACKER)),
        arguments(
            "alg of another kind",
            Reason.WPT_ALGORITHM,
            wpt().header("alg", "\"ES384\"").sign(TestKey.es384())),
        row("alg none", Reason.WPT_ALGORITHM, wpt().header("alg", "\"none\"")),
        row("alg of a secret", Reason.WPT_ALGORITHM, wpt().header("alg", "\"HS256\"")),
        row("a DPoP proof", Reason.WPT_TYPE, wpt().header("typ", "\"dpop+jwt\"")),
        row("an identity", Reason.WPT_TYPE, wpt().header("typ", "\"wit+jwt\"")),
        row("no typ", Reason.WPT_TYPE, wpt().header("typ", null)),
        row("crit", Reason.WPT_CRITICAL, wpt().header("crit", "[\"exp\"]")),
        aud("another path", "https://orders.example/api/refunds"),
        aud("another host", "https://ledger.example/api/orders"),
        aud("host of the attacker", "https://orders.example@evil.example/api/orders"),
        aud("without TLS", "http://orders.example/api/orders"),
        aud("another port", "https://orders.example:8443/api/orders"),
        aud("a query", "https://orders.example/api/orders?page=2"),
        aud("an empty query", "https://orders.example/api/orders?"),
        aud("a fragment", "https://orders.example/api/orders#x"),
        aud("a trailing slash", "https://orders.example/api/orders/"),
        aud("the path alone", "/api/orders"),
        aud("the origin alone", "https://orders.example"),
        row(
            "aud a list",
            Reason.WPT_MALFORMED,
            wpt().claim("aud", "[\"https://orders.example/api/orders\"]")),
        row("no aud", Reason.WPT_MALFORMED, wpt().claim("aud", null)),
        row(
            "wth of another identity",
            Reason.WPT_IDENTITY_HASH,
            wpt().claim("wth", Jwt.quote(digest(another)))),
        row("wth a number", Reason.WPT_IDENTITY_HASH, wpt().claim("wth", "1")),
        row("no wth", Reason.WPT_MALFORMED, wpt().claim("wth", null)),
        row(
            "ath of nothing",
            Reason.WPT_TOKEN_HASH,
            wpt().claim("ath", Jwt.quote(ACCESS.base64Url()))),
        row("ath null", Reason.WPT_TOKEN_HASH, wpt().claim("ath", "null")),
        row(
            "tth of nothing",
            Reason.WPT_TRANSACTION_HASH,
            wpt().claim("tth", Jwt.quote(TRANSACTION.base64Url()))),
        row("past exp", Reason.WPT_EXPIRED, wpt().claim("exp", SECONDS - 1)),
        row("at the instant of exp", Reason.WPT_EXPIRED, wpt().claim("exp", SECONDS)),
        row("exp too far ahead", Reason.WPT_LIFETIME, wpt().claim("exp", SECONDS + 66)),
        row("no exp", Reason.WPT_MALFORMED, wpt().claim("exp", null)),
        row("iat ahead", Reason.WPT_NOT_YET_VALID, wpt().claim("iat", SECONDS + 6)),
        row("iat a text", Reason.WPT_NOT_YET_VALID, wpt().claim("iat", "\"now\"")),
        row("nbf ahead", Reason.WPT_NOT_YET_VALID, wpt().claim("nbf", SECONDS + 6)),
        row("no jti", Reason.WPT_MALFORMED, wpt().claim("jti", null)),
        row("jti empty", Reason.WPT_MALFORMED, wpt().claim("jti", "\"\"")),
        row("jti too long", Reason.WPT_MALFORMED, jti(257)));
  }

  private static Jwt jti(int length) {
    return wpt().claim("jti", Jwt.quote("j".repeat(length)));
  }

  private static Arguments row(String mistake, Reason reason, Jwt proof) {
    return arguments(mistake, reason, proof.sign(WORKLOAD));
  }

  private static Arguments aud(String mistake, String audience) {
    return row("aud: " + mistake, Reason.WPT_AUDIENCE, wpt().claim("aud", Jwt.quote(audience)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void hostileDigestOfAnotherHeaderIsRefused(String mistake, String others) {
    AccessRequest request = request("x-once", "a", "x-twice", "a", "x-twice", "a");
    assertRefused(
        Reason.WPT_OTHER_HASH, check(request, wpt().claim("oth", others).sign(WORKLOAD), ALONE));
  }

  static Stream<Arguments> hostileDigestOfAnotherHeaderIsRefused() {
    String many =
        IntStream.range(0, 17)
            .mapToObj(i -> "\"x-" + i + "\":\"" + digest("a") + "\"")
            .collect(Collectors.joining(",", "{", "}"));
    return Stream.of(
        arguments("header that is not there", other("x-absent", digest("a"))),
        arguments("header that is there twice", other("x-twice", digest("a"))),
        arguments("digest of another value", other("x-once", digest("b"))),
        arguments("value instead of its digest", other("x-once", "a")),
        arguments("one good, one unknown", good("\"unknown\":\"" + digest("a") + "\"")),
        arguments("digest a number", "{\"x-once\":1}"),
        arguments("digest null", "{\"x-once\":null}"),
        arguments("name empty", other("", digest("a"))),
        arguments("a list", "[\"x-once\"]"),
        arguments("a text", "\"x-once\""),
        arguments("null", "null"),
        arguments("empty", "{}"),
        arguments("17 entries", many));
  }

  private static String other(String name, String digest) {
    return "{" + Jwt.quote(name) + ":" + Jwt.quote(digest) + "}";
  }

  private static String good(String more) {
    return "{\"x-once\":\"" + digest("a") + "\"," + more + "}";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void hostileDigestOfACompanionIsRefused(
      String mistake, Reason reason, @Nullable String ath, @Nullable String tth) {
    Jwt proof = wpt();
    proof.claim("ath", ath == null ? null : Jwt.quote(ath));
    proof.claim("tth", tth == null ? null : Jwt.quote(tth));
    assertRefused(reason, check(request(), proof.sign(WORKLOAD), BOTH));
  }

  static Stream<Arguments> hostileDigestOfACompanionIsRefused() {
    String access = ACCESS.base64Url();
    String transaction = TRANSACTION.base64Url();
    return Stream.of(
        arguments("no ath", Reason.WPT_TOKEN_HASH, null, transaction),
        arguments("ath of another token", Reason.WPT_TOKEN_HASH, digest("x"), transaction),
        arguments("ath padded", Reason.WPT_TOKEN_HASH, access + "=", transaction),
        arguments("no tth", Reason.WPT_TRANSACTION_HASH, access, null),
        arguments("tth of another token", Reason.WPT_TRANSACTION_HASH, access, digest("x")),
        arguments("ath and tth exchanged", Reason.WPT_TOKEN_HASH, transaction, access));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void proofInTheWrongPlaceIsRefused(
      String mistake, Reason reason, Place place, @Nullable String authorized, int headers) {
    String[] fields = new String[2 * headers];
    for (int i = 0; i < headers; i++) {
      fields[2 * i] = WptVerifier.HEADER;
      fields[2 * i + 1] = wpt().sign(WORKLOAD);
    }
    assertRefused(
        reason, proofs(place).verify(request(fields), authorized, verified(WIT), ALONE, NOW));
  }

  static Stream<Arguments> proofInTheWrongPlaceIsRefused() {
    String good = wpt().sign(WORKLOAD);
    Place authorization = Place.AUTHORIZATION;
    Place header = Place.WORKLOAD_PROOF_TOKEN;
    return Stream.of(
        arguments("identity without proof", Reason.WPT_MISSING, authorization, null, 0),
        arguments("no proof in the header", Reason.WPT_MISSING, header, null, 0),
        arguments("header instead of authorization", Reason.WPT_MISSING, authorization, null, 1),
        arguments("authorization instead of header", Reason.WPT_MISSING, header, good, 0),
        arguments("both, authorization wanted", Reason.WPT_MULTIPLE, authorization, good, 1),
        arguments("both, header wanted", Reason.WPT_MULTIPLE, header, good, 1),
        arguments("two headers", Reason.WPT_MULTIPLE, header, null, 2));
  }

  @Test
  void proofInEitherPlaceHolds() {
    String proof = wpt().sign(WORKLOAD);
    assertHolds(check(request(), proof, ALONE));
    assertHolds(
        proofs(Place.WORKLOAD_PROOF_TOKEN)
            .verify(request(WptVerifier.HEADER, proof), null, verified(WIT), ALONE, NOW));
  }

  @Test
  void proofWithEveryDigestHolds() {
    String proof =
        wpt()
            .claim("ath", Jwt.quote(ACCESS.base64Url()))
            .claim("tth", Jwt.quote(TRANSACTION.base64Url()))
            .claim("oth", other("x-once", digest("a")))
            .sign(WORKLOAD);
    assertHolds(check(request("x-once", "a"), proof, BOTH));
  }

  @Test
  void boundaryInstantsHold() {
    assertHolds(check(request(), wpt().claim("exp", SECONDS + 1).sign(WORKLOAD), ALONE));
    assertHolds(check(request(), wpt().claim("exp", SECONDS + 65).sign(WORKLOAD), ALONE));
    assertHolds(check(request(), wpt().claim("iat", SECONDS + 5).sign(WORKLOAD), ALONE));
    assertHolds(check(request(), wpt().claim("iat", null).sign(WORKLOAD), ALONE));
    assertHolds(check(request(), jti(256).sign(WORKLOAD), ALONE));
    verified(WorkloadTokens.wit().claim("exp", SECONDS + 1).sign(ISSUER));
    verified(WorkloadTokens.wit().claim("iat", SECONDS + 5).sign(ISSUER));
  }

  @Test
  void identityNamesItsWorkload() {
    VerifiedWit held = verified(WIT);
    assertEquals("spiffe://prod.example/orders", held.subject().value());
    assertEquals("prod.example", held.subject().trustDomain());
    assertEquals(digest(WIT), held.digest().base64Url());
    assertEquals("w-1", held.facts().jti());
  }

  @Test
  void replayKeyIsOfTheIdAndTheKey() {
    VerifiedWpt one = assertHolds(check(request(), wpt().sign(WORKLOAD), ALONE));
    VerifiedWpt again =
        assertHolds(check(request(), wpt().claim("exp", SECONDS + 9).sign(WORKLOAD), ALONE));
    assertEquals(one.replayKey(), again.replayKey());
    assertEquals(WORKLOAD.thumbprint(), one.keyThumbprint());
    assertEquals(Instant.ofEpochSecond(SECONDS + 35), one.until());

    VerifiedWpt next =
        assertHolds(check(request(), wpt().claim("jti", "\"p-2\"").sign(WORKLOAD), ALONE));
    assertNotEquals(one.replayKey(), next.replayKey());

    String wit = key("\"alg\":\"ES256\"," + ATTACKER.jwk().substring(1)).sign(ISSUER);
    VerifiedWpt other =
        assertHolds(
            proofs(Place.AUTHORIZATION)
                .verify(
                    request(), WorkloadTokens.wpt(wit).sign(ATTACKER), verified(wit), ALONE, NOW));
    assertNotEquals(one.replayKey(), other.replayKey());
  }

  private static WptOutcome check(
      AccessRequest request, String proof, WptVerifier.Companions companions) {
    return proofs(Place.AUTHORIZATION).verify(request, proof, verified(WIT), companions, NOW);
  }

  private static void assertRefused(Reason reason, WptOutcome outcome) {
    assertEquals(reason, assertInstanceOf(WptOutcome.Refused.class, outcome).reason());
  }

  private static VerifiedWpt assertHolds(WptOutcome outcome) {
    if (outcome instanceof WptOutcome.Refused refused) {
      throw new AssertionError(refused.reason());
    }
    return assertInstanceOf(VerifiedWpt.class, outcome);
  }
}
