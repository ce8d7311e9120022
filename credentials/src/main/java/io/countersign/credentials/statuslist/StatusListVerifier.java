package io.countersign.credentials.statuslist;

import io.countersign.credentials.jose.CompactJws;
import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.NumericDate;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.credentials.keys.JwtCheck;
import io.countersign.credentials.keys.KeySource;
import io.countersign.credentials.statuslist.StatusListOutcome.Fault;
import io.countersign.decision.json.JsonNumber;
import io.countersign.decision.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks a Status List Token in JWT form (§5.1, §8.3). Safe for use by many threads. */
public final class StatusListVerifier {
  /** Characters of one token. */
  public static final int MAX_CHARS = 8 * 1024 * 1024;

  private static final Set<String> TYPES = Set.of("statuslist+jwt");
  private static final BigDecimal MAX_TTL = BigDecimal.valueOf(Integer.MAX_VALUE);

  private final JwtCheck check;
  private final Duration clockSkew;
  private final Duration maxAge;

  /**
   * Checks by these limits.
   *
   * @param clockSkew how far {@code iat} and {@code nbf} may lie in the future
   * @param maxKeyAge how old an issuer's keys may be while they cannot be read again
   * @param maxAge how long a list counts after it was read, whatever longer {@code ttl} it has
   */
  public StatusListVerifier(
      SignatureProvider signatures, Duration clockSkew, Duration maxKeyAge, Duration maxAge) {
    this.check = new JwtCheck(signatures, clockSkew, maxKeyAge);
    this.clockSkew = clockSkew;
    this.maxAge = maxAge;
  }

  /**
   * Checks one list.
   *
   * @param token compact JWS
   * @param uri where it was read, and which the tokens name
   * @param keys of the one issuer that may keep this list
   */
  public StatusListOutcome verify(
      String token, String uri, Set<JwsAlgorithm> algorithms, KeySource keys, Instant now) {
    CompactJws jws = CompactJws.parse(token, MAX_CHARS).orElse(null);
    if (jws == null) {
      return new StatusListOutcome.Refused(Fault.MALFORMED);
    }
    return switch (check.signature(jws, TYPES, algorithms, keys, now)) {
      case JwtCheck.Outcome.Refused _ -> new StatusListOutcome.Refused(Fault.UNTRUSTED);
      case JwtCheck.Outcome.Signed _ -> signed(jws.claims(), uri, now);
    };
  }

  private StatusListOutcome signed(JsonObject claims, String uri, Instant now) {
    if (!claims.string("sub").orElse("").equals(uri)) {
      return new StatusListOutcome.Refused(Fault.OTHER_LIST);
    }
    Instant until = until(claims, now);
    if (until == null) {
      return new StatusListOutcome.Refused(Fault.MALFORMED);
    }
    if (!now.isBefore(until)) {
      return new StatusListOutcome.Refused(Fault.EXPIRED);
    }
    Instant latest = now.plus(clockSkew);
    Instant issued = NumericDate.of(claims, "iat");
    Instant notBefore = NumericDate.of(claims, "nbf");
    if (issued == null || (notBefore == null && claims.get("nbf") != null)) {
      return new StatusListOutcome.Refused(Fault.MALFORMED);
    }
    if (issued.isAfter(latest) || (notBefore != null && notBefore.isAfter(latest))) {
      return new StatusListOutcome.Refused(Fault.NOT_YET_VALID);
    }
    return bits(claims, uri, now, until);
  }

  /** Null when {@code exp} or {@code ttl} is malformed. Both may be absent (§5.1). */
  private @Nullable Instant until(JsonObject claims, Instant now) {
    Instant until = now.plus(maxAge);
    if (claims.get("ttl") != null) {
      if (!(claims.get("ttl") instanceof JsonNumber ttl)
          || ttl.value().signum() <= 0
          || ttl.value().compareTo(MAX_TTL) > 0) {
        return null;
      }
      until = earlier(until, now.plusSeconds(ttl.value().longValue()));
    }
    if (claims.get("exp") != null) {
      Instant expires = NumericDate.of(claims, "exp");
      return expires == null ? null : earlier(until, expires);
    }
    return until;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private static StatusListOutcome bits(JsonObject claims, String uri, Instant now, Instant until) {
    JsonObject list = claims.object("status_list").orElse(null);
    if (list == null
        || !(list.get("bits") instanceof JsonNumber size)
        || size.value().compareTo(BigDecimal.valueOf(8)) > 0
        || size.value().stripTrailingZeros().scale() > 0) {
      return new StatusListOutcome.Refused(Fault.BITS);
    }
    return StatusBits.of(size.value().intValue(), list.string("lst").orElse(""))
        .<StatusListOutcome>map(
            bits -> new StatusListOutcome.Accepted(new VerifiedStatusList(uri, bits, now, until)))
        .orElseGet(() -> new StatusListOutcome.Refused(Fault.BITS));
  }
}
