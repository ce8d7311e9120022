package io.countersign.credentials.jose;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** The prime-order curves of FIPS 186-5 that are accepted: y² = x³ − 3x + b over a prime field. */
enum NistCurve {
  P256(
      "P-256",
      PublicJwk.Kind.P256,
      "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
      "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b"),
  P384(
      "P-384",
      PublicJwk.Kind.P384,
      "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe"
          + "ffffffff0000000000000000ffffffff",
      "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875a"
          + "c656398d8a2ed19d2a85c8edd3ec2aef");

  private static final BigInteger THREE = BigInteger.valueOf(3);

  private final String code;
  private final PublicJwk.Kind kind;
  private final BigInteger prime;
  private final BigInteger b;

  NistCurve(String code, PublicJwk.Kind kind, String prime, String b) {
    this.code = code;
    this.kind = kind;
    this.prime = new BigInteger(prime, 16);
    this.b = new BigInteger(b, 16);
  }

  static @Nullable NistCurve named(String code) {
    for (NistCurve curve : values()) {
      if (curve.code.equals(code)) {
        return curve;
      }
    }
    return null;
  }

  String code() {
    return code;
  }

  PublicJwk.Kind kind() {
    return kind;
  }

  /** The length of a coordinate in bytes. */
  int size() {
    return prime.bitLength() / 8;
  }

  /**
   * Whether the coordinates, in full length (RFC 7518 §6.2.1.2), are a point of the curve. The
   * order is prime, so every such point generates the whole group; infinity has no coordinates.
   */
  boolean contains(byte[] x, byte[] y) {
    if (x.length != size() || y.length != size()) {
      return false;
    }
    BigInteger u = new BigInteger(1, x);
    BigInteger v = new BigInteger(1, y);
    return u.compareTo(prime) < 0
        && v.compareTo(prime) < 0
        && v.multiply(v)
            .subtract(u.multiply(u).subtract(THREE).multiply(u))
            .subtract(b)
            .mod(prime)
            .equals(BigInteger.ZERO);
  }
}
