package io.countersign.credentials.wimse;

import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.keys.KeySource;
import io.countersign.credentials.x509.SpiffeId;
import java.util.Set;

/**
 * An issuer of workload identity tokens and what is accepted from it.
 *
 * @param issuer as it stands in {@code iss}, compared character by character
 * @param trustDomains whose SPIFFE IDs its tokens may name, and none but those
 */
public record WitIssuer(
    String issuer, KeySource keys, Set<JwsAlgorithm> algorithms, Set<String> trustDomains) {
  public WitIssuer {
    algorithms = Set.copyOf(algorithms);
    trustDomains = Set.copyOf(trustDomains);
    if (issuer.isEmpty() || algorithms.isEmpty()) {
      throw new IllegalArgumentException(
          "issuer " + issuer + ": name and algorithms must not be empty");
    }
  }

  boolean mayName(SpiffeId workload) {
    return trustDomains.contains(workload.trustDomain());
  }
}
