package io.countersign.credentials.evidence;

import static io.countersign.credentials.evidence.Tokens.CLUSTER_KEY;
import static io.countersign.credentials.evidence.Tokens.GITHUB_KEY;
import static io.countersign.credentials.evidence.Tokens.NOW;
import static io.countersign.credentials.evidence.Tokens.SECONDS;
import static io.countersign.credentials.evidence.Tokens.builds;
import static io.countersign.credentials.evidence.Tokens.github;
import static io.countersign.credentials.evidence.Tokens.gitlab;
import static io.countersign.credentials.evidence.Tokens.kubernetes;
import static io.countersign.credentials.evidence.Tokens.place;
import static io.countersign.credentials.evidence.Tokens.verify;
import static io.countersign.credentials.fixture.Jwt.quote;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.countersign.credentials.fixture.Jwt;
import io.countersign.credentials.fixture.TestKey;
import io.countersign.decision.Reason;
import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonPointer;
import io.countersign.decision.json.JsonString;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of platforms as evidence: first those that must not pass. */
final class EvidenceVerifierTest {
  private static final TestKey STRANGER = TestKey.es256().named("cluster");

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void hostileEvidenceIsRefused(String mistake, Reason reason, String[] headers) {
    assertEquals(reason, assertInstanceOf(EvidenceOutcome.Refused.class, verify(headers)).reason());
  }

