package io.countersign.credentials.evidence;

/** Whose tokens tell where a workload runs. */
public enum EvidenceKind {
  /** Projected service-account tokens. */
  KUBERNETES("kubernetes"),
  /** ID tokens of GitHub Actions. */
  GITHUB("ci"),
  /** ID tokens of GitLab CI/CD. */
  GITLAB("ci"),
  /** Those of another build system, by configured claims. */
  CI("ci");

  private final String member;

  EvidenceKind(String member) {
    this.member = member;
  }

  /** The member of {@code evidence} in the policy input. */
  public String member() {
    return member;
  }
}
