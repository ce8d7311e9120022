package io.countersign.credentials.evidence;

import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.keys.KeySource;
import io.countersign.decision.json.JsonPointer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * A platform whose tokens are accepted as evidence.
 *
 * @param issuer exactly as in {@code iss}
 * @param audiences of which {@code aud} must name one; never those of the platform's own API
 * @param algorithms of which {@code alg} must be one
 * @param maxAge for how long after {@code iat} a token tells where its holder runs: it stays valid
 *     after the pod or the job is gone
 * @param claims for {@link EvidenceKind#CI}, fact to JSON pointer (RFC 6901); otherwise empty
 */
public record EvidenceSource(
    EvidenceKind kind,
    String issuer,
    KeySource keys,
    Set<String> audiences,
    Set<JwsAlgorithm> algorithms,
    Duration maxAge,
    Map<String, String> claims) {

  /**
   * Checks that tokens can be accepted by it.
   *
   * @throws IllegalArgumentException when nothing is accepted, a pointer is malformed, or a fact
   *     has a name that every evidence already has
   */
  public EvidenceSource {
    audiences = Set.copyOf(audiences);
    algorithms = Set.copyOf(algorithms);
    claims = Map.copyOf(claims);
    if (issuer.isEmpty() || audiences.isEmpty() || algorithms.isEmpty() || !maxAge.isPositive()) {
      throw new IllegalArgumentException(
          "evidence needs an issuer, audiences, algorithms and a maximum age");
    }
    if (claims.isEmpty() == (kind == EvidenceKind.CI)) {
      throw new IllegalArgumentException("claims are configured for ci, and only for ci");
    }
    claims.forEach((fact, pointer) -> {
      JsonPointer.parse(pointer);
      if (VerifiedEvidence.MEMBERS.contains(fact)) {
        throw new IllegalArgumentException("a fact cannot be called " + fact);
      }
    });
  }
}