  static Stream<Arguments> hostileEvidenceIsRefused() {
    String good = kubernetes().sign(CLUSTER_KEY);
    Reason malformed = Reason.EVIDENCE_MALFORMED;
    return Stream.of(
        row("header doubled", Reason.EVIDENCE_MULTIPLE, "k8s-token", good, "K8s-Token", good),
        row("comma-joined", Reason.EVIDENCE_MULTIPLE, "k8s-token", good + "," + good),
        row("empty header", malformed, "k8s-token", ""),
        row("two parts", malformed, "k8s-token", good.substring(0, good.lastIndexOf('.'))),
        row("with a scheme", malformed, "k8s-token", "Bearer " + good),
        row("second header bad", malformed, "k8s-token", good, "github-token", "x"),
        k8s("another cluster's issuer", Reason.EVIDENCE_UNKNOWN_ISSUER, "iss", "\"https://b\""),
        k8s("issuer with a slash more", Reason.EVIDENCE_UNKNOWN_ISSUER, "iss", slash()),
        k8s("issuer missing", Reason.EVIDENCE_UNKNOWN_ISSUER, "iss", null),
        k8s("issuer a list", Reason.EVIDENCE_UNKNOWN_ISSUER, "iss", "[" + cluster() + "]"),
        row(
            "GitHub token in the Kubernetes header",
            Reason.EVIDENCE_UNKNOWN_ISSUER,
            "k8s-token",
            github().sign(GITHUB_KEY)),
        header("access token", Reason.EVIDENCE_TYPE, "typ", "\"at+jwt\""),
        header("DPoP proof", Reason.EVIDENCE_TYPE, "typ", "\"dpop+jwt\""),
        header("typ empty", Reason.EVIDENCE_TYPE, "typ", "\"\""),
        header("crit", malformed, "crit", "[\"b64\"]"),
        header("alg none", Reason.EVIDENCE_ALGORITHM, "alg", "\"none\""),
        header("HS256", Reason.EVIDENCE_ALGORITHM, "alg", "\"HS256\""),
        header("alg not allowed", Reason.EVIDENCE_ALGORITHM, "alg", "\"RS256\""),
        header("alg missing", Reason.EVIDENCE_ALGORITHM, "alg", null),
        header("kid missing", Reason.EVIDENCE_UNKNOWN_KEY, "kid", null),
        header("kid of another issuer", Reason.EVIDENCE_UNKNOWN_KEY, "kid", "\"github\""),
        row(
            "jku header of a stranger",
            Reason.EVIDENCE_SIGNATURE,
            "k8s-token",
            kubernetes().header("jku", "\"https://evil.example/jwks\"").sign(STRANGER)),
        row(
            "jwk header of a stranger",
            Reason.EVIDENCE_SIGNATURE,
            "k8s-token",
            kubernetes().header("jwk", STRANGER.jwk()).sign(STRANGER)),
        row(
            "claims exchanged",
            Reason.EVIDENCE_SIGNATURE,
            "k8s-token",
            exchanged(good, kubernetes().claim("exp", SECONDS + 9000))),
        row(
            "keys not read for too long",
            Reason.ISSUER_UNAVAILABLE,
            "stale-token",
            github().claim("iss", "\"https://stale.example\"").sign(GITHUB_KEY)),
        k8s("exp missing", malformed, "exp", null),
        k8s("exp a string", malformed, "exp", "\"1800000600\""),
        k8s("expired at this instant", Reason.EVIDENCE_EXPIRED, "exp", "" + SECONDS),
        k8s("nbf ahead", Reason.EVIDENCE_NOT_YET_VALID, "nbf", "" + (SECONDS + 31)),
        k8s("iat missing", malformed, "iat", null),
        k8s("iat ahead", Reason.EVIDENCE_NOT_YET_VALID, "iat", "" + (SECONDS + 31)),
        k8s("older than max-age", Reason.EVIDENCE_TOO_OLD, "iat", "" + (SECONDS - 601)),
        k8s("audience of the API server", Reason.EVIDENCE_AUDIENCE, "aud", "[" + cluster() + "]"),
        k8s("no audience in the list", Reason.EVIDENCE_AUDIENCE, "aud", "[]"),
        k8s("audience missing", malformed, "aud", null),
        k8s("audience with a number", malformed, "aud", "[\"https://pdp.example\",1]"),
        k8s("legacy claim", malformed, "kubernetes.io/serviceaccount/namespace", "\"a\""),
        row(
            "legacy service account token",
            malformed,
            "k8s-token",
            kubernetes()
                .claim("kubernetes.io", null)
                .claim("kubernetes.io/serviceaccount/namespace", "\"my-namespace\"")
                .sign(CLUSTER_KEY)),
        k8s("sub of another account", malformed, "sub", "\"system:serviceaccount:a:b\""),
        k8s("sub missing", malformed, "sub", null),
        located("claims of another account", place("\"my-namespace\"", "other")),
        located("namespace a number", place("1", "my-serviceaccount")),
        located("namespace empty", place("\"\"", "my-serviceaccount")),
        located("claims a list", "[]"),
        located("account missing", "{\"namespace\":\"my-namespace\"}"),
        located("account without uid", shortPlace("{\"name\":\"my-serviceaccount\"}", "{}")),
        located("pod a string", shortPlace("{\"name\":\"my-serviceaccount\",\"uid\":\"1\"}", "1")),
        k8s("cnf unreadable", malformed, "cnf", "{\"jkt\":\"short\"}"),
        k8s("cnf a string", malformed, "cnf", "\"key\""),
        k8s("cnf of an unknown method", malformed, "cnf", "{\"kid\":\"1\"}"),
        git("repository_id a number", "repository_id", "74"),
        git("id with letters", "repository_id", "\"74a\""),
        git("id negative", "repository_owner_id", "\"-65\""),
        git("id in other digits", "repository_id", "\"\u0667\u0664\""),
        git("names alone", "repository_id", null),
        git("owner by name alone", "repository_owner_id", null),
        git("workflow missing", "job_workflow_ref", null),
        git("workflow empty", "job_workflow_ref", "\"\""),
        git("ref a list", "ref", "[\"refs/heads/main\"]"),
        git("ref too long", "ref", quote("a".repeat(2049))),
        git("sub has another owner's id", "sub", "\"repo:octo-org@66/octo-repo@74:ref:x\""),
        git("sub has another repository's id", "sub", "\"repo:octo-org@65/octo-repo@7:ref:x\""),
        lab("ref_protected a boolean", "ref_protected", "true"),
        lab("ref_protected yes", "ref_protected", "\"yes\""),
        lab("project_id missing", "project_id", null),
        lab("project_id a fraction", "project_id", "20.5"),
        lab("project_id a path", "project_id", "\"my-group/my-project\""),
        lab("namespace_id a boolean", "namespace_id", "true"),
        ci("JSON pointer to an object", "org", "{\"id\":{}}"),
        ci("JSON pointer to null", "org", "{\"id\":null}"),
        ci("JSON pointer to nothing", "trusted", null),
        ci("JSON pointer to an empty text", "org", "{\"id\":\"\"}"),
        ci("JSON pointer past the list", "steps", "[]"),
        ci("JSON pointer into a text", "steps", "\"compile\""));
  }

  private static Arguments row(String mistake, Reason reason, String... headers) {
    return arguments(mistake, reason, headers);
  }

  private static Arguments k8s(String mistake, Reason reason, String claim, @Nullable String json) {
    return row(mistake, reason, "k8s-token", kubernetes().claim(claim, json).sign(CLUSTER_KEY));
  }

  private static Arguments header(
      String mistake, Reason reason, String name, @Nullable String json) {
    return row(mistake, reason, "k8s-token", kubernetes().header(name, json).sign(CLUSTER_KEY));
  }

  private static Arguments located(String mistake, @Nullable String json) {
    return k8s(mistake, Reason.EVIDENCE_MALFORMED, "kubernetes.io", json);
  }

  private static Arguments git(String mistake, String claim, @Nullable String json) {
    return malformed(mistake, "github-token", github().claim(claim, json).sign(GITHUB_KEY));
  }

  private static Arguments lab(String mistake, String claim, @Nullable String json) {
    return malformed(mistake, "gitlab-token", gitlab().claim(claim, json).sign(CLUSTER_KEY));
  }

  private static Arguments ci(String mistake, String claim, @Nullable String json) {
    return malformed(mistake, "ci-token", builds().claim(claim, json).sign(CLUSTER_KEY));
  }

