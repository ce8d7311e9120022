package io.countersign.credentials.signature;

import static io.countersign.credentials.fixture.Jwt.quote;
import static io.countersign.credentials.signature.AgentRequest.DIRECTORY;
import static io.countersign.credentials.signature.AgentRequest.KEY;
import static io.countersign.credentials.signature.AgentRequest.NOW;
import static io.countersign.credentials.signature.AgentRequest.P256;
import static io.countersign.credentials.signature.AgentRequest.P384;
import static io.countersign.credentials.signature.AgentRequest.RULES;
import static io.countersign.credentials.signature.AgentRequest.SECONDS;
import static io.countersign.credentials.signature.AgentRequest.WITH_CONTENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.credentials.fixture.TestKey;
import io.countersign.credentials.keys.KeySet;
import io.countersign.credentials.keys.KeySource;
import io.countersign.decision.AccessRequest;
import io.countersign.decision.Reason;
import io.countersign.decision.RequestBody;
import io.countersign.decision.Sha256;
import io.countersign.decision.SubjectId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class GenuineSignaturesTest {
  private static final SubjectId SPIFFE_ID =
      new SubjectId("spiffe://prod.example/agent/buyer", "prod.example");

  private static VerifiedSignature held(AgentRequest request) {
    return assertInstanceOf(VerifiedSignature.class, request.outcome(RULES, NOW));
  }

  private static VerifiedSignature held(AgentRequest request, AgentDirectory... directories) {
    return assertInstanceOf(
        VerifiedSignature.class,
        AgentRequest.verifier(RULES, directories).verify(request.build(), NOW));
  }

  private static Reason reason(AgentRequest request, AgentDirectory... directories) {
    SignatureOutcome outcome =
        AgentRequest.verifier(RULES, directories).verify(request.build(), NOW);
    return assertInstanceOf(SignatureOutcome.Refused.class, outcome).reason();
  }

  @Test
  void signedRequestNamesItsAgent() {
    VerifiedSignature signature = held(new AgentRequest());
    assertEquals(new SubjectId(DIRECTORY + "#ed", null), signature.subject());
    assertEquals(DIRECTORY, signature.directory());
    assertEquals("ed", signature.keyId());
    assertEquals(KEY.thumbprint(), signature.keyThumbprint());
    assertEquals(Duration.ofSeconds(7), signature.keyAge());
    assertEquals("sig1", signature.label());
    assertEquals(NOW, signature.created());
    assertEquals(NOW.plusSeconds(60), signature.expires());
    assertEquals(List.of("\"@method\"", "\"@authority\"", "\"@path\""), signature.covered());
    assertFalse(signature.isBodyVerified());
  }

  @Test
  void everyKindOfKeyWithAndWithoutItsAlgorithm() {
    Map<TestKey, String> algorithms =
        Map.of(KEY, "ed25519", P256, "ecdsa-p256-sha256", P384, "ecdsa-p384-sha384");
    algorithms.forEach((key, algorithm) -> {
      assertEquals(
          key.thumbprint(), held(new AgentRequest().signer(key)).keyThumbprint(), algorithm);
      held(new AgentRequest().signer(key).parameter("alg", quote(algorithm)));
    });
  }

  @Test
  void requestWithoutSignatureIsNotSigned() {
    AccessRequest plain = AccessRequest.builder().authority("orders.example").target("/").build();
    assertInstanceOf(
        SignatureOutcome.NotSigned.class, AgentRequest.verifier(RULES).verify(plain, NOW));
  }

  @Test
  void signatureOfAnotherProtocolIsNotOurs() {
    for (String tag : List.of("other-protocol", "", "WEB-BOT-AUTH")) {
      AgentRequest request = new AgentRequest().parameter("tag", quote(tag));
      assertInstanceOf(SignatureOutcome.NotSigned.class, request.outcome(RULES, NOW), tag);
    }
  }

  @Test
  void signatureOfAnotherProtocolMayStandBesideOurs() {
    AgentRequest request = new AgentRequest().sign();
    request.signatureInput = "proxy=();tag=\"other\", " + request.signatureInput;
    request.signature = request.signature + ", proxy=:AA==:";
    assertEquals("sig1", held(request).label());
  }

  @Test
  void onlyConfiguredTagsAreLookedAt() {
    SignatureRules bots =
        new SignatureRules(
            Set.of(SignatureRules.WEB_BOT_AUTH),
            RULES.maxLifetime(),
            RULES.maxAge(),
            RULES.clockSkew(),
            RULES.maxKeyAge(),
            false);
    AgentRequest tagged = new AgentRequest().parameter("tag", quote("web-bot-auth"));
    assertInstanceOf(VerifiedSignature.class, tagged.outcome(bots, NOW));
    assertInstanceOf(VerifiedSignature.class, tagged.outcome(RULES, NOW));
    assertInstanceOf(SignatureOutcome.NotSigned.class, new AgentRequest().outcome(bots, NOW));
  }

  @Test
  void targetMayBeCoveredInAnyOfItsForms() {
    AgentRequest whole = new AgentRequest();
    whole.target += "?full=1";
    whole.covered.clear();
    whole.cover("@method", "GET").cover("@target-uri", "https://orders.example" + whole.target);
    held(whole);

    AgentRequest line = new AgentRequest();
    line.target += "?full=1";
    line.covered.remove(quote("@path"));
    held(line.cover("@request-target", line.target));

    AgentRequest parts = new AgentRequest();
    parts.target += "?full=1";
    held(parts.cover("@query", "?full=1"));
  }

  @Test
  void portThatIsNotTheSchemesOwnBelongsToTheAuthority() {
    AgentRequest request = new AgentRequest();
    request.authority = "Ledger.Example:8443";
    held(request.cover("@authority", "ledger.example:8443").cover("@scheme", "https"));
  }

  @Test
  void authorityIsNormalisedAsTheSignerDoes() {
    AgentRequest request = new AgentRequest();
    request.authority = "ORDERS.example:443";
    held(request);
  }

  @Test
  void coveredAuthorizationHolds() {
    held(
        new AgentRequest()
            .header("Authorization", "Bearer abc")
            .cover("authorization", "Bearer abc"));
  }

  @Test
  void agentThatNamesItselfHolds() {
    AgentRequest request = new AgentRequest();
    request.header("Signature-Agent", "bot=\"https://agents.example\"");
    request.covered.put("\"signature-agent\";key=\"bot\"", "\"https://agents.example\"");
    held(request.parameter("tag", quote("web-bot-auth")));
  }

  @Test
  void bodyIsCheckedAgainstItsDigest() {
    String digest =
        "sha-256=" + AgentRequest.bytes(Sha256.of("{}".getBytes(StandardCharsets.UTF_8)).toBytes());
    AgentRequest request = new AgentRequest().body("{}").header("Content-Digest", digest);
    request.cover("content-digest", digest);
    VerifiedSignature signature =
        assertInstanceOf(VerifiedSignature.class, request.outcome(WITH_CONTENT, NOW));
    assertTrue(signature.isBodyVerified());

    request.body = new RequestBody(ByteBuffer.wrap(new byte[] {'{'}), true);
    assertFalse(held(request).isBodyVerified());
  }

  @Test
  void requestWithoutBodyNeedsNoDigest() {
    AgentRequest request = new AgentRequest().header("Content-Length", "0");
    assertInstanceOf(VerifiedSignature.class, request.outcome(WITH_CONTENT, NOW));
  }

  @Test
  void createdMayLieInTheFutureByTheSkewAndNoMore() {
    AgentRequest request = new AgentRequest();
    assertNull(request.refusal(RULES, NOW.minusSeconds(5)));
    assertEquals(
        Reason.SIGNATURE_NOT_YET_VALID, request.refusal(RULES, NOW.minusSeconds(5).minusNanos(1)));
  }

  @Test
  void signatureEndsAtTheInstantOfItsExpires() {
    AgentRequest request = new AgentRequest().parameter("expires", Long.toString(SECONDS + 30));
    assertNull(request.refusal(RULES, NOW.plusSeconds(30).minusNanos(1)));
    assertEquals(Reason.SIGNATURE_EXPIRED, request.refusal(RULES, NOW.plusSeconds(30)));
  }

  @Test
  void signatureMayBeAsOldAsTheRulesSay() {
    AgentRequest request = new AgentRequest().parameter("expires", Long.toString(SECONDS + 300));
    Instant last = NOW.plus(RULES.maxAge());
    assertNull(request.refusal(RULES, last));
    assertEquals(Reason.SIGNATURE_EXPIRED, request.refusal(RULES, last.plusNanos(1)));
  }

  @Test
  void signatureMayLiveAsLongAsTheRulesSay() {
    assertNull(
        new AgentRequest().parameter("expires", Long.toString(SECONDS + 300)).refusal(RULES, NOW));
    assertEquals(
        Reason.SIGNATURE_LIFETIME,
        new AgentRequest().parameter("expires", Long.toString(SECONDS + 301)).refusal(RULES, NOW));
  }

  @Test
  void nonceMayHave256Characters() {
    held(new AgentRequest().parameter("nonce", quote("n".repeat(256))));
  }

  @Test
  void parametersThatAreUnknownAreSignedAndPassedOver() {
    held(new AgentRequest().parameter("x", "1.5").parameter("y", quote("\\\"")));
  }

  @Test
  void replayKeyIsTheNonceUnderItsKey() {
    Sha256 first = held(new AgentRequest()).replayKey();
    AgentRequest again = new AgentRequest();
    again.method = "DELETE";
    again.cover("@method", "DELETE").parameter("created", Long.toString(SECONDS - 1));
    assertEquals(first, held(again).replayKey());
    assertNotEquals(
        first, held(new AgentRequest().parameter("nonce", quote("nonce-2"))).replayKey());
    assertNotEquals(first, held(new AgentRequest().signer(P256)).replayKey());
  }

  @Test
  void replayIsRememberedUntilTheSlowestClockRefuses() {
    assertEquals(NOW.plusSeconds(60 + 5), held(new AgentRequest()).until());
  }

  @Test
  void directoryMayListWhoseEachKeyIs() {
    KeySource keys = AgentRequest.source(Map.of("ed", KEY, "p256", P256));
    AgentDirectory listed = AgentDirectory.ofAgents("agents", keys, Map.of("ed", SPIFFE_ID));
    assertEquals(SPIFFE_ID, held(new AgentRequest(), listed).subject());
    assertEquals(Reason.SIGNATURE_UNKNOWN_KEY, reason(new AgentRequest().signer(P256), listed));
  }

  @Test
  void directoryOfOneAgentMayHaveSeveralKeys() {
    KeySource keys = AgentRequest.source(Map.of("ed", KEY, "next", KEY, "p256", P256));
    AgentDirectory one = AgentDirectory.ofAgent("buyer", keys, SPIFFE_ID);
    assertEquals(SPIFFE_ID, held(new AgentRequest(), one).subject());
    assertEquals(SPIFFE_ID, held(new AgentRequest().signer(P256), one).subject());
  }

  @Test
  void keyOfAnotherDirectoryIsThatDirectorysAgent() {
    AgentDirectory first = AgentDirectory.ofKeys("a", AgentRequest.source(Map.of("k", P256)));
    AgentDirectory second = AgentDirectory.ofKeys("b", AgentRequest.source(Map.of("k", KEY)));
    assertEquals("b#k", held(new AgentRequest(), first, second).subject().value());
  }

  @Test
  void keyThatTwoDirectoriesClaimIsNobodys() {
    AgentDirectory first = AgentDirectory.ofKeys("a", AgentRequest.source(Map.of("k", KEY)));
    AgentDirectory second = AgentDirectory.ofKeys("b", AgentRequest.source(Map.of("k", KEY)));
    assertEquals(Reason.SIGNATURE_UNKNOWN_KEY, reason(new AgentRequest(), first, second));
    assertEquals(Reason.SIGNATURE_UNKNOWN_KEY, reason(new AgentRequest()));
  }

  @Test
  void directoryIsAskedAgainForANewKey() {
    KeySet before = AgentRequest.source(Map.of("p256", P256)).keys(NOW);
    KeySet after = AgentRequest.source(Map.of("ed", KEY)).keys(NOW);
    KeySource rotating =
        new KeySource() {
          @Override
          public KeySet keys(Instant now) {
            return before;
          }

          @Override
          public KeySet refetched(Instant now) {
            return after;
          }
        };
    assertEquals(
        "a#ed", held(new AgentRequest(), AgentDirectory.ofKeys("a", rotating)).subject().value());
  }

  @Test
  void rulesWithoutBoundsAreRefused() {
    Duration minute = Duration.ofMinutes(1);
    Set<String> tags = Set.of("");
    assertThrows(
        IllegalArgumentException.class,
        () -> new SignatureRules(Set.of(), minute, minute, minute, minute, false));
    assertThrows(
        IllegalArgumentException.class,
        () -> new SignatureRules(tags, Duration.ofHours(2), minute, minute, minute, false));
    assertThrows(
        IllegalArgumentException.class,
        () -> new SignatureRules(tags, minute, Duration.ZERO, minute, minute, false));
    assertThrows(
        IllegalArgumentException.class,
        () -> new SignatureRules(tags, minute, minute, minute.plusNanos(1), minute, false));
    assertEquals(Duration.ofMinutes(5), SignatureRules.defaults().maxLifetime());
  }

  @Test
  void keysOfALostDirectoryServeUntilTheirLimitAndThenNoLonger() {
    KeySet keys = AgentRequest.source(Map.of("ed", KEY)).keys(NOW);
    Instant oldest = NOW.minus(RULES.maxKeyAge());
    AgentDirectory still = AgentDirectory.ofKeys("a", now -> new KeySet(keys.byId(), 0, oldest));
    AgentDirectory noLonger =
        AgentDirectory.ofKeys("a", now -> new KeySet(keys.byId(), 0, oldest.minusNanos(1)));

    assertEquals("a#ed", held(new AgentRequest(), still).subject().value());
    assertEquals(Reason.ISSUER_UNAVAILABLE, reason(new AgentRequest(), noLonger));
  }
}
