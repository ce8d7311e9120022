package io.countersign.credentials.x509;

import io.countersign.credentials.keys.KeySet;
import io.countersign.credentials.remote.Refreshed;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A trust domain's bundle as a source has it at one time.
 *
 * @param version changes whenever the content does
 * @param readAt when the source last gave it; {@link Instant#MIN} until it did for the first time
 * @param failure why the last attempt to read it gave nothing; null when it gave something
 */
public record TrustBundle(
    SpiffeBundle content, long version, Instant readAt, @Nullable String failure) {

  /** Nothing, of no time, until something was loaded: too old by any limit. */
  static TrustBundle of(String trustDomain, Refreshed.Snapshot<SpiffeBundle> known) {
    SpiffeBundle content = known.value();
    return new TrustBundle(
        content == null ? SpiffeBundle.nothing(trustDomain) : content,
        known.version(),
        known.readAt(),
        known.failure());
  }

  /** How long ago the source last gave it. */
  public Duration age(Instant now) {
    return now.isBefore(readAt) ? Duration.ZERO : Duration.between(readAt, now);
  }

  /**
   * Whether it was not looked at for long, though its source answers: sources look when they are
   * asked, and after a quiet time an authority may be gone since.
   */
  boolean isOverdue(Instant now) {
    return failure == null && age(now).compareTo(content.refreshHint().multipliedBy(2)) > 0;
  }

  /** The keys for JWT-SVIDs. */
  public KeySet jwtKeys() {
    return new KeySet(content.jwtKeys(), version, readAt);
  }

  /** The authorities for X.509-SVIDs; empty when there are none. */
  Optional<TrustDomain> authorities() {
    return content.authorities().isEmpty()
        ? Optional.empty()
        : Optional.of(new TrustDomain(content.trustDomain(), content.authorities()));
  }
}
