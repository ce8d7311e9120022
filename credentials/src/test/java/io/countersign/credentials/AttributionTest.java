package io.countersign.credentials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.credentials.evidence.EvidenceHeader;
import io.countersign.credentials.evidence.EvidenceKind;
import io.countersign.credentials.evidence.EvidenceSource;
import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.keys.KeySet;
import io.countersign.credentials.signature.AgentDirectory;
import io.countersign.credentials.x509.TestCertificates;
import io.countersign.decision.Attribution.Level;
import io.countersign.decision.Caller;
import io.countersign.decision.CallerFacts;
import io.countersign.decision.Header;
import io.countersign.decision.Reason;
import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How strongly a request says who acts, and what evidence has to do with it. */
class AttributionTest {
  private static final String CLUSTER = "https://kubernetes.default.svc";
  private static final String HEADER = "x-workload-token";

  private static CallerFacts verified(Scenario scenario) {
    Caller caller = scenario.verify();
    if (caller instanceof Caller.Rejected rejected) {
      throw new AssertionError(rejected.reason().name());
    }
    return caller.facts();
  }

  private static void assertRefused(Reason reason, Scenario scenario) {
    assertEquals(reason, assertInstanceOf(Caller.Rejected.class, scenario.verify()).reason());
  }

  private static void assertSays(CallerFacts facts, String why) {
    assertTrue(
        facts.attribution().why().stream().anyMatch(each -> each.contains(why)),
        facts.attribution().toString());
  }

  /** A Kubernetes token in a header of its own, signed with the key k1. */
  private static Scenario withEvidence(Map<String, Object> more) {
    Scenario scenario = new Scenario();
    scenario.evidence =
        List.of(
            new EvidenceHeader(
                HEADER,
                new EvidenceSource(
                    EvidenceKind.KUBERNETES,
                    CLUSTER,
                    any ->
                        new KeySet(
                            Map.of("k1", Scenario.jwk(Scenario.ISSUER_KEY)), 0, Scenario.NOW),
                    Set.of("countersign"),
                    Set.of(JwsAlgorithm.ES256),
                    Duration.ofHours(1),
                    Map.of())));
    scenario.more.add(new Header(HEADER, kubernetesToken(more)));
    return scenario;
  }

  private static String kubernetesToken(Map<String, Object> more) {
    Map<String, Object> claims = new LinkedHashMap<>(kubernetesClaims());
    claims.putAll(more);
    return Scenario.sign(Map.of("alg", "ES256", "kid", "k1"), claims, Scenario.ISSUER_KEY);
  }

  private static Map<String, Object> kubernetesClaims() {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", CLUSTER);
    claims.put("sub", "system:serviceaccount:pay:orders");
    claims.put("aud", List.of("countersign"));
    claims.put("iat", Scenario.SECONDS - 60);
    claims.put("exp", Scenario.SECONDS + 600);
    claims.put(
        "kubernetes.io",
        Map.of(
            "namespace", "pay",
            "serviceaccount", Map.of("name", "orders", "uid", "u-1"),
            "pod", Map.of("name", "orders-7", "uid", "u-2")));
    return claims;
  }

  @Test
  void aProvedKeyIsBound() {
    CallerFacts facts = verified(new Scenario());

    assertEquals(Level.BOUND, facts.attribution().level());
    assertSays(facts, "the request proves the key");
    assertSays(facts, "not attested");
  }

  @Test
  void aCertificateOfTheSubjectIsBound() {
    assertEquals(Level.BOUND, verified(new Scenario().mtls(Scenario.ORDERS)).attribution().level());
  }

  @Test
  void aBearerTokenIsBearer() {
    CallerFacts facts = verified(new Scenario().bearer());

    assertEquals(Level.BEARER, facts.attribution().level());
    assertSays(facts, "whoever holds the token");
  }

  @Test
  void evidenceThatNamesTheProvedKeyAttests() {
    CallerFacts facts =
        verified(
            withEvidence(Map.of("cnf", Map.of("jkt", Scenario.thumbprint(Scenario.CLIENT_KEY)))));

    assertEquals(Level.ATTESTED, facts.attribution().level());
    JsonObject kubernetes = facts.evidence().object("kubernetes").orElseThrow();
    assertEquals("pay", kubernetes.string("namespace").orElseThrow());
    assertEquals("header", kubernetes.string("source").orElseThrow());
    assertEquals(JsonBoolean.TRUE, kubernetes.get("tied"));
  }

  @Test
  void evidenceThatNamesNoKeyDoesNotAttest() {
    CallerFacts facts = verified(withEvidence(Map.of()));

    assertEquals(Level.BOUND, facts.attribution().level());
    assertSays(facts, "not tied to the requester's key");
    assertFalse(facts.evidence().object("kubernetes").isEmpty());
  }

  @Test
  void evidenceOfAnotherKeyIsThereButDoesNotAttest() {
    CallerFacts facts =
        verified(
            withEvidence(Map.of("cnf", Map.of("jkt", Scenario.thumbprint(Scenario.OTHER_KEY)))));

    assertEquals(Level.BOUND, facts.attribution().level());
    assertSays(facts, "not tied to the requester's key");
  }

  @Test
  void evidenceThatDoesNotHoldRefusesTheRequest() {
    assertRefused(Reason.EVIDENCE_AUDIENCE, withEvidence(Map.of("aud", "https://api.cluster")));
    assertRefused(Reason.EVIDENCE_TOO_OLD, withEvidence(Map.of("iat", Scenario.SECONDS - 3601)));
  }

  @Test
  void evidenceInTwoHeadersOfOneNameRefuses() {
    Scenario scenario = withEvidence(Map.of());
    scenario.more.add(new Header(HEADER, kubernetesToken(Map.of())));

    assertRefused(Reason.EVIDENCE_MULTIPLE, scenario);
  }

