package io.countersign.credentials.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.nimbusds.jose.JOSEException;
import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.JwtText;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.credentials.jose.SigningKey;
import io.countersign.credentials.keys.KeySet;
import io.countersign.decision.Actor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Headers and claims that the standards print, under a signature of our own. */
final class PublishedTokensTest {

  private static VerifiedToken verified(
      String issuer, String audience, String header, String claims, SigningKey key, long now) {
    Instant time = Instant.ofEpochSecond(now);
    KeySet keys = TestIssuer.keySet(0, time, key);
    TokenIssuer trusted =
        new TokenIssuer(
            issuer,
            any -> keys,
            Set.of(audience),
            Set.of("at+jwt", "at+JWT"),
            Set.of(key.algorithm()),
            Set.of(),
            false);
    AccessTokenVerifier verifier =
        new AccessTokenVerifier(
            List.of(trusted),
            new TokenRules(Duration.ZERO, Duration.ofHours(1)),
            SignatureProvider.best());
    try {
      return assertInstanceOf(
          VerifiedToken.class, verifier.verify(JwtText.sign(header, claims, key), time));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void exampleOfRfc9068Section3IsRead() throws Exception {
    VerifiedToken token =
        verified(
            "https://authorization-server.example.com/",
            "https://rs.example.com/",
            "{\"typ\":\"at+JWT\",\"alg\":\"RS256\",\"kid\":\"RjEwOwOA\"}",
            """
            {
              "iss": "https://authorization-server.example.com/",
              "sub": "5ba552d67",
              "aud": "https://rs.example.com/",
              "exp": 1639528912,
              "iat": 1618354090,
              "jti": "dbe39bf3a3ba4238a513f51d6e1691c4",
              "client_id": "s6BhdRkqt3",
              "scope": "openid profile reademail"
            }
            """,
            SigningKey.of(JwsAlgorithm.RS256, "RjEwOwOA"),
            1639528911);
    assertEquals("5ba552d67", token.facts().subject());
    assertEquals("s6BhdRkqt3", token.facts().clientId());
    assertEquals(List.of("openid", "profile", "reademail"), token.facts().scopes());
    assertEquals("RjEwOwOA", token.facts().keyId());
    assertEquals(Instant.ofEpochSecond(1639528912), token.facts().expiresAt());
  }

  /** Figure 7, with the claims that RFC 9068 requires besides. */
  @Test
  void nestedActorsOfRfc8693Section4Point1AreReadOutermostFirst() throws Exception {
    VerifiedToken token =
        verified(
            "https://issuer.example.com",
            "https://service26.example.com",
            "{\"typ\":\"at+jwt\",\"alg\":\"ES256\",\"kid\":\"a\"}",
            """
            {
              "aud": "https://service26.example.com",
              "iss": "https://issuer.example.com",
              "exp": 1443904100,
              "nbf": 1443904000,
              "sub": "user@example.com",
              "act": {
                "sub": "https://service16.example.com",
                "act": { "sub": "https://service77.example.com" }
              },
              "iat": 1443904000,
              "client_id": "service16"
            }
            """,
            SigningKey.of(JwsAlgorithm.ES256, "a"),
            1443904000);
    assertEquals(
        List.of(
            new Actor("https://service16.example.com", null),
            new Actor("https://service77.example.com", null)),
        token.actors());
  }
}