  private static Arguments malformed(String mistake, String header, String token) {
    return row(mistake, Reason.EVIDENCE_MALFORMED, header, token);
  }

  private static String cluster() {
    return quote(Tokens.CLUSTER);
  }

  private static String slash() {
    return quote(Tokens.CLUSTER + "/");
  }

  private static String shortPlace(String account, String pod) {
    return "{\"namespace\":\"my-namespace\",\"serviceaccount\":"
        + account
        + ",\"pod\":"
        + pod
        + "}";
  }

  private static String exchanged(String token, Jwt other) {
    String[] parts = token.split("\\.", -1);
    return parts[0] + "." + Jwt.encode(other.claimsJson()) + "." + parts[2];
  }

  @ParameterizedTest
  @ValueSource(strings = {"org", "/org~", "/org~2id", "#/org"})
  void textThatIsNoPointerIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> JsonPointer.parse(text));
  }

  @Test
  void requestWithoutEvidenceHasNone() {
    assertTrue(found().isEmpty());
  }

  private static List<VerifiedEvidence> found(String... headers) {
    return assertInstanceOf(EvidenceOutcome.Found.class, verify(headers)).evidence();
  }

  private static VerifiedEvidence one(String header, Jwt token, TestKey key) {
    return found(header, token.sign(key)).getFirst();
  }

  @Test
  void kubernetesTokenTellsThePodAndItsNode() {
    VerifiedEvidence evidence = one("k8s-token", kubernetes(), CLUSTER_KEY);
    assertEquals("kubernetes", evidence.member());
    assertEquals(Origin.HEADER, evidence.origin());
    assertEquals(NOW.minusSeconds(60), evidence.issuedAt());
    assertEquals(NOW.plusSeconds(600), evidence.expiresAt());
    assertEquals(
        TestKey.json(
            """
            {"namespace":"my-namespace","service_account":"my-serviceaccount",
             "service_account_uid":"14ee3fa4-a7e2-420f-9f9a-dbc4507c3798",
             "pod":"my-pod","pod_uid":"5e0bd49b-f040-43b0-99b7-22765a53f7f3",
             "node":"my-node","node_uid":"646e7c5e-32d6-4d42-9dbd-e504e6cbe6b1"}
            """),
        evidence.facts());
  }

  @Test
  void githubTokenTellsTheJob() {
    VerifiedEvidence evidence = one("github-token", github(), GITHUB_KEY);
    assertEquals("ci", evidence.member());
    assertEquals("74", evidence.facts().string("repository_id").orElseThrow());
    assertEquals("prod", evidence.facts().string("environment").orElseThrow());
    Jwt ids = github().claim("sub", "\"repo:octo-org@65/octo-repo@74:ref:refs/heads/main\"");
    assertEquals(evidence.facts(), one("github-token", ids, GITHUB_KEY).facts());
  }

  @Test
  void gitlabTokenTellsTheProjectWhicheverWayItsIdIsWritten() {
    VerifiedEvidence evidence = one("gitlab-token", gitlab(), CLUSTER_KEY);
    assertEquals("false", evidence.facts().string("ref_protected").orElseThrow());
    Jwt number = gitlab().claim("project_id", 20);
    assertEquals(evidence.facts(), one("gitlab-token", number, CLUSTER_KEY).facts());
  }

  /** As GitLab writes them for jobs whose configuration stands elsewhere, on runners of others. */
  @Test
  void gitlabMayHaveNothingToSay() {
    Jwt quiet =
        gitlab()
            .claim("ci_config_ref_uri", null)
            .claim("runner_environment", "null")
            .claim("ref_protected", "\"\"");

    VerifiedEvidence evidence = one("gitlab-token", quiet, CLUSTER_KEY);

    for (String name : List.of("ci_config_ref_uri", "runner_environment", "ref_protected")) {
      assertNull(evidence.facts().get(name), name);
    }
  }

  @Test
  void configuredClaimsAreReadByPointer() {
    VerifiedEvidence evidence = one("ci-token", builds(), CLUSTER_KEY);
    assertEquals(new JsonString("4711"), evidence.facts().get("org"));
    assertEquals(JsonBoolean.TRUE, evidence.facts().get("trusted"));
    assertEquals(new JsonString("compile"), evidence.facts().get("step"));
  }

  @Test
  void tokenOfTheLastInstantIsGood() {
    Jwt ending = kubernetes().claim("iat", SECONDS - 600).claim("exp", SECONDS + 1);
    assertEquals(1, found("k8s-token", ending.sign(CLUSTER_KEY)).size());
  }

  @Test
  void confirmationOfTheTokenIsKept() {
    String jkt = quote(STRANGER.thumbprint().base64Url());
    Jwt bound = kubernetes().claim("cnf", "{\"jkt\":" + jkt + "}");
    assertEquals(
        STRANGER.thumbprint(), one("k8s-token", bound, CLUSTER_KEY).confirmation().keyThumbprint());
  }
}
