package io.countersign.credentials.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.PublicJwk;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.credentials.keys.KeySet;
import io.countersign.credentials.keys.KeySource;
import io.countersign.decision.Reason;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What is remembered of a token, and when it no longer counts. */
final class AccessTokenVerifierTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

  @Test
  void rememberedTokenGoesWithItsKeyAndWithTheAgeOfTheKeys() throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    String text = token(key);
    PublicJwk jwk = jwk(key);
    AtomicReference<KeySet> keys = new AtomicReference<>(new KeySet(Map.of("k1", jwk), 0, NOW));
    AccessTokenVerifier verifier = verifier(any -> keys.get());

    VerifiedToken first = assertInstanceOf(VerifiedToken.class, verifier.verify(text, NOW));
    Instant later = NOW.plusSeconds(3600);
    VerifiedToken again = assertInstanceOf(VerifiedToken.class, verifier.verify(text, later));
    assertSame(first.facts(), again.facts());
    assertEquals(Duration.ofHours(1), again.keyAge());
    assertRejected(Reason.ISSUER_UNAVAILABLE, verifier.verify(text, later.plusNanos(1)));
    keys.set(new KeySet(Map.of("k2", jwk), 1, NOW));
    assertRejected(Reason.TOKEN_UNKNOWN_KEY, verifier.verify(text, NOW));
  }

  @Test
  void rememberedTokenHoldsWhenItsOldKeysAreReadAgain() throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    String text = token(key);
    Map<String, PublicJwk> known = Map.of("k1", jwk(key));
    AccessTokenVerifier verifier =
        verifier(
            new KeySource() {
              @Override
              public KeySet keys(Instant now) {
                return new KeySet(known, 0, NOW);
              }

              @Override
              public KeySet refetched(Instant now) {
                return new KeySet(known, 0, now);
              }
            });

    assertInstanceOf(VerifiedToken.class, verifier.verify(text, NOW));
    assertInstanceOf(VerifiedToken.class, verifier.verify(text, NOW.plusSeconds(3601)));
  }

  private static String token(ECKey key) throws JOSEException {
    JWSObject token =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("at+jwt"))
                .keyID("k1")
                .build(),
            new Payload(
                "{\"iss\":\"i\",\"sub\":\"s\",\"aud\":\"a\",\"client_id\":\"c\","
                    + "\"iat\":1800000000,\"exp\":1800100000}"));
    token.sign(new ECDSASigner(key));
    return token.serialize();
  }

  private static PublicJwk jwk(ECKey key) throws JsonSyntaxException {
    byte[] json = key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
    return PublicJwk.of((JsonObject) JsonParser.parse(json)).orElseThrow();
  }

  private static AccessTokenVerifier verifier(KeySource keys) {
    TokenIssuer issuer =
        new TokenIssuer(
            "i",
            keys,
            Set.of("a"),
            Set.of("at+jwt"),
            Set.of(JwsAlgorithm.ES256),
            Set.of("prod.example"),
            false);
    return new AccessTokenVerifier(
        List.of(issuer),
        new TokenRules(Duration.ZERO, Duration.ofHours(1)),
        SignatureProvider.best());
  }

  private static void assertRejected(Reason reason, TokenOutcome outcome) {
    assertEquals(reason, assertInstanceOf(TokenOutcome.Rejected.class, outcome).reason());
  }
}
