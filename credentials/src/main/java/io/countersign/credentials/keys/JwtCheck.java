package io.countersign.credentials.keys;

import io.countersign.credentials.jose.CompactJws;
import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.NumericDate;
import io.countersign.credentials.jose.PublicJwk;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.decision.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What every signed JWT is checked for, in the order that costs an attacker most: type, critical
 * extensions, algorithm, the one key that its issuer has under its {@code kid}, signature; and its
 * times.
 */
public final class JwtCheck {
  /** A media type may be written with its tree (RFC 7515 §4.1.9). */
  private static final String APPLICATION = "application/";

  private final SignatureProvider signatures;
  private final Duration clockSkew;
  private final Duration maxKeyAge;

  /**
   * Checks by these limits.
   *
   * @param clockSkew how far {@code nbf} and {@code iat} may lie in the future
   * @param maxKeyAge how old an issuer's keys may be while they cannot be read again
   */
  public JwtCheck(SignatureProvider signatures, Duration clockSkew, Duration maxKeyAge) {
    this.signatures = signatures;
    this.clockSkew = clockSkew;
    this.maxKeyAge = maxKeyAge;
  }

  /** What came of looking at the signature. */
  public sealed interface Outcome {
    /**
     * It holds.
     *
     * @param keys among which its key was found
     */
    record Signed(KeySet keys) implements Outcome {}

    /** It does not. */
    record Refused(JwtFault fault) implements Outcome {}
  }

  /**
   * Checks header and signature.
   *
   * @param types of which {@code typ} must be one, case-sensitively; the empty string stands for no
   *     {@code typ}
   * @param algorithms of which {@code alg} must be one
   * @param source the keys of the issuer that the token names, and of no other
   */
  public Outcome signature(
      CompactJws token,
      Set<String> types,
      Set<JwsAlgorithm> algorithms,
      KeySource source,
      Instant now) {
    if (!isOfType(token, types)) {
      return new Outcome.Refused(JwtFault.TYPE);
    }
    if (token.isCritical()) {
      return new Outcome.Refused(JwtFault.CRITICAL);
    }
    JwsAlgorithm algorithm = token.algorithm().filter(algorithms::contains).orElse(null);
    if (algorithm == null) {
      return new Outcome.Refused(JwtFault.ALGORITHM);
    }
    KeySet keys = source.keys(now);
    Optional<PublicJwk> key = keys.keyOf(token);
    if (key.isEmpty() || isTooOld(keys, now)) {
      keys = source.refetched(now);
      key = keys.keyOf(token);
    }
    if (isTooOld(keys, now)) {
      return new Outcome.Refused(JwtFault.KEYS_UNAVAILABLE);
    }
    if (key.isEmpty()) {
      return new Outcome.Refused(JwtFault.UNKNOWN_KEY);
    }
    return token.isSignedBy(key.get(), algorithm, signatures)
        ? new Outcome.Signed(keys)
        : new Outcome.Refused(JwtFault.SIGNATURE);
  }

  /** Whether keys of that age may no longer be relied on. */
  public boolean isTooOld(KeySet keys, Instant now) {
    return keys.age(now).compareTo(maxKeyAge) > 0;
  }

  /**
   * Checks {@code exp}, which must be there and gets no skew, and {@code nbf} and {@code iat} where
   * they are; null when the token is in its time.
   */
  public @Nullable JwtFault time(JsonObject claims, Instant now) {
    Instant expires = NumericDate.of(claims, "exp");
    if (expires == null || !now.isBefore(expires)) {
      return JwtFault.EXPIRED;
    }
    Instant latest = now.plus(clockSkew);
    return isLater(claims, "nbf", latest) || isLater(claims, "iat", latest)
        ? JwtFault.NOT_YET_VALID
        : null;
  }

  private static boolean isLater(JsonObject claims, String name, Instant latest) {
    Instant time = NumericDate.of(claims, name);
    return time == null ? claims.get(name) != null : time.isAfter(latest);
  }

  private static boolean isOfType(CompactJws token, Set<String> types) {
    if (token.header().get("typ") == null) {
      return types.contains("");
    }
    String type = token.header().string("typ").orElse("");
    String bare = type.startsWith(APPLICATION) ? type.substring(APPLICATION.length()) : type;
    return !type.isEmpty() && !bare.isEmpty() && (types.contains(type) || types.contains(bare));
  }
}
