package io.countersign.credentials.approval;

import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.keys.KeySource;
import java.util.Set;

/**
 * Who may sign approvals.
 *
 * @param issuer as it stands in {@code iss}, compared character by character
 */
public record ApprovalIssuer(String issuer, KeySource keys, Set<JwsAlgorithm> algorithms) {
  public ApprovalIssuer {
    algorithms = Set.copyOf(algorithms);
    if (issuer.isEmpty() || algorithms.isEmpty()) {
      throw new IllegalArgumentException("approval issuer: name and algorithms must not be empty");
    }
  }
}
