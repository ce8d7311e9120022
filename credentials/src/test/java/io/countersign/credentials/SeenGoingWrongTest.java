package io.countersign.credentials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.nimbusds.jose.jwk.ECKey;
import io.countersign.credentials.replay.InMemoryReplayStore;
import io.countersign.credentials.x509.TestCertificates;
import io.countersign.decision.AccessRequest;
import io.countersign.decision.Caller;
import io.countersign.decision.Header;
import io.countersign.decision.Reason;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mistakes that other verifiers were seen to make, each row named after one. That of certificates
 * is in {@code HostileLeavesTest}, those of forwarded headers in the Envoy module's tests.
 */
class SeenGoingWrongTest {
  private static final String URI = "https://orders.example/api/v1/orders";

  private static Arguments row(String mistake, Consumer<Scenario> change) {
    return arguments(mistake, change);
  }

  private static Arguments row(String mistake, Reason reason, Consumer<Scenario> change) {
    return arguments(mistake, reason, change);
  }

  private static Consumer<Scenario> header(String name, String value) {
    return scenario -> scenario.more.add(new Header(name, value));
  }

  static Stream<Arguments> genuine() {
    return Stream.of(
        row(
            "the default port makes another URI (quarkus#48110)",
            htu("https://orders.example:443/api/v1/orders")),
        row("upper case makes another host", htu("HTTPS://ORDERS.Example/api/v1/orders")),
        row("an encoded letter makes another path", htu("https://orders.example/api/v1/%6Frders")),
        row("the query is part of htu", htu(URI + "?page=2")),
        row("an unsolicited nonce is refused", s -> s.proofClaims.put("nonce", "n-1")));
  }

