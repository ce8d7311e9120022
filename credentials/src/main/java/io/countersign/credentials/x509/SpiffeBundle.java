package io.countersign.credentials.x509;

import io.countersign.credentials.jose.PublicJwk;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a trust domain publishes for checking its identities (SPIFFE Trust Domain and Bundle §3). It
 * may be empty: a domain that withdrew all of its keys vouches for nobody.
 *
 * @param authorities CA certificates for X.509-SVIDs
 * @param jwtKeys for JWT-SVIDs, by their {@code kid}
 * @param sequence grows with each change (§4.1.1), 64 bits without sign; null when not given
 * @param refreshHint how often to look again (§4.1.2), within {@link #MIN_HINT} and {@link
 *     #MAX_HINT}
 */
public record SpiffeBundle(
    String trustDomain,
    List<X509Certificate> authorities,
    Map<String, PublicJwk> jwtKeys,
    @Nullable BigInteger sequence,
    Duration refreshHint) {
  /** Unless the bundle says otherwise (SPIFFE Federation §5.2.1). */
  public static final Duration DEFAULT_HINT = Duration.ofMinutes(5);

  /** A shorter hint is read as this one: nobody makes us ask in a loop. */
  public static final Duration MIN_HINT = Duration.ofSeconds(10);

  /** A longer hint is read as this one: a withdrawn key is gone within the hour. */
  public static final Duration MAX_HINT = Duration.ofHours(1);

  /** What is said of a bundle that may not replace another. */
  static final String ROLLBACK =
      "its spiffe_sequence is lower than that of the bundle in force: it is an old one";

  public SpiffeBundle {
    if (!SpiffeId.isTrustDomain(trustDomain)) {
      throw new IllegalArgumentException("not the name of a trust domain: " + trustDomain);
    }
    authorities = List.copyOf(authorities);
    jwtKeys = Map.copyOf(jwtKeys);
    if (refreshHint.compareTo(MIN_HINT) < 0) {
      refreshHint = MIN_HINT;
    } else if (refreshHint.compareTo(MAX_HINT) > 0) {
      refreshHint = MAX_HINT;
    }
  }

  /** A bundle of authorities alone. */
  static SpiffeBundle of(TrustDomain domain) {
    return new SpiffeBundle(domain.name(), domain.authorities(), Map.of(), null, DEFAULT_HINT);
  }

  /** The bundle of a domain of which nothing is known. */
  static SpiffeBundle nothing(String trustDomain) {
    return new SpiffeBundle(trustDomain, List.of(), Map.of(), null, DEFAULT_HINT);
  }

  /**
   * Whether this one may take the other's place: its sequence number is no lower, and not gone.
   * Whoever replays an old bundle would bring back keys that the domain withdrew.
   */
  boolean mayReplace(@Nullable SpiffeBundle before) {
    return before == null
        || before.sequence == null
        || (sequence != null && sequence.compareTo(before.sequence) >= 0);
  }
}
