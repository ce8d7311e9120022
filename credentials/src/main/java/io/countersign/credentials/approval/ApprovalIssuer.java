package io.countersign.credentials.approval;

import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.token.KeySource;
import java.util.Set;

/** Who may approve agents' actions, and with which keys. */
public record ApprovalIssuer(String issuer, KeySource keys, Set<JwsAlgorithm> algorithms) {
  public ApprovalIssuer {
    algorithms = Set.copyOf(algorithms);
  }
}
