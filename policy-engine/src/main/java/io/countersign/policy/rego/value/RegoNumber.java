package io.countersign.policy.rego.value;

import io.countersign.decision.json.JsonNumber;
import io.countersign.decision.json.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A number with its exact decimal value: {@code 1} and {@code 1.0} are equal, and each keeps the
 * text it was written with.
 */
public final class RegoNumber implements RegoValue {
  /** How many characters the text of a number may have. */
  public static final int MAX_LENGTH = 4_096;

  /** Whole numbers of fewer digits fit a {@code long}. */
  private static final int MAX_LONG_DIGITS = 19;

  private static final int MAX_EXPONENT = 4_096;
  private static final int SMALLEST_CACHED = -128;
  private static final RegoNumber[] SMALL = new RegoNumber[1_152];

  static {
    for (int i = 0; i < SMALL.length; i++) {
      SMALL[i] = new RegoNumber(SMALLEST_CACHED + i, null, null);
    }
  }

  private final long value;
  private final @Nullable BigDecimal decimal;
  private final @Nullable String text;

  /**
   * A number.
   *
   * @param decimal null for a whole number of 64 bits
   * @param text null where the number's plain text is meant
   */
  private RegoNumber(long value, @Nullable BigDecimal decimal, @Nullable String text) {
    this.value = value;
    this.decimal = decimal;
    this.text = text;
  }

  public static RegoNumber of(long value) {
    long index = value - SMALLEST_CACHED;
    return index >= 0 && index < SMALL.length
        ? SMALL[(int) index]
        : new RegoNumber(value, null, null);
  }

  public static RegoNumber of(BigInteger value) {
    return value.bitLength() < Long.SIZE
        ? of(value.longValue())
        : new RegoNumber(0, new BigDecimal(value), null);
  }

  public static RegoNumber of(BigDecimal value) {
    return of(value, null);
  }

  static RegoNumber of(JsonNumber number) {
    BigDecimal value = number.value();
    // Without zeros at its end, a number of no fraction is whole.
    return value.scale() <= 0 && value.precision() - value.scale() < MAX_LONG_DIGITS
        ? of(value.longValue())
        : of(value);
  }

  /**
   * The number that a text names in JSON's notation; empty for any other text and for one whose
   * length or exponent is beyond {@value #MAX_LENGTH}.
   */
  public static Optional<RegoNumber> parse(String text) {
    if (text.length() > MAX_LENGTH || !isNumber(text)) {
      return Optional.empty();
    }
    try {
      BigDecimal value = new BigDecimal(text);
      return Math.abs((long) value.scale()) > 2L * MAX_EXPONENT
          ? Optional.empty()
          : Optional.of(of(value, text));
    } catch (NumberFormatException e) {
      return Optional.empty(); // the exponent is beyond 32 bits
    }
  }

  private static RegoNumber of(BigDecimal value, @Nullable String text) {
    if (fitsLong(value)) {
      long whole = value.longValueExact();
      return text == null || text.equals(Long.toString(whole))
          ? of(whole)
          : new RegoNumber(whole, null, text);
    }
    return new RegoNumber(0, value, text);
  }

  /** Whether the text is a number in JSON's grammar (RFC 8259 §6). */
  private static boolean isNumber(String text) {
    int at = text.startsWith("-") ? 1 : 0;
    int whole = digits(text, at);
    if (whole == at || (whole > at + 1 && text.charAt(at) == '0')) {
      return false;
    }
    at = whole;
    if (at < text.length() && text.charAt(at) == '.') {
      int fraction = digits(text, at + 1);
      if (fraction == at + 1) {
        return false;
      }
      at = fraction;
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      at++;
      if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
        at++;
      }
      int exponent = digits(text, at);
      if (exponent == at) {
        return false;
      }
      at = exponent;
    }
    return at == text.length();
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  private static boolean fitsLong(BigDecimal value) {
    // The number of whole digits is known without writing them out.
    if ((long) value.precision() - value.scale() > MAX_LONG_DIGITS) {
      return false;
    }
    BigDecimal plain = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    return plain.scale() <= 0 && plain.toBigIntegerExact().bitLength() < Long.SIZE;
  }

  /** Whether this is a whole number of 64 bits. */
  public boolean isLong() {
    return decimal == null;
  }

  /** The value; meaningful only when {@link #isLong()}. */
  public long longValue() {
    return value;
  }

  /** Whether this is a whole number of 32 bits. */
  public boolean isInt() {
    return decimal == null && value == (int) value;
  }

  /** Whether this is a whole number of any size. */
  public boolean isInteger() {
    return decimal == null || decimal.stripTrailingZeros().scale() <= 0;
  }

  public BigDecimal toBigDecimal() {
    return decimal == null ? BigDecimal.valueOf(value) : decimal;
  }

  @Override
  public String typeName() {
    return "number";
  }

  @Override
  public int rank() {
    return 2;
  }

  @Override
  public JsonValue toJson() {
    return decimal == null ? JsonNumber.of(value) : JsonNumber.of(decimal);
  }

  @Override
  public int compareTo(RegoValue other) {
    if (!(other instanceof RegoNumber number)) {
      return Integer.compare(rank(), other.rank());
    }
    return decimal == null && number.decimal == null
        ? Long.compare(value, number.value)
        : toBigDecimal().compareTo(number.toBigDecimal());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RegoNumber number
        && (decimal == null
            ? number.decimal == null && value == number.value
            : number.decimal != null && decimal.compareTo(number.decimal) == 0);
  }

  @Override
  public int hashCode() {
    return decimal == null ? Long.hashCode(value) : decimal.stripTrailingZeros().hashCode();
  }

  /** The text it was written with, else the shortest plain one. */
  @Override
  public String toString() {
    if (text != null) {
      return text;
    }
    return decimal == null ? Long.toString(value) : plainText(decimal);
  }

  /** Without an exponent where that stays short. */
  private static String plainText(BigDecimal decimal) {
    int scale = decimal.scale();
    return (scale >= 0 && scale <= 21) || (scale < 0 && decimal.precision() - scale <= 400)
        ? decimal.toPlainString()
        : decimal.toString().replace('E', 'e');
  }
}
