package io.countersign.credentials.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.credentials.fixture.Jwt;
import io.countersign.credentials.fixture.TestKey;
import io.countersign.decision.Sha256;
import io.countersign.decision.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What evidence becomes for the policy: first what must not pass for the sender's. */
final class EvidenceFactsTest {
  private static final TestKey KEY = TestKey.es256();
  private static final TestKey OTHER = TestKey.es256();
  private static final RequestKeys NOTHING = new RequestKeys(Set.of(), null, false);
  private static final RequestKeys TOKEN_BOUND = new RequestKeys(Set.of(), null, true);

  private static RequestKeys proved(TestKey key) {
    return new RequestKeys(Set.of(key.thumbprint()), null, false);
  }

  private static VerifiedEvidence kubernetes(Jwt token) {
    return header("k8s-token", token.sign(Tokens.CLUSTER_KEY));
  }

  private static VerifiedEvidence header(String name, String token) {
    return assertInstanceOf(EvidenceOutcome.Found.class, Tokens.verify(name, token))
        .evidence()
        .getFirst();
  }

  private static Jwt bound(TestKey key) {
    return Tokens.kubernetes().claim("cnf", "{\"jkt\":\"" + key.thumbprint().base64Url() + "\"}");
  }

  private static List<VerifiedEvidence> vouched(String claims) {
    return EvidenceVerifier.vouched(
        "https://issuer.example",
        Map.of("kubernetes", Map.of("namespace", "/k8s/ns", "node", "/k8s/node", "tied", "/t")),
        TestKey.json(claims),
        Duration.ZERO);
  }

  private static EvidenceFacts facts(RequestKeys keys, VerifiedEvidence... evidence) {
    return EvidenceFacts.of(List.of(evidence), keys, null).orElseThrow();
  }

  private static JsonObject member(EvidenceFacts facts) {
    return facts.json().object("kubernetes").orElseThrow();
  }

  @Test
  void evidenceBoundToAnotherKeyStaysLoose() {
    EvidenceFacts facts = facts(proved(KEY), kubernetes(bound(OTHER)));
    assertTrue(facts.anyLoose());
    assertFalse(facts.anyTied());
  }

  @Test
  void evidenceBoundToNothingStaysLooseThoughTheTokenIsBound() {
    assertFalse(facts(TOKEN_BOUND, kubernetes(Tokens.kubernetes())).anyTied());
  }

  @Test
  void evidenceBoundToKeyAndCertificateNeedsBoth() {
    String both =
        "{\"jkt\":\"%s\",\"x5t#S256\":\"%s\"}"
            .formatted(KEY.thumbprint().base64Url(), OTHER.thumbprint().base64Url());
    VerifiedEvidence evidence = kubernetes(Tokens.kubernetes().claim("cnf", both));
    Sha256 certificate = OTHER.thumbprint();
    assertFalse(facts(proved(KEY), evidence).anyTied());
    assertFalse(facts(new RequestKeys(Set.of(), certificate, false), evidence).anyTied());
    assertTrue(
        facts(new RequestKeys(Set.of(KEY.thumbprint()), certificate, false), evidence).anyTied());
  }

  @Test
  void contradictionIsNotMerged() {
    VerifiedEvidence token = kubernetes(Tokens.kubernetes());
    VerifiedEvidence other = vouched("{\"k8s\":{\"ns\":\"other\"}}").getFirst();
    assertTrue(EvidenceFacts.of(List.of(token, other), NOTHING, null).isEmpty());
    assertTrue(EvidenceFacts.of(List.of(other, token), NOTHING, null).isEmpty());
  }

  @Test
  void twoBuildServicesContradict() {
    VerifiedEvidence github = header("github-token", Tokens.github().sign(Tokens.GITHUB_KEY));
    VerifiedEvidence builds = header("ci-token", Tokens.builds().sign(Tokens.CLUSTER_KEY));
    assertTrue(EvidenceFacts.of(List.of(github, builds), NOTHING, null).isEmpty());
  }

