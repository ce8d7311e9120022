package io.countersign.decision.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * A JSON number with its exact decimal value; {@code 1}, {@code 1.0} and {@code 1e0} are equal, as
 * they are in Rego.
 */
public final class JsonNumber implements JsonValue {
  /** Whole numbers of so many digits lie below 2^53, where a double names every one. */
  private static final int EXACT_INTEGER_DIGITS = 15;

  private static final MathContext ONE_DIGIT = new MathContext(1, RoundingMode.HALF_EVEN);

  private final BigDecimal value;

  private JsonNumber(BigDecimal value) {
    this.value = value;
  }

  public static JsonNumber of(BigDecimal value) {
    return new JsonNumber(value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros());
  }

  public static JsonNumber of(long value) {
    return of(BigDecimal.valueOf(value));
  }

  public BigDecimal value() {
    return value;
  }

  /** Whether this is a whole number that fits a {@code long}. */
  public boolean isLong() {
    return value.scale() <= 0
        && value.precision() - value.scale() <= 19
        && value.compareTo(BigDecimal.valueOf(Long.MIN_VALUE)) >= 0
        && value.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
  }

  /** Whether this is a whole number so small that its double is written as its digits. */
  boolean isExactInteger() {
    return value.scale() <= 0 && value.precision() - value.scale() <= EXACT_INTEGER_DIGITS;
  }

  /** The value; throws {@link ArithmeticException} unless {@link #isLong()}. */
  public long longValue() {
    if (!isLong()) {
      throw new ArithmeticException("not a whole number of 64 bits");
    }
    return value.longValueExact();
  }

  /**
   * Whether an IEEE 754 double names this number without loss (RFC 7493 §2.2), so that its RFC 8785
   * form is the number itself.
   */
  public boolean isInteroperable() {
    if (isExactInteger()) {
      return true;
    }
    double nearest = value.doubleValue();
    return Double.isFinite(nearest) && shortest(nearest).compareTo(value) == 0;
  }

  /**
   * The shortest decimal that rounds to this finite double, the closest of them when there are
   * several (ECMAScript, Number::toString).
   */
  static BigDecimal shortest(double number) {
    // Double.toString differs: it never gives fewer than two digits, so the smallest double is
    // 4.9E-324 there and 5e-324 here.
    BigDecimal oneDigit = new BigDecimal(number).round(ONE_DIGIT);
    return oneDigit.doubleValue() == number ? oneDigit : new BigDecimal(Double.toString(number));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonNumber number && value.equals(number.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
