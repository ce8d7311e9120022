package io.countersign.credentials.token;

import static io.countersign.credentials.jose.JwtText.encode;
import static io.countersign.credentials.jose.JwtText.quoted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import io.countersign.credentials.jose.CompactJws;
import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.JwtText;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.credentials.jose.SigningKey;
import io.countersign.credentials.keys.KeySet;
import io.countersign.decision.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each token differs from a good one in one thing (RFC 8725, RFC 9068 §4). */
class HostileTokensTest {
  private static final TestIssuer ISSUER = TestIssuer.named("https://issuer.example");
  private static final TestIssuer OTHER = TestIssuer.named("https://other.example");
  private static final SigningKey KEY = ISSUER.key(JwsAlgorithm.ES256);
  private static final long NOW = TestIssuer.NOW.getEpochSecond();
  private static final JwtText GOOD = ISSUER.token();
  private static final AccessTokenVerifier VERIFIER =
      new AccessTokenVerifier(
          List.of(trusted(ISSUER), trusted(OTHER)),
          new TokenRules(Duration.ofSeconds(30), Duration.ofHours(1)),
          SignatureProvider.best());

  record Case(String name, Reason reason, String token) {
    @Override
    public String toString() {
      return name + " -> " + reason;
    }
  }

  /** All algorithms but ES384 and RS256. */
  private static TokenIssuer trusted(TestIssuer issuer) {
    KeySet keys = issuer.keySet(0, TestIssuer.NOW);
    return new TokenIssuer(
        issuer.name(),
        now -> keys,
        Set.of("https://api.example"),
        Set.of("at+jwt"),
        Set.of(JwsAlgorithm.ES256, JwsAlgorithm.EDDSA, JwsAlgorithm.PS256),
        Set.of("prod.example"),
        true);
  }

  @ParameterizedTest
  @MethodSource({"headers", "signatures", "claims", "times", "bindings", "texts"})
  void isRefused(Case hostile) {
    TokenOutcome outcome = VERIFIER.verify(hostile.token(), TestIssuer.NOW);
    assertEquals(hostile.reason(), assertInstanceOf(TokenOutcome.Rejected.class, outcome).reason());
    TokenOutcome again = VERIFIER.verify(hostile.token(), TestIssuer.NOW);
    assertInstanceOf(TokenOutcome.Rejected.class, again, "asked twice");
  }

  private static Case header(String name, String json, Reason reason) throws JOSEException {
    JwtText text = GOOD.header("alg", "\"ES256\"").header("kid", quoted(KEY.id()));
    return new Case(name + " " + json, reason, text.header(name, json).signedAsItIs(KEY));
  }

  private static Case claim(String name, String json, Reason reason) throws JOSEException {
    return new Case(name + " " + json, reason, GOOD.claim(name, json).signedBy(KEY));
  }

  static List<Case> headers() throws JOSEException {
    List<Case> cases = new ArrayList<>();
    for (String type :
        List.of("\"JWT\"", "\"id_token\"", "\"AT+JWT\"", "\"dpop+jwt\"", "\"\"", "1", "null")) {
      cases.add(header("typ", type, Reason.TOKEN_TYPE));
    }
    cases.add(header("typ", "[\"at+jwt\"]", Reason.TOKEN_TYPE));
    cases.add(header("typ", "\"application/application/at+jwt\"", Reason.TOKEN_TYPE));
    cases.add(new Case("no typ", Reason.TOKEN_TYPE, GOOD.withoutHeader("typ").signedBy(KEY)));
    for (String algorithm :
        List.of("\"none\"", "\"None\"", "\"HS256\"", "\"es256\"", "\"ES384\"", "\"RS256\"")) {
      cases.add(header("alg", algorithm, Reason.TOKEN_ALGORITHM));
    }
    cases.add(header("alg", "1", Reason.TOKEN_ALGORITHM));
    cases.add(header("alg", "[\"ES256\"]", Reason.TOKEN_ALGORITHM));
    cases.add(
        new Case(
            "no alg",
            Reason.TOKEN_ALGORITHM,
            GOOD.header("kid", quoted(KEY.id())).signedAsItIs(KEY)));
    cases.add(header("alg", "\"PS256\"", Reason.TOKEN_SIGNATURE));
    cases.add(header("alg", "\"EdDSA\"", Reason.TOKEN_SIGNATURE));
    for (String id : List.of("\"unknown\"", "\"\"", "1", "null", "\"../keys\"")) {
      cases.add(header("kid", id, Reason.TOKEN_UNKNOWN_KEY));
    }
    cases.add(
        new Case(
            "no kid", Reason.TOKEN_UNKNOWN_KEY, GOOD.header("alg", "\"ES256\"").signedAsItIs(KEY)));
    cases.add(header("crit", "[\"exp\"]", Reason.TOKEN_MALFORMED));
    cases.add(header("crit", "[]", Reason.TOKEN_MALFORMED));
    cases.add(header("crit", "null", Reason.TOKEN_MALFORMED));
    return cases;
  }

