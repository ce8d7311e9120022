package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoNumber;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * A binary floating-point number of a chosen precision: what OPA computes with where integers do
 * not suffice. Results are rounded to nearest, ties to even, and written with the fewest digits
 * that read back the same.
 */
final class BinaryFloat {
  /** The precision of a number that was read, in bits. */
  static final int PRECISION = 64;

  /** The precision in which OPA multiplies all numbers of a collection. */
  static final int DOUBLE_PRECISION = 53;

  static final BinaryFloat ZERO = new BinaryFloat(false, BigInteger.ZERO, 0, PRECISION);
  private static final BinaryFloat HALF = new BinaryFloat(false, BigInteger.ONE, -1, PRECISION);
  private static final BinaryFloat ONE = new BinaryFloat(false, BigInteger.ONE, 0, PRECISION);
  private static final BigDecimal ONE_HALF = new BigDecimal("0.5");

  private final boolean negative;
  private final BigInteger magnitude;
  private final int exponent;
  private final int precision;

  /** The number ±magnitude · 2^exponent. */
  private BinaryFloat(boolean negative, BigInteger magnitude, int exponent, int precision) {
    this.negative = negative;
    this.magnitude = magnitude;
    this.exponent = exponent;
    this.precision = precision;
  }

  static BinaryFloat of(RegoNumber number) {
    BigDecimal decimal = number.toBigDecimal();
    BigInteger digits = decimal.unscaledValue().abs();
    // -0.0 has its sign in its text alone.
    boolean negative =
        decimal.signum() == 0 ? number.toString().startsWith("-") : decimal.signum() < 0;
    int scale = decimal.scale();
    return scale <= 0
        ? rounded(negative, digits.multiply(BigInteger.TEN.pow(-scale)), 0, PRECISION)
        : quotient(negative, digits, BigInteger.TEN.pow(scale), 0, PRECISION);
  }

  /** This number in another precision. */
  BinaryFloat withPrecision(int bits) {
    return rounded(negative, magnitude, exponent, bits);
  }

  boolean isZero() {
    return magnitude.signum() == 0;
  }

  boolean isInteger() {
    return exponent >= 0 || isZero() || magnitude.getLowestSetBit() >= -exponent;
  }

  BinaryFloat abs() {
    return new BinaryFloat(false, magnitude, exponent, precision);
  }

  BinaryFloat negated() {
    return new BinaryFloat(!negative, magnitude, exponent, precision);
  }

  BinaryFloat plus(BinaryFloat other) {
    int common = Math.min(exponent, other.exponent);
    BigInteger sum = signed().shiftLeft(exponent - common);
    sum = sum.add(other.signed().shiftLeft(other.exponent - common));
    return rounded(sum.signum() < 0, sum.abs(), common, Math.max(precision, other.precision));
  }

  /** The product in this number's precision. */
  BinaryFloat times(BinaryFloat other) {
    return rounded(
        negative != other.negative,
        magnitude.multiply(other.magnitude),
        exponent + other.exponent,
        precision);
  }

  /** The quotient; the divisor is not zero. */
  BinaryFloat dividedBy(BinaryFloat divisor) {
    return quotient(
        negative != divisor.negative,
        magnitude,
        divisor.magnitude,
        exponent - divisor.exponent,
        precision);
  }

  /** To the nearest integer, halves away from zero. */
  BinaryFloat round() {
    return whole(negative ? plus(HALF.negated()) : plus(HALF));
  }

  /** As OPA does it, whose result for a number between -1 and 0 is 1. */
  BinaryFloat ceil() {
    BinaryFloat whole = whole(this);
    return isInteger() || whole.negative ? whole : whole.plus(ONE);
  }

  /** As OPA does it, whose result for a number between -1 and 0 is 0. */
  BinaryFloat floor() {
    BinaryFloat whole = whole(this);
    return isInteger() || !whole.negative ? whole : whole.plus(ONE.negated());
  }

  /** The integer part, exactly. */
  private static BinaryFloat whole(BinaryFloat number) {
    BigInteger integer = number.magnitude.shiftLeft(number.exponent);
    return new BinaryFloat(
        number.negative && integer.signum() != 0,
        integer,
        0,
        Math.max(integer.bitLength(), PRECISION));
  }

