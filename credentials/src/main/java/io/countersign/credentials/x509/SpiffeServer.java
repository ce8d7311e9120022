package io.countersign.credentials.x509;

import java.time.Duration;
import java.time.InstantSource;

/**
 * Who serves a bundle endpoint that authenticates with an X.509-SVID ({@code https_spiffe}, SPIFFE
 * Federation §5.2.2).
 *
 * @param id its SPIFFE ID, and no other of its domain
 * @param authorities of the domain that {@code id} names. When that is the very domain whose bundle
 *     is served, they are only how it starts: each bundle then vouches for the server of the next
 * @param maxBundleAge how old those authorities may be
 * @param clock for the times of its certificate, since a handshake belongs to no request
 */
public record SpiffeServer(
    SpiffeId id, TrustBundleSource authorities, Duration maxBundleAge, InstantSource clock) {
  public SpiffeServer {
    if (!authorities.trustDomain().equals(id.trustDomain())) {
      throw new IllegalArgumentException(
          "the authorities of " + authorities.trustDomain() + " cannot vouch for " + id.value());
    }
  }
}