  static List<Case> signatures() throws JOSEException {
    SigningKey theirs = OTHER.key(JwsAlgorithm.ES256);
    String good = GOOD.signedBy(KEY);
    String input = good.substring(0, good.lastIndexOf('.'));
    List<Case> cases = new ArrayList<>();
    cases.add(new Case("key of another issuer", Reason.TOKEN_UNKNOWN_KEY, GOOD.signedBy(theirs)));
    JwtText ours = GOOD.header("alg", "\"ES256\"").header("kid", quoted(KEY.id()));
    cases.add(new Case("signed by another", Reason.TOKEN_SIGNATURE, ours.signedAsItIs(theirs)));
    // A header that brings or points to its own key (RFC 8725 §3.10).
    for (String pointer :
        List.of(
            "jwk:" + theirs.jwk(),
            "jku:\"https://other.example/jwks\"",
            "x5u:\"https://other.example/chain\"",
            "x5c:[\"MIIB\"]")) {
      String name = pointer.substring(0, 3);
      JwtText pointing = ours.header(name, pointer.substring(4));
      cases.add(new Case(name, Reason.TOKEN_SIGNATURE, pointing.signedAsItIs(theirs)));
      cases.add(
          new Case(
              name + " without kid",
              Reason.TOKEN_UNKNOWN_KEY,
              pointing.withoutHeader("kid").signedAsItIs(theirs)));
    }
    String more = encode(JwtText.json(GOOD.claim("sub", "\"admin\"").claims()));
    String[] parts = good.split("\\.", -1);
    cases.add(
        new Case(
            "payload swapped", Reason.TOKEN_SIGNATURE, parts[0] + "." + more + "." + parts[2]));
    for (int at : new int[] {0, 20, 43, 64}) {
      char flipped = parts[2].charAt(at) == 'A' ? 'B' : 'A';
      String altered = parts[2].substring(0, at) + flipped + parts[2].substring(at + 1);
      cases.add(
          new Case("signature altered at " + at, Reason.TOKEN_SIGNATURE, input + "." + altered));
    }
    cases.add(new Case("no signature", Reason.TOKEN_SIGNATURE, input + "."));
    cases.add(new Case("half a signature", Reason.TOKEN_SIGNATURE, input + "." + "A".repeat(44)));
    cases.add(new Case("zeros", Reason.TOKEN_SIGNATURE, input + "." + "A".repeat(86)));
    // The public key as the secret of an HMAC (RFC 8725 §2.1).
    String confused =
        encode(JwtText.json(ours.header("alg", "\"HS256\"").header())) + "." + parts[1];
    String mac =
        new MACSigner(KEY.jwk().getBytes(StandardCharsets.UTF_8))
            .sign(new JWSHeader(JWSAlgorithm.HS256), confused.getBytes(StandardCharsets.US_ASCII))
            .toString();
    cases.add(new Case("key confusion", Reason.TOKEN_ALGORITHM, confused + "." + mac));
    String none = encode(JwtText.json(ours.header("alg", "\"none\"").header()));
    cases.add(new Case("none", Reason.TOKEN_ALGORITHM, none + "." + parts[1] + "."));
    return cases;
  }

  static List<Case> claims() throws JOSEException {
    List<Case> cases = new ArrayList<>();
    for (String name : List.of("iss", "sub", "aud", "exp", "iat", "client_id")) {
      String without = GOOD.withoutClaim(name).signedBy(KEY);
      cases.add(new Case("no " + name, Reason.TOKEN_MALFORMED, without));
      for (String wrong : List.of("null", "{}", "true", "[1]")) {
        cases.add(claim(name, wrong, Reason.TOKEN_MALFORMED));
      }
    }
    for (String name : List.of("jti", "sid", "txn", "prompt_session", "scope")) {
      for (String wrong : List.of("1", "null", "[\"a\"]", "{}")) {
        cases.add(claim(name, wrong, Reason.TOKEN_MALFORMED));
      }
    }
    for (String name : List.of("sub", "client_id", "jti", "sid")) {
      cases.add(claim(name, "\"\"", Reason.TOKEN_MALFORMED));
      cases.add(claim(name, "1", Reason.TOKEN_MALFORMED));
    }
    cases.add(claim("sub", quoted("a".repeat(2049)), Reason.TOKEN_MALFORMED));
    cases.add(claim("iss", "\"\"", Reason.TOKEN_MALFORMED));
    for (String unknown :
        List.of("https://issuer.example/", "https://ISSUER.example", "https://issuer.example.")) {
      cases.add(claim("iss", quoted(unknown), Reason.TOKEN_UNKNOWN_ISSUER));
    }
    for (String aud :
        List.of("\"https://API.example\"", "\"https://api.example/\"", "[]", "\"\"")) {
      cases.add(claim("aud", aud, Reason.TOKEN_AUDIENCE));
    }
    cases.add(claim("aud", "[\"https://other.example\"]", Reason.TOKEN_AUDIENCE));
    cases.add(claim("aud", "[\"https://api.example\",1]", Reason.TOKEN_MALFORMED));
    cases.add(claim("aud", "1", Reason.TOKEN_MALFORMED));
    return cases;
  }

