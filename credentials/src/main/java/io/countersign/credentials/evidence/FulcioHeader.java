package io.countersign.credentials.evidence;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Set;

/**
 * The header in which certificates of a Fulcio authority come: their DER in base64 (RFC 4648 §4),
 * leaf first, separated by commas.
 *
 * @param roots to which the chain must lead
 * @param issuers of which the build service's issuer, as the authority wrote it down, must be one
 * @param maxAge how long ago it may have been issued, whatever longer end it has
 */
public record FulcioHeader(
    String name, Set<X509Certificate> roots, Set<String> issuers, Duration maxAge) {
  public FulcioHeader {
    roots = Set.copyOf(roots);
    issuers = Set.copyOf(issuers);
    if (roots.isEmpty() || issuers.isEmpty() || !maxAge.isPositive()) {
      throw new IllegalArgumentException("a certificate header needs roots, issuers and an age");
    }
  }
}
