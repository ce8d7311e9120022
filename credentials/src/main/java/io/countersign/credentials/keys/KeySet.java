package io.countersign.credentials.keys;

import io.countersign.credentials.jose.CompactJws;
import io.countersign.credentials.jose.PublicJwk;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An issuer's keys as they were read at one time.
 *
 * @param version changes whenever the keys do
 * @param readAt when the source last gave them
 */
public record KeySet(Map<String, PublicJwk> byId, long version, Instant readAt) {
  public KeySet {
    byId = Map.copyOf(byId);
  }

  /**
   * The key that a token's {@code kid} names. Keys that a token brings or points to ({@code jwk},
   * {@code jku}, {@code x5u}, {@code x5c}) are never looked at.
   */
  public Optional<PublicJwk> keyOf(CompactJws token) {
    return token.header().string("kid").map(byId::get);
  }

  /** How long ago the source last gave them. */
  public Duration age(Instant now) {
    return now.isBefore(readAt) ? Duration.ZERO : Duration.between(readAt, now);
  }
}