  private BigInteger signed() {
    return negative ? magnitude.negate() : magnitude;
  }

  private static BinaryFloat quotient(
      boolean negative, BigInteger dividend, BigInteger divisor, int exponent, int precision) {
    // Two bits more than are kept, and one that says whether anything is left.
    int shift = Math.max(0, precision + 2 - dividend.bitLength() + divisor.bitLength());
    BigInteger[] parts = dividend.shiftLeft(shift).divideAndRemainder(divisor);
    BigInteger quotient = parts[0].shiftLeft(1);
    return rounded(
        negative,
        parts[1].signum() == 0 ? quotient : quotient.setBit(0),
        exponent - shift - 1,
        precision);
  }

  private static BinaryFloat rounded(
      boolean negative, BigInteger magnitude, int exponent, int precision) {
    if (magnitude.signum() == 0) {
      return new BinaryFloat(negative, BigInteger.ZERO, 0, precision);
    }
    int excess = magnitude.bitLength() - precision;
    BigInteger kept = magnitude;
    int place = exponent;
    if (excess > 0) {
      kept = magnitude.shiftRight(excess);
      place = exponent + excess;
      boolean half = magnitude.testBit(excess - 1);
      if (half && (kept.testBit(0) || magnitude.getLowestSetBit() < excess - 1)) {
        kept = kept.add(BigInteger.ONE);
      }
    }
    Integers.checkBits((long) kept.bitLength() + place);
    return new BinaryFloat(negative, kept, place, precision);
  }

  /** The number with the fewest digits that, read in this precision, gives this number. */
  RegoNumber toNumber() {
    if (isZero()) {
      return negative ? Integers.NEGATIVE_ZERO : RegoNumber.of(0);
    }
    BigDecimal shortest = shortest();
    BigDecimal value = negative ? shortest.negate() : shortest;
    if (isInteger()) {
      return Integers.of(value.toBigIntegerExact());
    }
    int decimalExponent = shortest.precision() - shortest.scale() - 1;
    return decimalExponent >= -4 && decimalExponent < 6
        ? RegoNumber.of(value)
        : RegoNumber.parse(scientific(value, decimalExponent)).orElseThrow();
  }

  private BigDecimal shortest() {
    BigDecimal exact = scaled(magnitude, exponent);
    BigDecimal halfStep = scaled(BigInteger.ONE, exponent + magnitude.bitLength() - precision - 1);
    BigDecimal low = exact.subtract(halfStep);
    BigDecimal high = exact.add(halfStep);
    int lastBit = precision - magnitude.bitLength();
    boolean bounds = lastBit > 0 || !magnitude.testBit(-lastBit);
    // A number of n digits is also one of n + 1, so that the least n is found by halving.
    int least = 1;
    int most = exact.precision();
    while (least < most) {
      int digits = (least + most) >>> 1;
      BigDecimal down = exact.round(new MathContext(digits, RoundingMode.DOWN));
      BigDecimal up = exact.round(new MathContext(digits, RoundingMode.UP));
      if (within(low, down, bounds) || within(up, high, bounds)) {
        most = digits;
      } else {
        least = digits + 1;
      }
    }
    BigDecimal nearest = exact.round(new MathContext(least, RoundingMode.HALF_EVEN));
    return nearest.stripTrailingZeros();
  }

  private static boolean within(BigDecimal a, BigDecimal b, boolean bounds) {
    int order = a.compareTo(b);
    return order < 0 || (bounds && order == 0);
  }

  private static BigDecimal scaled(BigInteger magnitude, int exponent) {
    return exponent >= 0
        ? new BigDecimal(magnitude.shiftLeft(exponent))
        : new BigDecimal(magnitude).multiply(ONE_HALF.pow(-exponent));
  }

  private static String scientific(BigDecimal value, int exponent) {
    String digits = value.unscaledValue().abs().toString();
    StringBuilder text = new StringBuilder(digits.length() + 8);
    text.append(value.signum() < 0 ? "-" : "").append(digits.charAt(0));
    if (digits.length() > 1) {
      text.append('.').append(digits, 1, digits.length());
    }
    int size = Math.abs(exponent);
    text.append(exponent < 0 ? "e-" : "e+").append(size < 10 ? "0" : "").append(size);
    return text.toString();
  }
}