  @Test
  void looseEvidenceAddsNothingToTiedEvidence() {
    VerifiedEvidence loose = kubernetes(Tokens.kubernetes());
    VerifiedEvidence tied = vouched("{\"k8s\":{\"ns\":\"my-namespace\"}}").getFirst();
    EvidenceFacts facts = facts(TOKEN_BOUND, loose, tied);
    assertTrue(facts.anyTied());
    assertFalse(facts.anyLoose());
    assertTrue(member(facts).string("pod").isEmpty());
    assertEquals("vouched", member(facts).string("source").orElseThrow());
  }

  @Test
  void factCannotPassForWhatIsSaidAboutIt() {
    VerifiedEvidence evidence = vouched("{\"t\":true}").getFirst();
    assertEquals(
        TestKey.json(
            "{\"issuer\":\"https://issuer.example\",\"source\":\"vouched\",\"tied\":false}"),
        member(facts(NOTHING, evidence)));
  }

  @Test
  void issuerThatSaysNothingVouchesForNothing() {
    assertTrue(vouched("{\"k8s\":{\"ns\":7e99,\"node\":[]}}").isEmpty());
  }

  @Test
  void accessTokenWithoutTheClaimsOfItsPlatformIsNoEvidence() {
    JsonObject claims = TestKey.json(Tokens.github().claimsJson());
    assertTrue(
        EvidenceVerifier.ofToken(
                EvidenceKind.KUBERNETES, claims, Map.of(), Tokens.GITHUB, Duration.ZERO)
            .isEmpty());
  }

  @Test
  void accessTokenOfThePlatformIsTiedWhenItIsBound() {
    JsonObject claims = TestKey.json(Tokens.kubernetes().claimsJson());
    VerifiedEvidence evidence =
        EvidenceVerifier.ofToken(
                EvidenceKind.KUBERNETES, claims, Map.of(), Tokens.CLUSTER, Duration.ZERO)
            .orElseThrow();
    assertTrue(facts(TOKEN_BOUND, evidence).anyTied());
    assertFalse(facts(proved(KEY), evidence).anyTied());
    assertEquals(Origin.TOKEN, evidence.origin());
  }

  @Test
  void evidenceOfTheProvedKeyIsTied() {
    EvidenceFacts facts = facts(proved(KEY), kubernetes(bound(KEY)));
    assertTrue(facts.anyTied());
    assertEquals(
        TestKey.json(
            """
            {"namespace":"my-namespace","service_account":"my-serviceaccount",
             "service_account_uid":"14ee3fa4-a7e2-420f-9f9a-dbc4507c3798",
             "pod":"my-pod","pod_uid":"5e0bd49b-f040-43b0-99b7-22765a53f7f3",
             "node":"my-node","node_uid":"646e7c5e-32d6-4d42-9dbd-e504e6cbe6b1",
             "issuer":"https://kubernetes.default.svc.cluster.local","source":"header",
             "issued_at":1799999940,"expires_at":1800000600,"tied":true}
            """),
        member(facts));
  }

  @Test
  void agreeingEvidenceIsMerged() {
    VerifiedEvidence token = kubernetes(Tokens.kubernetes());
    VerifiedEvidence other = vouched("{\"k8s\":{\"ns\":\"my-namespace\"}}").getFirst();
    assertEquals("my-pod", member(facts(NOTHING, other, token)).string("pod").orElseThrow());
  }

  @Test
  void networkIsThatOfTheConnection() {
    assertEquals(
        TestKey.json("{\"network\":{\"address\":\"192.0.2.7\",\"source\":\"connection\"}}"),
        EvidenceFacts.of(List.of(), NOTHING, "192.0.2.7").orElseThrow().json());
    assertTrue(facts(NOTHING).json().isEmpty());
  }
}