  @Test
  void anIssuerVouchesOnlyWhereItIsConfiguredTo() {
    Scenario trusting = new Scenario();
    trusting.tokenClaims.put("k8s", Map.of("ns", "pay", "sa", "orders"));
    trusting.telling =
        Map.of(
            Scenario.ISSUER,
            new TokenEvidence.Vouched(
                Map.of(
                    "kubernetes", Map.of("namespace", "/k8s/ns", "service_account", "/k8s/sa"))));
    CallerFacts vouched = verified(trusting);
    JsonObject kubernetes = vouched.evidence().object("kubernetes").orElseThrow();
    assertEquals("vouched", kubernetes.string("source").orElseThrow());
    assertEquals("orders", kubernetes.string("service_account").orElseThrow());
    assertEquals(Level.ATTESTED, vouched.attribution().level());

    Scenario wary = new Scenario();
    wary.tokenClaims.put("k8s", Map.of("ns", "pay", "sa", "orders"));
    assertTrue(verified(wary).evidence().object("kubernetes").isEmpty());
  }

  @Test
  void whatABearerTokenVouchesForIsNotTied() {
    Scenario scenario = new Scenario().bearer();
    scenario.tokenClaims.put("k8s", Map.of("ns", "pay"));
    scenario.telling =
        Map.of(
            Scenario.LAX_ISSUER,
            new TokenEvidence.Vouched(Map.of("kubernetes", Map.of("namespace", "/k8s/ns"))));

    CallerFacts facts = verified(scenario);

    assertEquals(Level.BEARER, facts.attribution().level());
    assertSays(facts, "not tied to the requester's key");
  }

  @Test
  void twoPiecesOfEvidenceThatContradictEachOtherRefuse() {
    Scenario scenario = withEvidence(Map.of());
    scenario.tokenClaims.put("k8s", Map.of("ns", "shop"));
    scenario.telling =
        Map.of(
            Scenario.ISSUER,
            new TokenEvidence.Vouched(Map.of("kubernetes", Map.of("namespace", "/k8s/ns"))));

    assertRefused(Reason.EVIDENCE_MALFORMED, scenario);
  }

  @Test
  void aPlatformsOwnTokenIsFederatedAndTellsWhereTheWorkloadRuns() {
    Scenario scenario = new Scenario().bearer();
    scenario.tokenHeader.remove("typ");
    scenario.tokenClaims.clear();
    scenario.tokenClaims.putAll(kubernetesClaims());
    scenario.tokenClaims.put("iss", Scenario.PLATFORM);
    scenario.tokenClaims.put("aud", "https://orders.example");
    scenario.telling =
        Map.of(Scenario.PLATFORM, new TokenEvidence.OfPlatform(EvidenceKind.KUBERNETES, Map.of()));

    CallerFacts facts = verified(scenario);

    assertEquals(Level.FEDERATED, facts.attribution().level());
    assertEquals(
        Scenario.PLATFORM + "#system:serviceaccount:pay:orders",
        String.valueOf(facts.subject() == null ? null : facts.subject().value()));
    JsonObject kubernetes = facts.evidence().object("kubernetes").orElseThrow();
    assertEquals("token", kubernetes.string("source").orElseThrow());
    assertEquals("orders-7", kubernetes.string("pod").orElseThrow());
  }

  @Test
  void aPlatformsTokenThatOutlivedItsPodIsRefused() {
    Scenario scenario = new Scenario().bearer();
    scenario.tokenHeader.remove("typ");
    scenario.tokenClaims.clear();
    scenario.tokenClaims.putAll(kubernetesClaims());
    scenario.tokenClaims.put("iss", Scenario.PLATFORM);
    scenario.tokenClaims.put("aud", "https://orders.example");
    scenario.tokenClaims.put("iat", Scenario.SECONDS - 3601);

    assertRefused(Reason.TOKEN_TOO_OLD, scenario);
  }

  @Test
  void theAddressIsTheConnectionsAndNoHeaders() {
    Scenario scenario = new Scenario();
    scenario.more.add(new Header("x-forwarded-for", "192.0.2.9"));

    JsonObject network = verified(scenario).evidence().object("network").orElseThrow();

    assertEquals("10.0.0.1", network.string("address").orElseThrow());
    assertEquals("connection", network.string("source").orElseThrow());
  }

  @Test
  void signaturesAreAnotherProtocolsWhereNoAgentsAreConfigured() {
    Scenario scenario = new Scenario();
    scenario.more.add(new Header("signature", "keyId=\"a\",signature=\"b\""));

    assertEquals(Level.BOUND, verified(scenario).attribution().level());
  }

  @Test
  void aSignatureOfNoConfiguredAgentRefusesWhereAgentsAre() {
    Scenario scenario = new Scenario();
    scenario.directories =
        List.of(
            AgentDirectory.ofKeys(
                "https://agents.example", any -> new KeySet(Map.of(), 0, Scenario.NOW)));
    scenario.more.add(new Header("signature", "keyId=\"a\",signature=\"b\""));

    assertRefused(Reason.SIGNATURE_MALFORMED, scenario);
  }

  @Test
  void aWorkloadThatBringsAUsersTokenIsNamedAsActor() {
    Scenario scenario = new Scenario().bearer();
    scenario.tokenClaims.put("sub", "alice");
    scenario.chain = TestCertificates.of(Scenario.ORDERS).chain();

    CallerFacts facts = verified(scenario);

    assertEquals(Scenario.ORDERS, facts.actors().getFirst().subject());
    assertSays(facts, "who acts for the subject proved a key");
    assertEquals(Level.BEARER, facts.attribution().level());
  }
}
