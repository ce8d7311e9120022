package io.countersign.credentials;

import static io.countersign.credentials.Scenario.CLIENT_KEY;
import static io.countersign.credentials.Scenario.NOW;
import static io.countersign.credentials.Scenario.OTHER_KEY;
import static io.countersign.credentials.Scenario.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.util.Base64URL;
import io.countersign.credentials.replay.InMemoryReplayStore;
import io.countersign.credentials.replay.ReplayStore.Outcome;
import io.countersign.decision.Caller;
import io.countersign.decision.Header;
import io.countersign.decision.Reason;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One way at a time to bring a proof that does not hold (RFC 9449 §4.3). */
final class HostileProofsTest {

  record Case(String name, Reason reason, Consumer<Scenario> spoil) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case header(String name, Reason reason, String member, Object value) {
    return new Case(name, reason, s -> s.proofHeader.put(member, value));
  }

  private static Case claim(String name, Reason reason, String member, Object value) {
    return new Case(name, reason, s -> s.proofClaims.put(member, value));
  }

  private static Case without(String member) {
    return new Case("no " + member, Reason.DPOP_MALFORMED, s -> s.proofClaims.remove(member));
  }

  private static Case target(String name, String htu) {
    return claim("htu " + name, Reason.DPOP_URI, "htu", htu);
  }

  private static Case text(String name, Reason reason, String text) {
    return new Case(name, reason, s -> s.proof = text);
  }

  private static Case jwk(String name, Map<String, Object> jwk) {
    return header("jwk " + name, Reason.DPOP_KEY, "jwk", jwk);
  }

