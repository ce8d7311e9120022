package io.countersign.credentials.keys;

/** What can be wrong with any signed JWT, whatever it is for (RFC 8725). */
public enum JwtFault {
  /** {@code typ} is none that is accepted. */
  TYPE,
  /** {@code crit} names extensions, and none is understood (RFC 7515 §4.1.11). */
  CRITICAL,
  /** {@code alg} is none that is accepted from this issuer. */
  ALGORITHM,
  /** The issuer's keys are too old to rely on and cannot be read again. */
  KEYS_UNAVAILABLE,
  /** The issuer has no key with this {@code kid}. */
  UNKNOWN_KEY,
  /** The signature does not hold. */
  SIGNATURE,
  /** {@code exp} is absent, malformed or past. */
  EXPIRED,
  /** {@code nbf} or {@code iat} lies in the future or is malformed. */
  NOT_YET_VALID
}
