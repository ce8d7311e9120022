package io.countersign.credentials.jose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nimbus signs; each implementation that loads here must agree with it. */
class SignatureProviderTest {
  /** RFC 8037 appendix A. */
  private static final String ED25519_TOKEN_PAYLOAD_IS_NO_JSON =
      "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
          + ".hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

  private static final JsonObject ED25519_KEY =
      JsonObject.builder()
          .put("kty", "OKP")
          .put("crv", "Ed25519")
          .put("x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
          .build();

  static List<SignatureProvider> available() {
    return SignatureProvider.available();
  }

  @ParameterizedTest
  @MethodSource("available")
  void everyAlgorithmVerifiesAndRefusesAlteration(SignatureProvider provider) throws Exception {
    ECKey p256 = new ECKeyGenerator(Curve.P_256).generate();
    ECKey p384 = new ECKeyGenerator(Curve.P_384).generate();
    RSAKey rsa = new RSAKeyGenerator(2048).generate();
    verifies(provider, JwsAlgorithm.ES256, p256, new ECDSASigner(p256));
    verifies(provider, JwsAlgorithm.ES384, p384, new ECDSASigner(p384));
    verifies(provider, JwsAlgorithm.RS256, rsa, new RSASSASigner(rsa));
    verifies(provider, JwsAlgorithm.PS256, rsa, new RSASSASigner(rsa));
  }

  private static void verifies(
      SignatureProvider provider, JwsAlgorithm algorithm, JWK key, JWSSigner signer)
      throws JOSEException, JsonSyntaxException {
    PublicJwk jwk = PublicJwk.of(json(key.toPublicJWK().toJSONString())).orElseThrow();
    JWSObject jws =
        new JWSObject(
            new JWSHeader(com.nimbusds.jose.JWSAlgorithm.parse(algorithm.code())),
            new Payload("{\"a\":1}"));
    jws.sign(signer);
    String token = jws.serialize();
    assertTrue(CompactJws.parse(token).orElseThrow().isSignedBy(jwk, algorithm, provider));
    for (JwsAlgorithm other : JwsAlgorithm.values()) {
      if (other != algorithm) {
        assertFalse(CompactJws.parse(token).orElseThrow().isSignedBy(jwk, other, provider));
      }
    }
    String altered = token.replace(".eyJhIjoxfQ.", ".eyJhIjoyfQ.");
    assertFalse(CompactJws.parse(altered).orElseThrow().isSignedBy(jwk, algorithm, provider));
  }

  @ParameterizedTest
  @MethodSource("available")
  void exampleOfRfc8037Verifies(SignatureProvider provider) {
    String[] parts = ED25519_TOKEN_PAYLOAD_IS_NO_JSON.split("\\.", -1);
    byte[] message = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
    byte[] signature = Objects.requireNonNull(Base64Url.decode(parts[2]));
    PublicJwk key = PublicJwk.of(ED25519_KEY).orElseThrow();
    assertTrue(provider.verify(JwsAlgorithm.EDDSA, key, message, signature));
    message[0]++;
    assertFalse(provider.verify(JwsAlgorithm.EDDSA, key, message, signature));
    assertEquals("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", key.thumbprint().base64Url());
  }

  /** CVE-2022-21449, and what lies just past the group's order. */
  @ParameterizedTest
  @MethodSource("available")
  void numbersOutsideTheGroupNeverVerify(SignatureProvider provider) throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).generate();
    PublicJwk jwk = PublicJwk.of(json(key.toPublicJWK().toJSONString())).orElseThrow();
    byte[] message = {1, 2, 3};
    byte[] zero = new byte[64];
    byte[] huge = new byte[64];
    Arrays.fill(huge, (byte) 0xFF);
    byte[] zeroS = new byte[64];
    zeroS[31] = 1;
    byte[] zeroR = new byte[64];
    zeroR[63] = 1;
    for (byte[] bad : List.of(zero, huge, zeroS, zeroR, new byte[0], new byte[63], new byte[65])) {
      assertFalse(provider.verify(JwsAlgorithm.ES256, jwk, message, bad));
    }
  }

  @Test
  void fallBacksWork() {
    List<String> names = available().stream().map(SignatureProvider::name).toList();
    assertTrue(names.stream().anyMatch(name -> name.startsWith("Bouncy Castle")), names::toString);
    assertTrue(names.stream().anyMatch(name -> name.startsWith("JDK")), names::toString);
    assertEquals(names.getFirst(), SignatureProvider.best().name());
  }

  private static JsonObject json(String text) throws JsonSyntaxException {
    return (JsonObject) JsonParser.parse(text.getBytes(StandardCharsets.UTF_8));
  }
}