  static List<Case> hostile() {
    return List.of(
        new Case("none", Reason.DPOP_MISSING, s -> s.withProof = false),
        new Case("two headers", Reason.DPOP_MULTIPLE, s -> s.more.add(new Header("DPoP", "a.b.c"))),
        new Case("list of proofs", Reason.DPOP_MULTIPLE, s -> s.proof = s.proofText() + ", a.b.c"),
        text("list of nothing", Reason.DPOP_MULTIPLE, ","),
        text("empty", Reason.DPOP_MALFORMED, ""),
        text("two parts", Reason.DPOP_MALFORMED, "e30.e30"),
        text("four parts", Reason.DPOP_MALFORMED, "e30.e30.AA.AA"),
        text("five parts as JWE", Reason.DPOP_MALFORMED, "e30.AA.AA.AA.AA"),
        text("JSON serialisation", Reason.DPOP_MALFORMED, "{\"payload\":\"\"}"),
        text("too long", Reason.DPOP_MALFORMED, "e30.e30." + "A".repeat(16 * 1024)),
        text("header no JSON", Reason.DPOP_MALFORMED, "AAAA.e30.AA"),
        text("header an array", Reason.DPOP_MALFORMED, Base64URL.encode("[]") + ".e30.AA"),
        new Case("padded", Reason.DPOP_MALFORMED, s -> s.proof = s.proofText() + "="),
        new Case("space before", Reason.DPOP_MALFORMED, s -> s.proof = " " + s.proofText()),
        new Case("line break", Reason.DPOP_MALFORMED, s -> s.proof = s.proofText() + "\n"),
        new Case(
            "claim twice",
            Reason.DPOP_MALFORMED,
            s ->
                s.proof = Scenario.sign("{\"typ\":\"dpop+jwt\"}", "{\"a\":1,\"a\":1}", CLIENT_KEY)),
        header("typ JWT", Reason.DPOP_TYPE, "typ", "JWT"),
        header("typ upper case", Reason.DPOP_TYPE, "typ", "DPOP+JWT"),
        header("typ of a token", Reason.DPOP_TYPE, "typ", "at+jwt"),
        header("typ a number", Reason.DPOP_TYPE, "typ", 1),
        new Case("no typ", Reason.DPOP_TYPE, s -> s.proofHeader.remove("typ")),
        new Case("no alg", Reason.DPOP_ALGORITHM, s -> s.proofHeader.remove("alg")),
        header("alg none", Reason.DPOP_ALGORITHM, "alg", "none"),
        header("alg None", Reason.DPOP_ALGORITHM, "alg", "None"),
        header("alg HS256", Reason.DPOP_ALGORITHM, "alg", "HS256"),
        header("alg lower case", Reason.DPOP_ALGORITHM, "alg", "es256"),
        header("alg ES512", Reason.DPOP_ALGORITHM, "alg", "ES512"),
        header("alg of another curve", Reason.DPOP_KEY, "alg", "ES384"),
        header("alg of RSA", Reason.DPOP_KEY, "alg", "RS256"),
        header("crit", Reason.DPOP_CRITICAL, "crit", List.of("exp")),
        header("crit empty", Reason.DPOP_CRITICAL, "crit", List.of()),
        header("crit b64", Reason.DPOP_CRITICAL, "crit", List.of("b64")),
        new Case("no jwk", Reason.DPOP_KEY, s -> s.proofHeader.remove("jwk")),
        header("jwk a string", Reason.DPOP_KEY, "jwk", "key"),
        jwk("private", CLIENT_KEY.toJSONObject()),
        jwk("symmetric", Map.of("kty", "oct", "k", "AAAA")),
        jwk("empty", Map.of()),
        jwk(
            "off the curve",
            Map.of(
                "kty",
                "EC",
                "crv",
                "P-256",
                "x",
                CLIENT_KEY.getX().toString(),
                "y",
                CLIENT_KEY.getX().toString())),
        jwk(
            "of another curve's name",
            Map.of(
                "kty",
                "EC",
                "crv",
                "P-384",
                "x",
                CLIENT_KEY.getX().toString(),
                "y",
                CLIENT_KEY.getY().toString())),
        jwk("zero", Map.of("kty", "EC", "crv", "P-256", "x", "A".repeat(43), "y", "A".repeat(43))),
        jwk("weak RSA", Map.of("kty", "RSA", "e", "AQAB", "n", "_".repeat(171))),
        new Case("another's signature", Reason.DPOP_SIGNATURE, s -> s.proofKey = OTHER_KEY),
        new Case(
            "altered",
            Reason.DPOP_SIGNATURE,
            s -> {
              String good = s.proofText();
              s.proofClaims.put("jti", "other");
              String other = s.proofText();
              s.proof =
                  other.substring(0, other.lastIndexOf('.'))
                      + good.substring(good.lastIndexOf('.'));
            }),
        new Case(
            "no signature",
            Reason.DPOP_SIGNATURE,
            s -> s.proof = s.proofText().substring(0, s.proofText().lastIndexOf('.') + 1)),
        without("jti"),
        without("htm"),
        without("htu"),
        without("iat"),
        claim("jti empty", Reason.DPOP_MALFORMED, "jti", ""),
        claim("jti of 257", Reason.DPOP_MALFORMED, "jti", "j".repeat(257)),
        claim("jti a number", Reason.DPOP_MALFORMED, "jti", 7),
        claim("iat a string", Reason.DPOP_MALFORMED, "iat", "1"),
        claim("iat negative", Reason.DPOP_MALFORMED, "iat", -1),
        claim("iat beyond all time", Reason.DPOP_MALFORMED, "iat", 1e18),
        claim("htm of another method", Reason.DPOP_METHOD, "htm", "GET"),
        claim("htm lower case", Reason.DPOP_METHOD, "htm", "post"),
        target("another path", "https://orders.example/api/v1/order"),
        target("trailing slash", "https://orders.example/api/v1/orders/"),
        target("path in another case", "https://orders.example/api/V1/orders"),
        target("encoded slash", "https://orders.example/api%2Fv1/orders"),
        target("double encoding", "https://orders.example/api/v1/%256Frders"),
        target("http", "http://orders.example/api/v1/orders"),
        target("another host", "https://evil.example/api/v1/orders"),
        target("host as user", "https://orders.example@evil.example/api/v1/orders"),
        target("with a user", "https://me@orders.example/api/v1/orders"),
        target("another port", "https://orders.example:8443/api/v1/orders"),
        target("port 0", "https://orders.example:0/api/v1/orders"),
        target("port 65979", "https://orders.example:65979/api/v1/orders"),
        target("relative", "/api/v1/orders"),
        target("backslash", "https://orders.example\\api\\v1\\orders"),
        target("malformed escape", "https://orders.example/api/v1/orders%4"),
        target("NUL", "https://orders.example/api/v1/orders%00"),
        target("space", "https://orders.example/api/v1/orders "),
        target("empty", ""),
        claim("iat a second too old", Reason.DPOP_EXPIRED, "iat", SECONDS - 61),
        claim("iat a second too new", Reason.DPOP_NOT_YET_VALID, "iat", SECONDS + 6),
        claim("ath of another token", Reason.DPOP_TOKEN_HASH, "ath", "A".repeat(43)),
        claim("ath empty", Reason.DPOP_TOKEN_HASH, "ath", ""),
        claim("ath a number", Reason.DPOP_TOKEN_HASH, "ath", 1),
        new Case(
            "the thief's key",
            Reason.DPOP_KEY_MISMATCH,
            s -> {
              s.proofKey = OTHER_KEY;
              s.proofHeader.put("jwk", OTHER_KEY.toPublicJWK().toJSONObject());
            }));
  }