  static List<Case> times() throws JOSEException {
    List<Case> cases = new ArrayList<>();
    cases.add(claim("exp", String.valueOf(NOW), Reason.TOKEN_EXPIRED));
    cases.add(claim("exp", NOW + ".0", Reason.TOKEN_EXPIRED));
    cases.add(claim("exp", String.valueOf(NOW - 1), Reason.TOKEN_EXPIRED));
    cases.add(claim("exp", "0", Reason.TOKEN_EXPIRED));
    cases.add(claim("iat", String.valueOf(NOW + 31), Reason.TOKEN_NOT_YET_VALID));
    cases.add(claim("nbf", String.valueOf(NOW + 31), Reason.TOKEN_NOT_YET_VALID));
    cases.add(claim("nbf", NOW + 30 + ".001", Reason.TOKEN_NOT_YET_VALID));
    for (String name : List.of("exp", "iat", "nbf")) {
      for (String wrong : List.of("\"1800000100\"", "-1", "253402300800", "1e300", "null")) {
        cases.add(claim(name, wrong, Reason.TOKEN_MALFORMED));
      }
    }
    return cases;
  }

  static List<Case> bindings() throws JOSEException {
    String digest = quoted("A".repeat(43));
    List<Case> cases = new ArrayList<>();
    for (String cnf :
        List.of(
            "{}",
            "null",
            "\"jkt\"",
            "[]",
            "{\"kid\":\"a\"}",
            "{\"jwk\":" + KEY.jwk() + "}",
            "{\"jkt\":1}",
            "{\"jkt\":null,\"x5t#S256\":" + digest + "}",
            "{\"jkt\":\"\"}",
            "{\"jkt\":\"AAAA\"}",
            "{\"jkt\":" + quoted("A".repeat(43) + "=") + "}",
            "{\"jkt\":" + digest + ",\"x5t#S256\":[" + digest + "]}",
            "{\"x5t\":" + digest + "}",
            "{\"X5T#S256\":" + digest + "}")) {
      cases.add(claim("cnf", cnf, Reason.TOKEN_CONFIRMATION));
    }
    for (String act :
        List.of(
            "{}",
            "null",
            "\"agent\"",
            "[{\"sub\":\"a\"}]",
            "{\"sub\":\"\"}",
            "{\"sub\":1}",
            "{\"sub\":\"a\",\"iss\":1}",
            "{\"sub\":\"a\",\"act\":null}",
            "{\"sub\":\"a\",\"act\":{}}",
            chain(9))) {
      cases.add(claim("act", act, Reason.TOKEN_ACTOR_CHAIN));
    }
    return cases;
  }

  static String chain(int depth) {
    return "{\"act\":".repeat(depth - 1) + "{\"sub\":\"a\"}" + ",\"sub\":\"a\"}".repeat(depth - 1);
  }

  static List<Case> texts() throws JOSEException {
    String good = GOOD.signedBy(KEY);
    String[] parts = good.split("\\.", -1);
    String header = "{\"typ\":\"at+jwt\",\"alg\":\"ES256\",\"kid\":" + quoted(KEY.id()) + "}";
    String claims = JwtText.json(GOOD.claims());
    List<Case> cases = new ArrayList<>();
    for (String text :
        List.of(
            "",
            ".",
            "..",
            "....",
            "a.b.c",
            good + ".",
            good + "." + parts[1] + ".e",
            parts[0] + "." + parts[1],
            good + "=",
            parts[0] + "=." + parts[1] + "." + parts[2],
            good + "\n",
            " " + good,
            good + "\u0000",
            good.replace("A", "\u0410"),
            parts[0] + "." + parts[1] + ".+/",
            "." + parts[1] + "." + parts[2],
            parts[0] + ".." + parts[2],
            JwtText.sign(header, "{}" + claims, KEY),
            JwtText.sign(header, "[" + claims + "]", KEY),
            JwtText.sign(header, quoted("text"), KEY),
            JwtText.sign(header, claims.replaceFirst("\\{", "{\"sub\":\"admin\","), KEY),
            JwtText.sign(header, claims.replaceFirst("\\{", "{\"s\\\\u0075b\":\"a\","), KEY),
            JwtText.sign(header.replaceFirst("\\{", "{\"alg\":\"none\","), claims, KEY),
            JwtText.sign("\uFEFF" + header, claims, KEY),
            JwtText.sign(header, claims + "\u0000", KEY),
            GOOD.claim("n", "9007199254740993").signedBy(KEY),
            GOOD.claim("exp", "1e1000").signedBy(KEY),
            GOOD.claim("n", "NaN").signedBy(KEY),
            GOOD.claim("s", "\"\\ud800\"").signedBy(KEY),
            GOOD.claim("n", "[".repeat(65) + "]".repeat(65)).signedBy(KEY),
            GOOD.claim("s", quoted("a".repeat(CompactJws.MAX_LENGTH))).signedBy(KEY))) {
      String shown = text.length() > 40 ? "… " + text.length() : text;
      cases.add(new Case("text " + cases.size() + " " + shown, Reason.TOKEN_MALFORMED, text));
    }
    return cases;
  }
}
