package io.countersign.credentials.token;

import static io.countersign.credentials.jose.JwtText.quoted;
import static io.countersign.credentials.token.TestIssuer.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.JwtText;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.credentials.jose.SigningKey;
import io.countersign.credentials.keys.FileKeySource;
import io.countersign.credentials.keys.KeySet;
import io.countersign.credentials.keys.KeySource;
import io.countersign.decision.Actor;
import io.countersign.decision.Reason;
import io.countersign.decision.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptedTokensTest {
  private static final Duration SKEW = Duration.ofSeconds(30);
  private static final Duration MAX_KEY_AGE = Duration.ofHours(1);
  private static final TestIssuer ISSUER = TestIssuer.named("https://issuer.example");
  private static final SigningKey KEY = ISSUER.key(JwsAlgorithm.ES256);
  private static final JwtText GOOD = ISSUER.token();

  private final AtomicReference<KeySet> keys = new AtomicReference<>(ISSUER.keySet(0, NOW));
  private final AccessTokenVerifier verifier = verifier(now -> keys.get(), true);

  private static AccessTokenVerifier verifier(KeySource keys, boolean requireBinding) {
    return new AccessTokenVerifier(
        List.of(issuer(keys, requireBinding)),
        new TokenRules(SKEW, MAX_KEY_AGE),
        SignatureProvider.best());
  }

  private static TokenIssuer issuer(KeySource keys, boolean requireBinding) {
    return new TokenIssuer(
        ISSUER.name(),
        keys,
        Set.of("https://api.example", "https://api2.example"),
        Set.of("at+jwt"),
        EnumSet.allOf(JwsAlgorithm.class),
        Set.of("prod.example"),
        requireBinding);
  }

  private Reason refused(String token, Instant now) {
    return assertInstanceOf(TokenOutcome.Rejected.class, verifier.verify(token, now)).reason();
  }

  private VerifiedToken accepted(String token, Instant now) {
    return assertInstanceOf(VerifiedToken.class, verifier.verify(token, now));
  }

  // Refusals

  @Test
  void keyThatWasWithdrawnNoLongerCarriesARememberedToken() throws Exception {
    String token = GOOD.signedBy(KEY);
    accepted(token, NOW);
    keys.set(TestIssuer.keySet(1, NOW, ISSUER.key(JwsAlgorithm.ES384)));
    assertEquals(Reason.TOKEN_UNKNOWN_KEY, refused(token, NOW));
  }

  @Test
  void keyThatWasReplacedUnderItsIdNoLongerCarriesARememberedToken() throws Exception {
    String token = GOOD.signedBy(KEY);
    accepted(token, NOW);
    keys.set(TestIssuer.keySet(1, NOW, SigningKey.of(JwsAlgorithm.ES256, KEY.id())));
    assertEquals(Reason.TOKEN_SIGNATURE, refused(token, NOW));
  }

  @Test
  void rememberedTokenIsRefusedFromItsExpiryOn() throws Exception {
    String token = GOOD.signedBy(KEY);
    accepted(token, NOW);
    accepted(token, NOW.plusSeconds(300).minusNanos(1));
    assertEquals(Reason.TOKEN_EXPIRED, refused(token, NOW.plusSeconds(300)));
  }

  @Test
  void rememberedTokenIsRefusedWhenTheClockWentBack() throws Exception {
    String token = GOOD.signedBy(KEY);
    accepted(token, NOW);
    assertEquals(Reason.TOKEN_NOT_YET_VALID, refused(token, NOW.minusSeconds(41)));
  }

  @Test
  void keysTooOldAreReliedOnNeitherForNewNorForRememberedTokens() throws Exception {
    String token = lasting().signedBy(KEY);
    String other = lasting().claim("jti", "\"2\"").signedBy(KEY);
    accepted(token, NOW.plus(MAX_KEY_AGE));
    Instant late = NOW.plus(MAX_KEY_AGE).plusMillis(1);
    assertEquals(Reason.ISSUER_UNAVAILABLE, refused(token, late));
    assertEquals(Reason.ISSUER_UNAVAILABLE, refused(other, late));
  }

  @Test
  void keyMadeForOneAlgorithmServesNoOther() throws Exception {
    SigningKey rs256 = ISSUER.key(JwsAlgorithm.RS256);
    String pinned = rs256.jwk().replaceFirst("\\{", "{\"alg\":\"PS256\",");
    keys.set(
        TestIssuer.keySet(
            1, NOW, new SigningKey(rs256.id(), rs256.algorithm(), pinned, rs256.signing())));
    assertEquals(Reason.TOKEN_SIGNATURE, refused(GOOD.signedBy(rs256), NOW));
  }

  @Test
  void rejectedTokenShowsWhatItClaimed() throws Exception {
    String token = GOOD.claim("exp", "1").signedBy(KEY);
    TokenOutcome.Rejected rejected =
        assertInstanceOf(TokenOutcome.Rejected.class, verifier.verify(token, NOW));
    assertTrue(rejected.facts() != null && rejected.facts().issuer().equals(ISSUER.name()));
  }

  @Test
  void verifierNeedsEachIssuerOnce() {
    TokenIssuer issuer = issuer(now -> keys.get(), true);
    TokenRules rules = new TokenRules(SKEW, MAX_KEY_AGE);
    SignatureProvider provider = SignatureProvider.best();
    assertThrows(
        IllegalArgumentException.class,
        () -> new AccessTokenVerifier(List.of(issuer, issuer), rules, provider));
    assertThrows(
        IllegalArgumentException.class, () -> new TokenRules(Duration.ofSeconds(61), MAX_KEY_AGE));
    assertThrows(
        IllegalArgumentException.class, () -> new TokenRules(Duration.ofSeconds(-1), MAX_KEY_AGE));
    assertThrows(IllegalArgumentException.class, () -> new TokenRules(SKEW, Duration.ZERO));
  }

  // Acceptances

  @ParameterizedTest
  @EnumSource
  void everyAlgorithmIsAcceptedUnderEachProvider(JwsAlgorithm algorithm) throws Exception {
    String token = GOOD.signedBy(ISSUER.key(algorithm));
    for (SignatureProvider provider : SignatureProvider.available()) {
      AccessTokenVerifier each =
          new AccessTokenVerifier(
              List.of(issuer(now -> keys.get(), true)),
              new TokenRules(SKEW, MAX_KEY_AGE),
              provider);
      assertInstanceOf(VerifiedToken.class, each.verify(token, NOW), provider.name());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"https://api.example\"",
        "[\"https://api2.example\"]",
        "[\"https://other.example\",\"https://api.example\"]"
      })
  void oneAudienceOfOursIsEnough(String audience) throws Exception {
    accepted(GOOD.claim("aud", audience).signedBy(KEY), NOW);
  }

  @ParameterizedTest
  @ValueSource(strings = {"at+jwt", "application/at+jwt"})
  void typeMayBeWrittenWithItsTree(String type) throws Exception {
    accepted(GOOD.header("typ", quoted(type)).signedBy(KEY), NOW);
  }

  @Test
  void boundaryInstantsAreAccepted() throws Exception {
    String edge = String.valueOf(NOW.plus(SKEW).getEpochSecond());
    accepted(GOOD.claim("iat", edge).claim("nbf", edge).signedBy(KEY), NOW);
    accepted(GOOD.claim("exp", NOW.getEpochSecond() + ".001").signedBy(KEY), NOW);
    accepted(GOOD.claim("exp", NOW.plusSeconds(1).getEpochSecond() + "").signedBy(KEY), NOW);
  }

  @Test
  void bindingsAreRead() throws Exception {
    Sha256 key = Sha256.of(new byte[] {1});
    Sha256 certificate = Sha256.of(new byte[] {2});
    String both =
        "{\"jkt\":\"" + key.base64Url() + "\",\"x5t#S256\":\"" + certificate.base64Url() + "\"}";
    assertEquals(
        new Confirmation(key, certificate),
        accepted(GOOD.claim("cnf", both).signedBy(KEY), NOW).confirmation());
  }

  /** The verifier of the whole caller refuses it (TOKEN_UNBOUND), after any certificate's say. */
  @Test
  void unboundTokenSaysSo() throws Exception {
    VerifiedToken token = accepted(GOOD.signedBy(KEY), NOW);
    assertFalse(token.confirmation().isBound());
    assertTrue(token.issuer().requireBinding());
    assertFalse(verifier.acceptsBearer());
    assertTrue(verifier(now -> keys.get(), false).acceptsBearer());
  }

  @Test
  void actorsAreReadCurrentFirstAndEightDeep() throws Exception {
    String act = "{\"sub\":\"agent\",\"iss\":\"https://a.example\",\"act\":{\"sub\":\"job\"}}";
    assertEquals(
        List.of(new Actor("agent", "https://a.example"), new Actor("job", null)),
        accepted(GOOD.claim("act", act).signedBy(KEY), NOW).actors());
    String deep = HostileTokensTest.chain(8);
    assertEquals(8, accepted(GOOD.claim("act", deep).signedBy(KEY), NOW).actors().size());
  }

  @Test
  void digestIsThatOfTheWholeText() throws Exception {
    String token = GOOD.signedBy(KEY);
    Sha256 digest = Sha256.of(token.getBytes(StandardCharsets.US_ASCII));
    assertEquals(digest, accepted(token, NOW).digest());
  }

  @Test
  void ageOfTheKeysIsTold() throws Exception {
    String token = GOOD.signedBy(KEY);
    assertEquals(Duration.ZERO, accepted(token, NOW).keyAge());
    assertEquals(Duration.ofSeconds(7), accepted(token, NOW.plusSeconds(7)).keyAge());
  }

  @Test
  void newKeyInTheFileIsAcceptedAfterTheIntervalAndOldOneRefused(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("keys.json");
    SigningKey next = ISSUER.key(JwsAlgorithm.EDDSA);
    String before = GOOD.signedBy(KEY);
    String after = GOOD.signedBy(next);
    Files.writeString(file, "{\"keys\":[" + KEY.jwk() + "]}");
    Duration interval = Duration.ofSeconds(2);
    AccessTokenVerifier reading = verifier(new FileKeySource(file, interval, NOW), true);
    assertInstanceOf(VerifiedToken.class, reading.verify(before, NOW));
    assertInstanceOf(TokenOutcome.Rejected.class, reading.verify(after, NOW));

    Files.writeString(file, "{\"keys\":[" + next.jwk() + "]}");
    Instant early = NOW.plus(interval).minusNanos(1);
    assertInstanceOf(VerifiedToken.class, reading.verify(before, early));
    Instant then = NOW.plus(interval);
    assertInstanceOf(VerifiedToken.class, reading.verify(after, then));
    assertInstanceOf(TokenOutcome.Rejected.class, reading.verify(before, then));
  }

  private static JwtText lasting() {
    return GOOD.claim("exp", String.valueOf(NOW.getEpochSecond() + 100_000));
  }
}
