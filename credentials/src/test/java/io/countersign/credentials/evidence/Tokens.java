package io.countersign.credentials.evidence;

import static io.countersign.credentials.fixture.Jwt.quote;

import io.countersign.credentials.fixture.Jwt;
import io.countersign.credentials.fixture.TestKey;
import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.credentials.keys.JwtCheck;
import io.countersign.credentials.keys.KeySet;
import io.countersign.credentials.keys.KeySource;
import io.countersign.decision.AccessRequest;
import io.countersign.decision.Header;
import io.countersign.decision.Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tokens shaped like those that the platforms' documentation prints. */
final class Tokens {
  static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
  static final long SECONDS = NOW.getEpochSecond();
  static final Duration MAX_AGE = Duration.ofMinutes(10);
  static final String PDP = "https://pdp.example";
  static final String CLUSTER = "https://kubernetes.default.svc.cluster.local";
  static final String GITHUB = "https://token.actions.githubusercontent.com";
  static final String GITLAB = "https://gitlab.example.com";
  static final String BUILDS = "https://builds.example";
  static final TestKey CLUSTER_KEY = TestKey.es256().named("cluster");
  static final TestKey GITHUB_KEY = TestKey.es256().named("github");

  private record Keys(KeySet set) implements KeySource {
    @Override
    public KeySet keys(Instant now) {
      return set;
    }
  }

  private Tokens() {}

  static EvidenceVerifier verifier() {
    JwtCheck check =
        new JwtCheck(SignatureProvider.best(), Duration.ofSeconds(30), Duration.ofHours(1));
    return new EvidenceVerifier(
        List.of(
            header("k8s-token", EvidenceKind.KUBERNETES, CLUSTER, CLUSTER_KEY, "cluster"),
            header("github-token", EvidenceKind.GITHUB, GITHUB, GITHUB_KEY, "github"),
            header("gitlab-token", EvidenceKind.GITLAB, GITLAB, CLUSTER_KEY, "cluster"),
            header("ci-token", EvidenceKind.CI, BUILDS, CLUSTER_KEY, "cluster"),
            header("stale-token", EvidenceKind.GITHUB, "https://stale.example", null, "cluster")),
        List.of(),
        check);
  }

  private static EvidenceHeader header(
      String name, EvidenceKind kind, String issuer, @Nullable TestKey key, String id) {
    KeySet keys =
        key == null
            ? new KeySet(Map.of(), 1, NOW.minusSeconds(3601))
            : new KeySet(Map.of(id, key.publicJwk()), 1, NOW.minusSeconds(5));
    return new EvidenceHeader(
        name,
        new EvidenceSource(
            kind,
            issuer,
            new Keys(keys),
            Set.of(PDP),
            Set.of(JwsAlgorithm.ES256),
            MAX_AGE,
            kind == EvidenceKind.CI
                ? Map.of("org", "/org/id", "trusted", "/trusted", "step", "/steps/0")
                : Map.of()));
  }

  static EvidenceOutcome verify(String... namesAndTokens) {
    Header[] fields = new Header[namesAndTokens.length / 2];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = new Header(namesAndTokens[2 * i], namesAndTokens[2 * i + 1]);
    }
    return verifier().verify(AccessRequest.builder().headers(Headers.of(fields)).build(), NOW);
  }

  private static Jwt token(String issuer, String subject, String key) {
    return Jwt.empty()
        .header("alg", quote("ES256"))
        .header("kid", quote(key))
        .claim("iss", quote(issuer))
        .claim("sub", quote(subject))
        .claim("aud", "[" + quote(PDP) + "]")
        .claim("iat", SECONDS - 60)
        .claim("nbf", SECONDS - 60)
        .claim("exp", SECONDS + 600);
  }

  /** Kubernetes, "Managing Service Accounts", schema for service account private claims. */
  static Jwt kubernetes() {
    return token(CLUSTER, "system:serviceaccount:my-namespace:my-serviceaccount", "cluster")
        .claim("jti", quote("aed34954-b33a-4142-b1ec-389d6bbb4936"))
        .claim("kubernetes.io", place("\"my-namespace\"", "my-serviceaccount"));
  }

  static String place(String namespaceJson, String account) {
    return """
    {"namespace":%s,
     "node":{"name":"my-node","uid":"646e7c5e-32d6-4d42-9dbd-e504e6cbe6b1"},
     "pod":{"name":"my-pod","uid":"5e0bd49b-f040-43b0-99b7-22765a53f7f3"},
     "serviceaccount":{"name":"%s","uid":"14ee3fa4-a7e2-420f-9f9a-dbc4507c3798"}}
    """
        .formatted(namespaceJson, account)
        .strip();
  }

  /** GitHub, "OpenID Connect reference", the example token. */
  static Jwt github() {
    return token(GITHUB, "repo:octo-org/octo-repo:environment:prod", "github")
        .header("typ", quote("JWT"))
        .claim("aud", quote(PDP))
        .claim("environment", quote("prod"))
        .claim("ref", quote("refs/heads/main"))
        .claim("sha", quote("example-sha"))
        .claim("repository", quote("octo-org/octo-repo"))
        .claim("repository_owner", quote("octo-org"))
        .claim("actor_id", quote("12"))
        .claim("repository_visibility", quote("private"))
        .claim("repository_id", quote("74"))
        .claim("repository_owner_id", quote("65"))
        .claim("run_id", quote("example-run-id"))
        .claim("run_attempt", quote("2"))
        .claim("runner_environment", quote("github-hosted"))
        .claim("head_ref", quote(""))
        .claim("event_name", quote("workflow_dispatch"))
        .claim("ref_type", quote("branch"))
        .claim(
            "job_workflow_ref",
            quote("octo-org/octo-automation/.github/workflows/oidc.yml@refs/heads/main"));
  }

  /** GitLab, "OpenID Connect (OIDC) Authentication Using ID Tokens", the token payload. */
  static Jwt gitlab() {
    return token(GITLAB, "project_path:my-group/my-project:ref_type:branch:ref:main", "cluster")
        .header("typ", quote("JWT"))
        .claim("namespace_id", quote("72"))
        .claim("project_id", quote("20"))
        .claim("project_path", quote("my-group/my-project"))
        .claim("pipeline_id", quote("574"))
        .claim("pipeline_source", quote("push"))
        .claim("job_id", quote("302"))
        .claim("ref", quote("feature-branch-1"))
        .claim("ref_type", quote("branch"))
        .claim("ref_protected", quote("false"))
        .claim("environment", quote("test-environment2"))
        .claim("runner_environment", quote("self-hosted"))
        .claim("sha", quote("714a629c0b401fdce83e847fc9589983fc6f46bc"))
        .claim(
            "ci_config_ref_uri",
            quote("gitlab.example.com/my-group/my-project//.gitlab-ci.yml@refs/heads/main"))
        .claim("ci_config_sha", quote("714a629c0b401fdce83e847fc9589983fc6f46bc"));
  }

  static Jwt builds() {
    return token(BUILDS, "build:7", "cluster")
        .claim("org", "{\"id\":4711}")
        .claim("trusted", "true")
        .claim("steps", "[\"compile\"]");
  }
}
