package io.countersign.credentials.transaction;

import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.keys.KeySource;
import java.util.Set;

/**
 * A transaction token service and what is accepted from it.
 *
 * @param issuer as it stands in {@code iss}, compared character by character
 * @param audiences its trust domains, of which {@code aud} must be one
 */
public record TransactionIssuer(
    String issuer, KeySource keys, Set<String> audiences, Set<JwsAlgorithm> algorithms) {
  public TransactionIssuer {
    audiences = Set.copyOf(audiences);
    algorithms = Set.copyOf(algorithms);
    if (issuer.isEmpty() || audiences.isEmpty() || algorithms.isEmpty()) {
      throw new IllegalArgumentException(
          "transaction issuer " + issuer + ": name, audiences and algorithms must not be empty");
    }
  }
}
