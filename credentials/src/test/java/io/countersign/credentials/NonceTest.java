package io.countersign.credentials;

import static io.countersign.credentials.Scenario.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.credentials.dpop.Nonces;
import io.countersign.decision.Caller;
import io.countersign.decision.Header;
import io.countersign.decision.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nonces of the resource server (RFC 9449 §9). */
class NonceTest {
  private static final Duration PERIOD = Duration.ofSeconds(30);

  /** A time at which a period begins, so that boundaries can be told. */
  private static final Instant START =
      Instant.ofEpochSecond(NOW.getEpochSecond() - NOW.getEpochSecond() % PERIOD.toSeconds());

  private final Nonces nonces = Nonces.ofThisProcess(PERIOD);

  @Test
  void proofWithTheCurrentNonceHolds() {
    assertInstanceOf(Caller.Verified.class, verify(nonces.current(START), START));
  }

  @Test
  void proofWithoutNonceIsToldTheNextOneWhichNobodyMayCache() {
    Caller.Rejected rejected = assertInstanceOf(Caller.Rejected.class, verify(null, START));
    assertEquals(Reason.DPOP_NONCE_REQUIRED, rejected.reason());
    List<Header> challenge = rejected.challenge();
    assertEquals(
        "DPoP error=\"use_dpop_nonce\", algs=\"ES256 ES384 EdDSA PS256 RS256\"",
        challenge.getFirst().value());
    assertEquals(List.of(nonces.current(START)), values(challenge, "dpop-nonce"));
    assertEquals(List.of("no-store"), values(challenge, "cache-control"));
  }

  @Test
  void nonceIsAcceptedToTheEndOfTheNextPeriod() {
    String nonce = nonces.current(START);
    Instant last = START.plus(PERIOD).plus(PERIOD).minusNanos(1);
    assertEquals(nonce, nonces.current(START.plus(PERIOD).minusNanos(1)));
    assertNotEquals(nonce, nonces.current(START.plus(PERIOD)));
    assertInstanceOf(Caller.Verified.class, verify(nonce, last));
    assertEquals(Reason.DPOP_NONCE_REQUIRED, refusal(nonce, last.plusNanos(1)));
  }

  @Test
  void nonceOfAnotherProcessIsRefused() {
    String other = Nonces.ofThisProcess(PERIOD).current(START);
    assertEquals(Reason.DPOP_NONCE_REQUIRED, refusal(other, START));
  }

  @Test
  void nonceOfThePeriodToComeIsRefused() {
    assertEquals(Reason.DPOP_NONCE_REQUIRED, refusal(nonces.current(START.plus(PERIOD)), START));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonce", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
  void anythingElseIsRefused(String nonce) {
    assertEquals(Reason.DPOP_NONCE_REQUIRED, refusal(nonce, START));
  }

  @Test
  void nonceOfAnotherTypeIsRefused() {
    Scenario scenario = scenario(START);
    scenario.proofClaims.put("nonce", List.of(nonces.current(START)));
    assertEquals(
        Reason.DPOP_NONCE_REQUIRED,
        assertInstanceOf(Caller.Rejected.class, scenario.verify()).reason());
  }

  @Test
  void refusalForWantOfANonceUsesUpNothing() {
    Scenario scenario = scenario(START);
    assertInstanceOf(Caller.Rejected.class, scenario.verify());
    scenario.proofClaims.put("nonce", nonces.current(START));
    assertInstanceOf(Caller.Verified.class, scenario.verify());
  }

  @Test
  void otherRefusalsHandOutNoNonce() {
    Scenario scenario = scenario(START);
    scenario.proofClaims.put("htm", "DELETE");
    Caller.Rejected rejected = assertInstanceOf(Caller.Rejected.class, scenario.verify());
    assertEquals(List.of(), values(rejected.challenge(), "dpop-nonce"));
  }

  @Test
  void nonceNobodyAskedForIsNotLookedAt() {
    Scenario scenario = new Scenario();
    scenario.proofClaims.put("nonce", "stale");
    assertInstanceOf(Caller.Verified.class, scenario.verify());
  }

  @Test
  void periodWithoutSenseIsAMistake() {
    assertThrows(IllegalArgumentException.class, () -> Nonces.ofThisProcess(Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> Nonces.ofThisProcess(Duration.ofHours(2)));
  }

  private Scenario scenario(Instant now) {
    Scenario scenario = new Scenario();
    scenario.nonces = nonces;
    scenario.now = now;
    scenario.tokenClaims.put("iat", now.getEpochSecond());
    scenario.proofClaims.put("iat", now.getEpochSecond());
    return scenario;
  }

  private Caller verify(@Nullable String nonce, Instant now) {
    Scenario scenario = scenario(now);
    if (nonce != null) {
      scenario.proofClaims.put("nonce", nonce);
    }
    return scenario.verify();
  }

  private Reason refusal(String nonce, Instant now) {
    return assertInstanceOf(Caller.Rejected.class, verify(nonce, now)).reason();
  }

  private static List<String> values(List<Header> challenge, String name) {
    return challenge.stream().filter(h -> h.name().equals(name)).map(Header::value).toList();
  }
}