  private static Consumer<Scenario> htu(String uri) {
    return scenario -> scenario.proofClaims.put("htu", uri);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("genuine")
  void whatOthersRefuseWronglyIsAccepted(String mistake, Consumer<Scenario> change) {
    Scenario scenario = new Scenario();
    change.accept(scenario);

    assertInstanceOf(Caller.Verified.class, scenario.verify());
  }

  static Stream<Arguments> hostile() {
    return Stream.of(
        row("a trailing slash is stripped", Reason.DPOP_URI, htu(URI + "/")),
        row(
            "a proxy's path prefix is added from a header (spring-security#17202)",
            Reason.DPOP_URI,
            htu("https://orders.example/gateway/api/v1/orders")
                .andThen(header("x-forwarded-prefix", "/gateway"))),
        row(
            "the forwarded host replaces the origin",
            Reason.DPOP_URI,
            htu("https://evil.example/api/v1/orders")
                .andThen(header("x-forwarded-host", "evil.example"))),
        row(
            "the sub-request's method replaces the request's",
            Reason.DPOP_METHOD,
            s -> {
              s.proofClaims.put("htm", "GET");
              header("x-original-method", "GET").accept(s);
              header("x-forwarded-method", "GET").accept(s);
            }),
        row(
            "the sub-request's URL replaces the request's",
            Reason.DPOP_URI,
            htu("https://orders.example/public")
                .andThen(header("x-original-url", "https://orders.example/public"))
                .andThen(header("x-forwarded-uri", "/public"))),
        row(
            "a bound token passes as a bearer token",
            Reason.TOKEN_BOUND_AS_BEARER,
            s -> s.scheme = "Bearer"),
        row(
            "the scheme DPoP passes without a proof",
            Reason.DPOP_MISSING,
            s -> s.withProof = false),
        row(
            "two proofs joined by a gateway are taken for one",
            Reason.DPOP_MULTIPLE,
            s -> s.proof = "a.b.c, a.b.c"),
        row(
            "a certificate-bound token passes without a certificate",
            Reason.CERTIFICATE_MISSING,
            s ->
                s.tokenClaims.put(
                    "cnf",
                    new LinkedHashMap<>(
                        Map.of(
                            "jkt",
                            Scenario.thumbprint(Scenario.CLIENT_KEY),
                            "x5t#S256",
                            "A".repeat(43))))),
        row(
            "of two confirmations one is enough",
            Reason.CERTIFICATE_MISMATCH,
            s -> {
              s.chain = TestCertificates.of(Scenario.ORDERS).chain();
              s.tokenClaims.put(
                  "cnf",
                  new LinkedHashMap<>(
                      Map.of(
                          "jkt",
                          Scenario.thumbprint(Scenario.CLIENT_KEY),
                          "x5t#S256",
                          "A".repeat(43))));
            }),
        row(
            "a key that the token brings is believed",
            Reason.TOKEN_SIGNATURE,
            s -> {
              s.tokenKey = Scenario.OTHER_KEY;
              s.tokenHeader.put("jwk", Scenario.OTHER_KEY.toPublicJWK().toJSONObject());
              s.tokenHeader.put("jku", "https://evil.example/jwks");
            }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void whatOthersLetPassIsRefused(String mistake, Reason reason, Consumer<Scenario> change) {
    Scenario scenario = new Scenario();
    change.accept(scenario);

    assertEquals(reason, refusal(scenario.verify()));
  }

  private static Reason refusal(Caller caller) {
    return assertInstanceOf(Caller.Rejected.class, caller).reason();
  }

  /** A replay cache was built and never asked. */
  @Test
  void theReplayStoreIsAsked() {
    Scenario scenario = new Scenario();
    AccessRequest request = scenario.request();

    assertInstanceOf(Caller.Verified.class, scenario.verifier().verify(request, scenario.now));
    assertEquals(Reason.DPOP_REPLAYED, refusal(scenario.verifier().verify(request, scenario.now)));
  }

  /** A cache of bounded size forgot live proofs, which then passed again. */
  @Test
  void aFullStoreRefusesAndForgetsNothing() {
    Scenario scenario = new Scenario();
    scenario.replays = new InMemoryReplayStore(1);
    AccessRequest first = scenario.request();
    assertInstanceOf(Caller.Verified.class, scenario.verifier().verify(first, scenario.now));

    scenario.proofClaims.put("jti", "proof-2");
    assertEquals(Reason.REPLAY_STORE_FULL, refusal(scenario.verify()));
    assertEquals(Reason.DPOP_REPLAYED, refusal(scenario.verifier().verify(first, scenario.now)));
  }

  /** One client's jti was taken for another's. */
  @Test
  void oneJtiUnderTwoKeysIsTwoProofs() {
    Scenario scenario = new Scenario();
    assertInstanceOf(Caller.Verified.class, scenario.verify());

    Scenario other = with(Scenario.OTHER_KEY);
    other.replays = scenario.replays;
    assertInstanceOf(Caller.Verified.class, other.verify());
  }

  private static Scenario with(ECKey key) {
    Scenario scenario = new Scenario();
    scenario.proofKey = key;
    scenario.proofHeader.put("jwk", key.toPublicJWK().toJSONObject());
    scenario.tokenClaims.put("cnf", new LinkedHashMap<>(Map.of("jkt", Scenario.thumbprint(key))));
    return scenario;
  }

  /** A jti was burnt by a proof that then failed its ath or its key. */
  @Test
  void aProofThatFailsBurnsNoJti() {
    Scenario victim = new Scenario();
    Scenario wrongToken = new Scenario();
    wrongToken.replays = victim.replays;
    wrongToken.proofClaims.put("ath", "A".repeat(43));
    assertEquals(Reason.DPOP_TOKEN_HASH, refusal(wrongToken.verify()));

    Scenario wrongKey = new Scenario();
    wrongKey.replays = victim.replays;
    wrongKey.proofKey = Scenario.OTHER_KEY;
    wrongKey.proofHeader.put("jwk", Scenario.OTHER_KEY.toPublicJWK().toJSONObject());
    assertEquals(Reason.DPOP_KEY_MISMATCH, refusal(wrongKey.verify()));

    assertInstanceOf(Caller.Verified.class, victim.verify());
  }
}
