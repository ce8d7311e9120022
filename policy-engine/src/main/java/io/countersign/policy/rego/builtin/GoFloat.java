package io.countersign.policy.rego.builtin;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Floating-point numbers as Go's strconv writes them. */
final class GoFloat {
  /** As many digits as are asked for at least are those of the shortest text that reads back. */
  static final int SHORTEST = -1;

  /** No double has more digits than this, on either side of the point. */
  private static final int MAX_DIGITS = 1_100;

  private static final int MANTISSA_BITS = 52;
  private static final int BIAS = 1_023;

  /** {@code 0.digits × 10^point}; zero has the digits "0" and the point 1. */
  private record Decimal(String digits, int point) {
    static Decimal of(BigDecimal value) {
      if (value.signum() == 0) {
        return new Decimal("0", 1);
      }
      BigDecimal stripped = value.stripTrailingZeros();
      String digits = stripped.unscaledValue().toString();
      return new Decimal(digits, digits.length() - stripped.scale());
    }
  }

  private GoFloat() {}

  /**
   * Writes a number.
   *
   * @param format one of {@code e E f g G x X b}
   * @param precision {@link #SHORTEST} or the number of digits: after the point, or of all for
   *     {@code g}
   */
  static String of(double value, char format, int precision) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    boolean negative = (Double.doubleToRawLongBits(value) >>> 63) != 0;
    double magnitude = Math.abs(value);
    if (Double.isInfinite(value)) {
      return negative ? "-Inf" : "+Inf";
    }
    String text =
        switch (format) {
          case 'b' -> binary(magnitude);
          case 'x', 'X' -> hexadecimal(magnitude, format, precision);
          case 'f' -> fixed(magnitude, precision);
          case 'e', 'E' -> scientific(magnitude, format, precision);
          default -> general(magnitude, (char) (format - 'g' + 'e'), precision);
        };
    return negative ? "-" + text : text;
  }

  private static BigDecimal shortest(double value) {
    BigDecimal shortest = new BigDecimal(Double.toString(value));
    if (shortest.signum() != 0 && shortest.stripTrailingZeros().precision() == 2) {
      // Java writes two digits at least: 4.9E-324 is 5e-324.
      BigDecimal shorter = new BigDecimal(value).round(new MathContext(1, RoundingMode.HALF_EVEN));
      if (shorter.doubleValue() == value) {
        return shorter;
      }
    }
    return shortest;
  }

  private static BigDecimal rounded(double value, int digits) {
    return new BigDecimal(value)
        .round(new MathContext(Math.min(digits, MAX_DIGITS), RoundingMode.HALF_EVEN));
  }

  private static String fixed(double value, int precision) {
    if (precision == SHORTEST) {
      Decimal decimal = Decimal.of(shortest(value));
      return fixed(decimal, Math.max(decimal.digits().length() - decimal.point(), 0));
    }
    int scale = Math.min(precision, MAX_DIGITS);
    String text = new BigDecimal(value).setScale(scale, RoundingMode.HALF_EVEN).toPlainString();
    return text + "0".repeat(precision - scale);
  }

  private static String fixed(Decimal decimal, int precision) {
    StringBuilder out = new StringBuilder();
    if (decimal.point() <= 0) {
      out.append('0');
    }
    for (int i = 0; i < decimal.point(); i++) {
      out.append(digit(decimal, i));
    }
    if (precision > 0) {
      out.append('.');
      for (int i = 0; i < precision; i++) {
        out.append(digit(decimal, decimal.point() + i));
      }
    }
    return out.toString();
  }

  private static char digit(Decimal decimal, int index) {
    return index >= 0 && index < decimal.digits().length() ? decimal.digits().charAt(index) : '0';
  }

  private static String scientific(double value, char e, int precision) {
    if (precision == SHORTEST) {
      Decimal decimal = Decimal.of(shortest(value));
      return scientific(decimal, e, decimal.digits().length() - 1);
    }
    return scientific(Decimal.of(rounded(value, precision + 1)), e, precision);
  }

  private static String scientific(Decimal decimal, char e, int precision) {
    StringBuilder out = new StringBuilder().append(digit(decimal, 0));
    if (precision > 0) {
      out.append('.');
      for (int i = 1; i <= precision; i++) {
        out.append(digit(decimal, i));
      }
    }
    return out.append(exponent(e, decimal.point() - 1)).toString();
  }

  /** Two digits at least. */
  private static String exponent(char letter, int exponent) {
    int magnitude = Math.abs(exponent);
    return letter + (exponent < 0 ? "-" : "+") + (magnitude < 10 ? "0" : "") + magnitude;
  }

  private static String general(double value, char e, int precision) {
    boolean isShortest = precision == SHORTEST;
    int wanted = precision == 0 ? 1 : precision;
    Decimal decimal = Decimal.of(isShortest ? shortest(value) : rounded(value, wanted));
    int digits = decimal.digits().length();
    int limit = isShortest ? 6 : wanted > digits && digits >= decimal.point() ? digits : wanted;
    int exponent = decimal.point() - 1;
    if (exponent < -4 || exponent >= limit) {
      return scientific(decimal, e, (isShortest ? digits : Math.min(wanted, digits)) - 1);
    }
    return fixed(decimal, Math.max(digits - decimal.point(), 0));
  }

  private static String binary(double value) {
    long bits = Double.doubleToRawLongBits(value);
    int exponent = (int) (bits >>> MANTISSA_BITS);
    long mantissa = bits & ((1L << MANTISSA_BITS) - 1);
    if (exponent == 0) {
      exponent = 1;
    } else {
      mantissa |= 1L << MANTISSA_BITS;
    }
    int power = exponent - BIAS - MANTISSA_BITS;
    return mantissa + "p" + (power < 0 ? "" : "+") + power;
  }

  private static String hexadecimal(double value, char format, int precision) {
    boolean upper = format == 'X';
    String prefix = upper ? "0X" : "0x";
    char p = upper ? 'P' : 'p';
    if (value == 0) {
      return prefix + "0" + (precision > 0 ? "." + "0".repeat(precision) : "") + exponent(p, 0);
    }
    int exponent = Math.getExponent(value);
    long bits = Double.doubleToRawLongBits(value) & ((1L << MANTISSA_BITS) - 1);
    if (exponent < Double.MIN_EXPONENT) {
      int shift = Long.numberOfLeadingZeros(bits) - (Long.SIZE - MANTISSA_BITS - 1);
      bits <<= shift;
      exponent = Double.MIN_EXPONENT - shift;
    } else {
      bits |= 1L << MANTISSA_BITS;
    }
    int digits = MANTISSA_BITS / 4;
    if (precision != SHORTEST && precision < digits) {
      BigDecimal unit = new BigDecimal(BigInteger.ONE.shiftLeft(4 * (digits - precision)));
      bits =
          BigDecimal.valueOf(bits)
              .divide(unit, 0, RoundingMode.HALF_EVEN)
              .multiply(unit)
              .longValueExact();
      if (bits >>> (MANTISSA_BITS + 1) != 0) {
        bits >>>= 1;
        exponent++;
      }
    }
    StringBuilder fraction = new StringBuilder();
    for (int i = 1; i <= digits; i++) {
      fraction.append(Character.forDigit((int) (bits >>> (MANTISSA_BITS - 4 * i)) & 0xf, 16));
    }
    int length = fraction.length();
    if (precision == SHORTEST) {
      while (length > 0 && fraction.charAt(length - 1) == '0') {
        length--;
      }
      fraction.setLength(length);
    } else if (precision < length) {
      fraction.setLength(precision);
    } else {
      fraction.repeat('0', precision - length);
    }
    String text = upper ? fraction.toString().toUpperCase(Locale.ROOT) : fraction.toString();
    return prefix + "1" + (text.isEmpty() ? "" : "." + text) + exponent(p, exponent);
  }

  /** The point is always there, and trailing zeros stay. */
  static String withPoint(String number, char format, int precision) {
    int tailAt = number.length();
    boolean hexadecimal = format == 'x' || format == 'X';
    for (int i = 0; i < number.length(); i++) {
      char c = number.charAt(i);
      if (c == 'p' || c == 'P' || (!hexadecimal && (c == 'e' || c == 'E'))) {
        tailAt = i;
        break;
      }
    }
    StringBuilder text = new StringBuilder(number.substring(0, tailAt));
    int missing = 0;
    if ("gGx".indexOf(format) >= 0) {
      missing = precision == SHORTEST ? 6 : precision;
      boolean significant = false;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        significant |= c != '.' && c != '0';
        if (significant && c != '.') {
          missing--;
        }
      }
    }
    if (text.indexOf(".") < 0) {
      if (text.toString().equals("0")) {
        missing--;
      }
      text.append('.');
    }
    text.repeat('0', Math.max(0, missing));
    return text.append(number, tailAt, number.length()).toString();
  }
}
