package io.countersign.credentials.statuslist;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

/** A list that its issuer signed. Only {@link StatusListVerifier} makes one. */
public final class VerifiedStatusList {
  private final String uri;
  private final StatusBits bits;
  private final Instant readAt;
  private final Instant until;

  VerifiedStatusList(String uri, StatusBits bits, Instant readAt, Instant until) {
    this.uri = uri;
    this.bits = bits;
    this.readAt = readAt;
    this.until = until;
  }

  /** The URI it speaks for. */
  public String uri() {
    return uri;
  }

  /** Before which it counts: the earliest of {@code exp}, {@code ttl} and the configured age. */
  public Instant until() {
    return until;
  }

  /** How long ago it was read. */
  public Duration age(Instant now) {
    return now.isBefore(readAt) ? Duration.ZERO : Duration.between(readAt, now);
  }

  /** What it says about a token at that time. */
  public TokenStatus status(StatusReference reference, Instant now) {
    if (!reference.uri().equals(uri) || !now.isBefore(until)) {
      return TokenStatus.UNKNOWN;
    }
    OptionalInt value = bits.at(reference.index());
    if (value.isEmpty()) {
      return TokenStatus.UNKNOWN;
    }
    return switch (value.getAsInt()) {
      case 0 -> TokenStatus.VALID;
      case 1 -> TokenStatus.INVALID;
      case 2 -> TokenStatus.SUSPENDED;
      default -> TokenStatus.APPLICATION_SPECIFIC;
    };
  }
}
