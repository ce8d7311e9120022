package io.countersign.credentials.dpop;

import static io.countersign.credentials.dpop.Proofs.KEY;
import static io.countersign.credentials.dpop.Proofs.MAX_AGE;
import static io.countersign.credentials.dpop.Proofs.NOW;
import static io.countersign.credentials.dpop.Proofs.PATH;
import static io.countersign.credentials.dpop.Proofs.SKEW;
import static io.countersign.credentials.dpop.Proofs.check;
import static io.countersign.credentials.dpop.Proofs.good;
import static io.countersign.credentials.dpop.Proofs.reason;
import static io.countersign.credentials.dpop.Proofs.refusal;
import static io.countersign.credentials.dpop.Proofs.request;
import static io.countersign.credentials.fixture.Jwt.quote;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.credentials.fixture.TestKey;
import io.countersign.decision.Reason;
import io.countersign.decision.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GenuineProofsTest {

  static Stream<TestKey> keys() {
    return Stream.of(
        TestKey.es256(),
        TestKey.es384(),
        TestKey.eddsa(),
        TestKey.rsa("RS256", 2048),
        TestKey.rsa("PS256", 2048));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everyAcceptedAlgorithmHolds(TestKey key) {
    DpopOutcome outcome = check(request("orders.example", PATH, good(key).sign(key)), key, NOW);
    VerifiedProof proof = assertInstanceOf(VerifiedProof.class, outcome);
    assertEquals(key.thumbprint(), proof.keyThumbprint());
  }

  @Test
  void proofIsOldEnoughUntilTheInstantOfItsGreatestAge() {
    assertNull(at(NOW.plus(MAX_AGE)));
    assertEquals(Reason.DPOP_EXPIRED, at(NOW.plus(MAX_AGE).plusNanos(1)));
  }

  @Test
  void proofIsYoungEnoughFromTheInstantOfTheSkew() {
    assertNull(at(NOW.minus(SKEW)));
    assertEquals(Reason.DPOP_NOT_YET_VALID, at(NOW.minus(SKEW).minusNanos(1)));
  }

  @Test
  void proofIsRememberedAsLongAsAnyClockWithinTheSkewAcceptsIt() {
    VerifiedProof proof = verified(good().sign(KEY));
    assertEquals(NOW.plus(MAX_AGE).plus(SKEW), proof.until());
  }

  @Test
  void fractionOfASecondIsATime() {
    assertNull(refusal(good().claim("iat", NOW.getEpochSecond() + ".5").sign(KEY)));
  }

  @Test
  void longestIdentifierHolds() {
    assertNull(refusal(good().claim("jti", quote("j".repeat(256))).sign(KEY)));
  }

  @Test
  void unsolicitedNonceAndUnknownMembersAreIgnored() {
    assertNull(
        refusal(
            good()
                .header("kid", quote("k"))
                .header("x5u", quote("https://evil.example"))
                .claim("nonce", quote("n"))
                .claim("extra", "{\"a\":[1]}")
                .sign(KEY)));
  }

  @Test
  void replayKeyIsOfIdentifierAndKeyTogether() {
    TestKey other = TestKey.es256();
    Sha256 first = verified(good().sign(KEY)).replayKey();
    assertEquals(
        first, verified(good().claim("iat", NOW.getEpochSecond() - 1).sign(KEY)).replayKey());
    assertNotEquals(first, verified(good().claim("jti", quote("proof-2")).sign(KEY)).replayKey());
    DpopOutcome others =
        check(request("orders.example", PATH, good(other).sign(other)), other, NOW);
    assertNotEquals(first, assertInstanceOf(VerifiedProof.class, others).replayKey());
  }

  @Test
  void rulesWithoutSenseAreMistakes() {
    Duration minute = Duration.ofMinutes(1);
    assertThrows(IllegalArgumentException.class, () -> new DpopRules(Duration.ZERO, SKEW));
    assertThrows(IllegalArgumentException.class, () -> new DpopRules(minute, minute.plusNanos(1)));
    assertThrows(IllegalArgumentException.class, () -> new DpopRules(minute, SKEW.negated()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new DpopRules(Duration.ofHours(1).plusNanos(1), SKEW));
  }

  private static @Nullable Reason at(Instant now) {
    return reason(check(request("orders.example", PATH, good().sign(KEY)), KEY, now));
  }

  private static VerifiedProof verified(String proof) {
    DpopOutcome outcome = check(request("orders.example", PATH, proof), KEY, NOW);
    return assertInstanceOf(VerifiedProof.class, outcome);
  }
}
