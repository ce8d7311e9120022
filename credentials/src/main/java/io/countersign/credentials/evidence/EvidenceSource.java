package io.countersign.credentials.evidence;

import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.keys.KeySource;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a header may bring as evidence. */
public sealed interface EvidenceSource {

  /**
   * Tokens of one issuer.
   *
   * @param issuer as it stands in {@code iss}, compared character by character
   * @param audiences of which {@code aud} must name one
   * @param maxAge since when a token may have been issued: it outlives what it is about
   * @param claims for {@link EvidenceKind#CI}: the claim, a JSON pointer, by the member's name
   */
  record Tokens(
      EvidenceKind kind,
      String issuer,
      KeySource keys,
      Set<String> audiences,
      Set<JwsAlgorithm> algorithms,
      Duration maxAge,
      Map<String, String> claims)
      implements EvidenceSource {
    public Tokens {
      audiences = Set.copyOf(audiences);
      algorithms = Set.copyOf(algorithms);
      claims = Map.copyOf(claims);
    }
  }

  /**
   * Certificates of a Fulcio for build jobs.
   *
   * @param authorities its roots, which are self-signed, and its intermediates
   */
  record Fulcio(List<X509Certificate> authorities) implements EvidenceSource {
    public Fulcio {
      authorities = List.copyOf(authorities);
    }
  }
}
