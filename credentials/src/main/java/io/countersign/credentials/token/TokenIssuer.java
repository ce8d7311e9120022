package io.countersign.credentials.token;

import io.countersign.credentials.SubjectIds;
import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.keys.KeySource;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An issuer of access tokens and what is accepted from it.
 *
 * @param issuer as it stands in {@code iss}, compared character by character
 * @param audiences of which a token's {@code aud} must name one
 * @param types of which a token's {@code typ} must be one
 * @param trustDomains whose SPIFFE IDs its tokens may name as subject or current actor
 * @param requireBinding whether tokens without {@code cnf} are refused
 * @param maxAge since when a token may have been issued, of a platform (Kubernetes, a build system)
 *     whose tokens outlive what they are about; null for RFC 9068 access tokens
 */
public record TokenIssuer(
    String issuer,
    KeySource keys,
    Set<String> audiences,
    Set<String> types,
    Set<JwsAlgorithm> algorithms,
    Set<String> trustDomains,
    boolean requireBinding,
    @Nullable Duration maxAge) {
  public TokenIssuer {
    audiences = Set.copyOf(audiences);
    types = Set.copyOf(types);
    algorithms = Set.copyOf(algorithms);
    trustDomains = Set.copyOf(trustDomains);
    if (issuer.isEmpty() || audiences.isEmpty() || types.isEmpty() || algorithms.isEmpty()) {
      throw new IllegalArgumentException(
          "issuer " + issuer + ": name, audiences, types and algorithms must not be empty");
    }
  }

  /** An issuer of RFC 9068 access tokens. */
  public TokenIssuer(
      String issuer,
      KeySource keys,
      Set<String> audiences,
      Set<String> types,
      Set<JwsAlgorithm> algorithms,
      Set<String> trustDomains,
      boolean requireBinding) {
    this(issuer, keys, audiences, types, algorithms, trustDomains, requireBinding, null);
  }

  /** What must stand in its tokens; those of platforms have no {@code client_id}. */
  Set<String> requiredClaims() {
    return maxAge == null ? TokenClaims.REQUIRED : TokenClaims.REQUIRED_OF_PLATFORMS;
  }

  /** Whether a token was issued longer ago than is accepted; one without {@code iat} was. */
  boolean isTooOld(@Nullable Instant issued, Instant now) {
    return maxAge != null && (issued == null || issued.isBefore(now.minus(maxAge)));
  }

  /** Whether it may vouch for the subject: any name of its own, and IDs of its trust domains. */
  boolean mayName(String subject) {
    String domain = SubjectIds.of(issuer, subject).trustDomain();
    return domain == null || trustDomains.contains(domain);
  }
}