  @ParameterizedTest
  @MethodSource
  void hostile(Case hostile) {
    Scenario scenario = new Scenario();
    hostile.spoil().accept(scenario);
    Caller.Rejected rejected = refused(hostile.reason(), scenario);
    assertTrue(
        rejected
            .challenge()
            .getFirst()
            .value()
            .startsWith(
                hostile.reason() == Reason.DPOP_KEY_MISMATCH
                    ? "DPoP error=\"invalid_token\", algs=\"ES256 "
                    : "DPoP error=\"invalid_dpop_proof\", algs=\"ES256 "));
  }

  static Caller.Rejected refused(Reason reason, Scenario scenario) {
    Caller caller = scenario.verify();
    Caller.Rejected rejected = assertInstanceOf(Caller.Rejected.class, caller);
    assertEquals(reason, rejected.reason());
    return rejected;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://orders.example/api/v1/orders",
        "HTTPS://ORDERS.Example/api/v1/orders",
        "https://orders.example:443/api/v1/orders",
        "https://orders.example:/api/v1/orders",
        "https://orders.example/api/v1/orders?page=2",
        "https://orders.example/api/v1/orders?other#fragment",
        "https://orders.example/api/v1/%6Frders",
        "https://orders.example/api/./v1/x/../orders",
        "https://orders.example/api/v1/%2e/orders"
      })
  void equivalentTargetsAreTheSame(String htu) {
    Scenario scenario = new Scenario();
    scenario.proofClaims.put("htu", htu);
    assertInstanceOf(Caller.Verified.class, scenario.verify());
  }

  @ParameterizedTest
  @ValueSource(longs = {-60, 0, 5})
  void proofHoldsUpToBothEndsOfItsWindow(long offset) {
    Scenario scenario = new Scenario();
    scenario.proofClaims.put("iat", SECONDS + offset);
    assertInstanceOf(Caller.Verified.class, scenario.verify());
  }

  @Test
  void proofIsOverOneNanosecondAfterItsWindow() {
    Scenario scenario = new Scenario();
    scenario.now = NOW.plusSeconds(60).plusNanos(1);
    refused(Reason.DPOP_EXPIRED, scenario);
  }

  @Test
  void jtiOf256IsAccepted() {
    Scenario scenario = new Scenario();
    scenario.proofClaims.put("jti", "j".repeat(256));
    assertInstanceOf(Caller.Verified.class, scenario.verify());
  }

  @Test
  void nonceNobodyAskedForIsIgnored() {
    Scenario scenario = new Scenario();
    scenario.proofClaims.put("nonce", "n");
    assertInstanceOf(Caller.Verified.class, scenario.verify());
  }

  @Test
  void replayedProofIsDenied() {
    Scenario scenario = new Scenario();
    scenario.proofClaims.put("iat", SECONDS + 5);
    assertInstanceOf(Caller.Verified.class, scenario.verify());
    refused(Reason.DPOP_REPLAYED, scenario);
    scenario.now = NOW.plusSeconds(65); // the last instant at which that iat is in its window
    scenario.proof = scenario.proofText();
    refused(Reason.DPOP_REPLAYED, scenario);
  }

  /** A refused request must not burn a proof, or a stranger could. */
  @Test
  void refusalMarksNothing() {
    Scenario scenario = new Scenario();
    scenario.replays =
        (key, until, now) -> {
          throw new AssertionError("marked before all else held");
        };
    scenario.proofClaims.put("ath", "A".repeat(43));
    refused(Reason.DPOP_TOKEN_HASH, scenario);
  }

  @Test
  void fullStoreRefuses() {
    Scenario scenario = new Scenario();
    scenario.replays = new InMemoryReplayStore(1);
    assertInstanceOf(Caller.Verified.class, scenario.verify());
    scenario.proofClaims.put("jti", "proof-2");
    assertTrue(refused(Reason.REPLAY_STORE_FULL, scenario).challenge().isEmpty());
  }

  @Test
  void unreachableStoreRefuses() {
    Scenario scenario = new Scenario();
    scenario.replays = (key, until, now) -> Outcome.UNAVAILABLE;
    refused(Reason.REPLAY_STORE_UNAVAILABLE, scenario);
  }

  @Test
  void authorityThatIsNoConfiguredOriginIsRefused() {
    Scenario scenario = new Scenario();
    scenario.authority = "elsewhere.example";
    refused(Reason.DPOP_URI, scenario);
  }

  @Test
  void withSeveralOriginsTheRequestsAuthorityChooses() {
    Scenario scenario = new Scenario();
    scenario.origins =
        List.of(URI.create("https://orders.example"), URI.create("https://admin.example"));
    assertInstanceOf(Caller.Verified.class, scenario.verify());
    scenario.proofClaims.put("jti", "proof-2");
    scenario.authority = "admin.example";
    refused(Reason.DPOP_URI, scenario);
    scenario.authority = "elsewhere.example";
    refused(Reason.DPOP_URI, scenario);
  }
}
