package io.countersign.credentials.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.countersign.credentials.fixture.Jwt;
import io.countersign.credentials.fixture.TestKey;
import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.credentials.keys.KeySet;
import io.countersign.credentials.keys.KeySource;
import io.countersign.decision.Header;
import io.countersign.decision.Headers;
import io.countersign.decision.Reason;
import io.countersign.decision.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Transaction tokens: first those that must not pass. */
final class TransactionTokenVerifierTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
  private static final long SECONDS = NOW.getEpochSecond();
  private static final TestKey KEY = TestKey.es256().named("k1");
  private static final TestKey STRANGER = TestKey.es256().named("k1");

  private record Keys(KeySet set) implements KeySource {
    @Override
    public KeySet keys(Instant now) {
      return set;
    }

    @Override
    public KeySet refetched(Instant now) {
      return set;
    }
  }

  private static TransactionIssuer issuer(String name, String audience, Instant readAt) {
    KeySet keys = new KeySet(Map.of("k1", KEY.publicJwk()), 1, readAt);
    return new TransactionIssuer(
        name, new Keys(keys), Set.of(audience), Set.of(JwsAlgorithm.ES256));
  }

  private static TransactionTokenVerifier verifier(TransactionIssuer... issuers) {
    return new TransactionTokenVerifier(
        List.of(issuers), Duration.ofSeconds(30), Duration.ofHours(1), SignatureProvider.best());
  }

  private static TransactionOutcome verify(String... tokens) {
    Headers headers =
        Headers.of(
            Stream.of(tokens).map(each -> new Header("txn-token", each)).toArray(Header[]::new));
    return verifier(issuer("https://tts.example", "prod.example", NOW)).verify(headers, NOW);
  }

  private static Jwt token() {
    return Jwt.empty()
        .header("alg", "\"ES256\"")
        .header("kid", "\"k1\"")
        .header("typ", "\"txntoken+jwt\"")
        .claim("iss", "\"https://tts.example\"")
        .claim("aud", "\"prod.example\"")
        .claim("txn", "\"t-1\"")
        .claim("sub", "\"user-7\"")
        .claim("scope", "\"orders.read\"")
        .claim("req_wl", "\"spiffe://prod.example/gateway\"")
        .claim("iat", SECONDS - 10)
        .claim("exp", SECONDS + 60);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void hostileTokenIsRefused(String mistake, Reason reason, String token) {
    assertEquals(
        reason, assertInstanceOf(TransactionOutcome.Refused.class, verify(token)).reason());
  }

  static Stream<Arguments> hostileTokenIsRefused() {
    String deep = "{\"a\":".repeat(64) + "1" + "}".repeat(64);
    String good = token().sign(KEY);
    return Stream.of(
        arguments("empty", Reason.TXN_TOKEN_MALFORMED, ""),
        arguments("comma-joined", Reason.TXN_TOKEN_MULTIPLE, good + "," + good),
        row("access token", Reason.TXN_TOKEN_TYPE, token().header("typ", "\"at+jwt\"")),
        row("identity token", Reason.TXN_TOKEN_TYPE, token().header("typ", "\"wit+jwt\"")),
        row("proof token", Reason.TXN_TOKEN_TYPE, token().header("typ", "\"wpt+jwt\"")),
        row("DPoP proof", Reason.TXN_TOKEN_TYPE, token().header("typ", "\"dpop+jwt\"")),
        row("no typ", Reason.TXN_TOKEN_TYPE, token().header("typ", null)),
        row("alg none", Reason.TXN_TOKEN_ALGORITHM, token().header("alg", "\"none\"")),
        row("alg of a secret", Reason.TXN_TOKEN_ALGORITHM, token().header("alg", "\"HS256\"")),
        row("alg not allowed", Reason.TXN_TOKEN_ALGORITHM, token().header("alg", "\"RS256\"")),
        row("crit", Reason.TXN_TOKEN_MALFORMED, token().header("crit", "[\"x\"]")),
        row("unknown kid", Reason.TXN_TOKEN_UNKNOWN_KEY, token().header("kid", "\"k2\"")),
        arguments("another's key", Reason.TXN_TOKEN_SIGNATURE, token().sign(STRANGER)),
        row("unknown iss", Reason.TXN_TOKEN_UNKNOWN_ISSUER, token().claim("iss", "\"x\"")),
        row("iss a number", Reason.TXN_TOKEN_UNKNOWN_ISSUER, token().claim("iss", "1")),
        row("wrong aud", Reason.TXN_TOKEN_AUDIENCE, token().claim("aud", "\"b.example\"")),
        row("aud a list", Reason.TXN_TOKEN_MALFORMED, token().claim("aud", "[\"prod.example\"]")),
        row("expired", Reason.TXN_TOKEN_EXPIRED, token().claim("exp", SECONDS)),
        row("no exp", Reason.TXN_TOKEN_MALFORMED, token().claim("exp", null)),
        row("no iat", Reason.TXN_TOKEN_MALFORMED, token().claim("iat", null)),
        row("iat ahead", Reason.TXN_TOKEN_NOT_YET_VALID, token().claim("iat", SECONDS + 31)),
        row("nbf ahead", Reason.TXN_TOKEN_NOT_YET_VALID, token().claim("nbf", SECONDS + 31)),
        row("empty txn", Reason.TXN_TOKEN_MALFORMED, token().claim("txn", "\"\"")),
        row("no sub", Reason.TXN_TOKEN_MALFORMED, token().claim("sub", null)),
        row("no scope", Reason.TXN_TOKEN_MALFORMED, token().claim("scope", null)),
        row("no req_wl", Reason.TXN_TOKEN_MALFORMED, token().claim("req_wl", null)),
        arguments("issuer's access token", Reason.TXN_TOKEN_MALFORMED, accessToken().sign(KEY)),
        row("sub a list", Reason.TXN_TOKEN_MALFORMED, token().claim("sub", "[\"user-7\"]")),
        row("exp a text", Reason.TXN_TOKEN_MALFORMED, token().claim("exp", "\"1900000000\"")),
        row("transaction 64 deep", Reason.TXN_TOKEN_MALFORMED, token().claim("tctx", deep)),
        row("context a text", Reason.TXN_TOKEN_MALFORMED, token().claim("tctx", "\"x\"")),
        row("context 64 deep", Reason.TXN_TOKEN_MALFORMED, token().claim("rctx", deep)));
  }

  private static Jwt accessToken() {
    return token()
        .header("typ", "\"at+jwt\"")
        .claim("txn", null)
        .claim("req_wl", null)
        .claim("client_id", "\"c-1\"");
  }

  private static Arguments row(String mistake, Reason reason, Jwt token) {
    return arguments(mistake, reason, token.sign(KEY));
  }

  @Test
  void twoTokensAreRefused() {
    String good = token().sign(KEY);
    assertEquals(new TransactionOutcome.Refused(Reason.TXN_TOKEN_MULTIPLE), verify(good, good));
  }

  @Test
  void tokenWithoutIssuerIsRefusedWhenTwoServeTheTrustDomain() {
    Headers headers = Headers.of(new Header("txn-token", token().claim("iss", null).sign(KEY)));
    assertEquals(
        new TransactionOutcome.Refused(Reason.TXN_TOKEN_UNKNOWN_ISSUER),
        verifier(issuer("a", "prod.example", NOW), issuer("b", "prod.example", NOW))
            .verify(headers, NOW));
  }

  @Test
  void tokenWithoutIssuerIsOfTheOnlyOneOfItsTrustDomain() {
    VerifiedTransaction verified =
        assertInstanceOf(VerifiedTransaction.class, verify(token().claim("iss", null).sign(KEY)));
    assertEquals("https://tts.example", verified.toJson().string("issuer").orElseThrow());
    assertEquals("t-1", verified.id());
  }

  @Test
  void boundaryInstantsHold() {
    assertInstanceOf(VerifiedTransaction.class, verify(at("exp", SECONDS + 1)));
    assertInstanceOf(VerifiedTransaction.class, verify(at("iat", SECONDS + 30)));
    assertInstanceOf(VerifiedTransaction.class, verify(at("nbf", SECONDS + 30)));
  }

  private static String at(String claim, long seconds) {
    return token().claim(claim, seconds).sign(KEY);
  }

  @Test
  void goodTokenSaysWhatTheTransactionIs() {
    String text =
        token().claim("tctx", "{\"order\":7}").claim("rctx", "{\"ip\":\"10.0.0.1\"}").sign(KEY);
    Headers headers = Headers.of(new Header("txn-token", text));
    Instant readAt = NOW.minusSeconds(90);
    VerifiedTransaction verified =
        assertInstanceOf(
            VerifiedTransaction.class,
            verifier(issuer("https://tts.example", "prod.example", readAt)).verify(headers, NOW));

    assertEquals(
        TestKey.json(
            "{\"txn\":\"t-1\",\"issuer\":\"https://tts.example\",\"subject\":\"user-7\","
                + "\"scope\":\"orders.read\","
                + "\"requesting_workload\":\"spiffe://prod.example/gateway\","
                + "\"context\":{\"order\":7},\"requester_context\":{\"ip\":\"10.0.0.1\"},"
                + "\"issued_at\":1799999990,\"expires_at\":1800000060}"),
        verified.toJson());
    assertEquals(Sha256.of(text.getBytes(StandardCharsets.US_ASCII)), verified.digest());
    assertEquals(Duration.ofSeconds(90), verified.keyAge());
  }
}
