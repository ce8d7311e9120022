package io.countersign.credentials.evidence;

/** Whose token it is, and so which claims it has. */
public enum EvidenceKind {
  /** A projected service account token (Kubernetes, TokenRequest API). */
  KUBERNETES("kubernetes"),
  /** An OIDC token of GitHub Actions. */
  GITHUB("ci"),
  /** An ID token of GitLab CI/CD. */
  GITLAB("ci"),
  /** A token of another build service, whose claims are configured. */
  CI("ci");

  private final String member;

  EvidenceKind(String member) {
    this.member = member;
  }

  /** The member of the policy input's evidence that its facts become. */
  public String member() {
    return member;
  }
}
