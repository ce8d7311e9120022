package io.countersign.credentials.signature;

import java.time.Instant;
import java.util.Optional;
import org.greenbytes.http.sfv.IntegerItem;
import org.greenbytes.http.sfv.Item;
import org.greenbytes.http.sfv.Parameters;
import org.greenbytes.http.sfv.StringItem;
import org.jspecify.annotations.Nullable;

/**
 * What a signature says of itself (RFC 9421 §2.3).
 *
 * @param algorithm the member {@code alg}; null when it leaves that to the key
 */
record SignatureParameters(
    Instant created, Instant expires, String keyId, String nonce, @Nullable String algorithm) {
  private static final int MAX_NONCE_LENGTH = 256;

  /** Empty when one that must be there is missing, or one is not of its type. */
  static Optional<SignatureParameters> of(Parameters given) {
    Instant created = instant(given.get("created"));
    Instant expires = instant(given.get("expires"));
    String keyId = text(given.get("keyid"));
    String nonce = text(given.get("nonce"));
    String algorithm = text(given.get("alg"));
    if (created == null
        || expires == null
        || !created.isBefore(expires)
        || keyId == null
        || nonce == null
        || nonce.isEmpty()
        || nonce.length() > MAX_NONCE_LENGTH
        || (algorithm == null && given.containsKey("alg"))) {
      return Optional.empty();
    }
    return Optional.of(new SignatureParameters(created, expires, keyId, nonce, algorithm));
  }

  /** Whole seconds of at most 15 digits (RFC 8941 §3.3.1), which every {@link Instant} can be. */
  private static @Nullable Instant instant(@Nullable Item<?> item) {
    return item instanceof IntegerItem number ? Instant.ofEpochSecond(number.getAsLong()) : null;
  }

  private static @Nullable String text(@Nullable Item<?> item) {
    return item instanceof StringItem text ? text.get() : null;
  }
}
