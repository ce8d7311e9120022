package io.countersign.policy.rego.builtin;

import static io.countersign.policy.rego.builtin.TextCalls.call;
import static io.countersign.policy.rego.builtin.TextCalls.fails;
import static io.countersign.policy.rego.builtin.TextCalls.gives;
import static io.countersign.policy.rego.builtin.TextCalls.needsMoreThan;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JwtBuiltinsTest {
  private static final String SECRET = "a secret that is long enough for every digest there is";
  private static final String SECRET_KEY =
      "{\"kty\":\"oct\",\"k\":\"YSBzZWNyZXQgdGhhdCBpcyBsb25nIGVub3VnaCBmb3IgZXZlcnkgZGlnZXN0IHRoZXJlIGlz\"}";
  private static final Object REFUSED = List.of(false, Map.of(), Map.of());

  private static String signed(String algorithm, String claims, String key)
      throws BuiltinException {
    RegoValue token =
        call("io.jwt.encode_sign_raw", "{\"alg\":\"" + algorithm + "\"}", claims, key);
    return assertInstanceOf(RegoString.class, token).value();
  }

  @Test
  void aStrippedOrForeignSignatureNeverPasses() throws BuiltinException {
    String token = signed("HS256", "{}", SECRET_KEY);
    String stripped = token.substring(0, token.lastIndexOf('.') + 1);
    gives(false, "io.jwt.verify_hs256", stripped, SECRET);
    gives(false, "io.jwt.verify_hs256", token, "another secret");
    gives(REFUSED, "io.jwt.decode_verify", stripped, Map.of("secret", SECRET));
    // {"alg":"none"} with {}
    gives(REFUSED, "io.jwt.decode_verify", "eyJhbGciOiJub25lIn0.e30.", Map.of("secret", SECRET));
  }

  @Test
  void aPublicKeyIsNeverTakenForASecret() throws Exception {
    JWK key = new RSAKeyGenerator(2048).generate();
    String publicKey = key.toPublicJWK().toJSONString();
    String token = signed("HS256", "{}", "{\"kty\":\"oct\",\"k\":\"YWJj\"}");
    gives(REFUSED, "io.jwt.decode_verify", token, Map.of("cert", publicKey));
  }

  @Test
  void everyAlgorithmVerifiesWhatItSignedAndSignsItTheSameTwice() throws Exception {
    JWK rsa = new RSAKeyGenerator(2048).generate();
    Map<String, JWK> keys =
        Map.of(
            "RS256", rsa,
            "RS512", rsa,
            "PS256", rsa,
            "PS384", rsa,
            "ES256", new ECKeyGenerator(Curve.P_256).generate(),
            "ES384", new ECKeyGenerator(Curve.P_384).generate(),
            "ES512", new ECKeyGenerator(Curve.P_521).generate());
    for (Map.Entry<String, JWK> entry : keys.entrySet()) {
      String algorithm = entry.getKey();
      String token = signed(algorithm, "{\"a\":1}", entry.getValue().toJSONString());
      assertEquals(token, signed(algorithm, "{\"a\":1}", entry.getValue().toJSONString()));
      String publicKey = entry.getValue().toPublicJWK().toJSONString();
      String verify = "io.jwt.verify_" + algorithm.toLowerCase(Locale.ROOT);
      gives(true, verify, token, publicKey);
      gives(false, verify, token.replaceFirst("\\.[^.]*\\.", ".e30."), publicKey);
      gives(
          List.of(true, Map.of("alg", algorithm), Map.of("a", 1)),
          "io.jwt.decode_verify",
          token,
          Map.of("cert", publicKey));
    }
  }

  @Test
  void constraintsAreHeldToTheLetter() throws BuiltinException {
    String token =
        signed("HS256", "{\"iss\":\"i\",\"aud\":[\"a\"],\"exp\":10,\"nbf\":5}", SECRET_KEY);
    Map<String, Object> met =
        Map.of("secret", SECRET, "iss", "i", "aud", "a", "time", 9_999_999_999L);
    gives(
        List.of(
            true,
            Map.of("alg", "HS256"),
            Map.of("iss", "i", "aud", List.of("a"), "exp", 10, "nbf", 5)),
        "io.jwt.decode_verify",
        token,
        met);
    for (Map.Entry<String, Object> unmet :
        List.<Map.Entry<String, Object>>of(
            Map.entry("iss", "j"),
            Map.entry("aud", "b"),
            Map.entry("aud", ""),
            Map.entry("alg", "HS512"),
            Map.entry("time", 10_000_000_000L),
            Map.entry("time", 4_999_999_999L))) {
      Map<String, Object> constraints = new HashMap<>(met);
      constraints.put(unmet.getKey(), unmet.getValue());
      gives(REFUSED, "io.jwt.decode_verify", token, constraints);
    }
    fails("no key constraint", "io.jwt.decode_verify", token, Map.of());
    fails(
        "unknown token validation constraint: x",
        "io.jwt.decode_verify",
        token,
        Map.of("secret", SECRET, "x", 1));
  }

  @Test
  void theEvaluationsTimeCountsWhereNoneIsGiven() throws BuiltinException {
    // The calls' time is 1970-01-01T00:00:00Z.
    gives(
        REFUSED,
        "io.jwt.decode_verify",
        signed("HS256", "{\"exp\":0}", SECRET_KEY),
        Map.of("secret", SECRET));
    gives(
        List.of(true, Map.of("alg", "HS256"), Map.of("exp", 1)),
        "io.jwt.decode_verify",
        signed("HS256", "{\"exp\":1}", SECRET_KEY),
        Map.of("secret", SECRET));
  }

  @Test
  void malformedTokensSayWhatIsWrong() {
    fails("encoded JWT had no period separators", "io.jwt.decode", "a");
    fails("encoded JWT must have 3 sections, found 2", "io.jwt.decode", "a.b");
    fails("operand 1 must be string but got number", "io.jwt.decode", 1);
  }

  @Test
  void longTokensCostSteps() {
    needsMoreThan(1_000, "io.jwt.decode", "a".repeat(1_000_000));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "'{\"typ:\"JWT\"}' # cannot parse JSON",
        "'' # cannot parse JSON: cannot parse empty string",
        "{} # jwsbb: header \"alg\" not found",
        "e # jwsbb: header \"alg\" not found",
      })
  void headerWithoutAnAlgorithmSignsNothing(String header, String why) {
    Calls.assertFails(
        "missing or invalid 'alg' header: " + why,
        "io.jwt.encode_sign_raw",
        header,
        "{}",
        "{\"kty\":\"oct\",\"k\":\"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0i\"}");
  }
}
