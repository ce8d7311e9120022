package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Amounts with units. */
final class UnitBuiltins {
  private static final String POWERS = "kmgtpe";
  private static final int MAX_EXPONENT_DIGITS = 6;
  private static final int MAX_EXPONENT = 4_096;
  private static final int MAX_LENGTH = 4_096;

  /** A thousandth as a floating-point number, which is a little more: so it is in OPA. */
  private static final BigDecimal MILLI =
      new BigDecimal("0.001000000000000000020816681711721685132943093776702880859375");

  private static final int FRACTION_DIGITS = 10;
  private static final int BYTES_PRECISION = 64;

  private UnitBuiltins() {}

  static void register(Map<String, Builtin> table) {
    table.put("units.parse", UnitBuiltins::parse);
    table.put("units.parse_bytes", UnitBuiltins::parseBytes);
  }

  private record Amount(String number, String unit) {}

  private static RegoValue parse(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String name = "units.parse: ";
    String text = StringBuiltins.text(context, arguments, 0).replace("\"", "");
    Amount amount = amount(text, name, "no amount provided");
    String unit = amount.unit();
    if (unit.length() > 1) {
      unit = unit.charAt(0) + unit.substring(1).toLowerCase(Locale.ROOT);
    }
    // Alone, "m" is a thousandth and "M" a million.
    BigDecimal factor = unit.equals("m") ? MILLI : factor(unit.toLowerCase(Locale.ROOT), "i");
    if (factor == null) {
      throw BuiltinException.of(name + "unit " + unit + " not recognized");
    }
    BigDecimal value =
        number(amount.number(), name, "could not parse amount to a number").multiply(factor);
    return value.signum() == 0 || value.stripTrailingZeros().scale() <= 0
        ? RegoNumber.of(value.toBigInteger())
        : RegoNumber.of(value.setScale(FRACTION_DIGITS, RoundingMode.HALF_UP));
  }

  private static RegoValue parseBytes(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String name = "units.parse_bytes: ";
    String text =
        StringBuiltins.text(context, arguments, 0).toLowerCase(Locale.ROOT).replace("\"", "");
    Amount amount = amount(text, name, "no byte amount provided");
    String unit = amount.unit();
    BigDecimal factor =
        factor(
            unit.length() > 1 && unit.endsWith("b") ? unit.substring(0, unit.length() - 1) : unit,
            "i");
    if (factor == null) {
      throw BuiltinException.of(name + "byte unit " + unit + " not recognized");
    }
    BigDecimal number = number(amount.number(), name, "could not parse byte amount to a number");
    return RegoNumber.of(binary(binary(number).multiply(factor)).toBigInteger());
  }

  /** 1 for no unit, 1000 for {@code k}, 1024 for {@code ki} and so on; null for any other. */
  private static @Nullable BigDecimal factor(String unit, String binaryMark) {
    if (unit.isEmpty()) {
      return BigDecimal.ONE;
    }
    int power = POWERS.indexOf(unit.charAt(0)) + 1;
    if (power == 0) {
      return null;
    }
    String mark = unit.substring(1);
    return mark.isEmpty()
        ? BigDecimal.valueOf(1_000).pow(power)
        : mark.equals(binaryMark) ? BigDecimal.valueOf(1_024).pow(power) : null;
  }

  private static Amount amount(String text, String name, String none) throws BuiltinException {
    if (text.indexOf(' ') >= 0) {
      throw BuiltinException.of(name + "spaces not allowed in resource strings");
    }
    if (text.length() > MAX_LENGTH) {
      throw BuiltinException.of(name + "more than " + MAX_LENGTH + " characters");
    }
    int end = endOfNumber(text, name);
    if (end == 0) {
      throw BuiltinException.of(name + none);
    }
    return new Amount(text.substring(0, end), text.substring(end));
  }

  /** An "e" is part of the number where a digit or a sign follows it, and a unit elsewhere. */
  private static int endOfNumber(String text, String name) throws BuiltinException {
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == 'e' || c == 'E') {
        int digits = at + 1;
        if (digits == text.length() || !(isDigit(text, digits) || isSign(text, digits))) {
          return at;
        }
        if (isSign(text, digits)) {
          digits++;
        }
        int end = digits;
        while (isDigit(text, end)) {
          end++;
        }
        if (end - digits > MAX_EXPONENT_DIGITS) {
          throw BuiltinException.of(name + "exponent too large");
        }
        at = end;
      } else if (isDigit(text, at) || isSign(text, at) || c == '.') {
        at++;
      } else {
        return at;
      }
    }
    return at;
  }

  private static boolean isDigit(String text, int at) {
    return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }

  private static boolean isSign(String text, int at) {
    return at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-');
  }

  private static BigDecimal number(String text, String name, String problem)
      throws BuiltinException {
    try {
      BigDecimal number = new BigDecimal(text);
      if (Math.abs((long) number.scale()) > MAX_EXPONENT + MAX_LENGTH) {
        throw BuiltinException.of(name + "exponent too large");
      }
      return number;
    } catch (NumberFormatException e) {
      throw BuiltinException.of(name + problem);
    }
  }

  /** The nearest number with 64 binary digits: what bytes are counted with. */
  private static BigDecimal binary(BigDecimal value) {
    if (value.signum() == 0) {
      return value;
    }
    BigInteger numerator = value.unscaledValue().abs();
    BigInteger denominator = BigInteger.ONE;
    if (value.scale() > 0) {
      denominator = BigInteger.TEN.pow(value.scale());
    } else {
      numerator = numerator.multiply(BigInteger.TEN.pow(-value.scale()));
    }
    int shift = BYTES_PRECISION - (numerator.bitLength() - denominator.bitLength());
    BigInteger mantissa = quotient(numerator, denominator, shift);
    if (mantissa.bitLength() > BYTES_PRECISION) {
      shift--;
      mantissa = quotient(numerator, denominator, shift);
    }
    BigDecimal magnitude =
        shift >= 0
            ? new BigDecimal(mantissa).divide(new BigDecimal(BigInteger.ONE.shiftLeft(shift)))
            : new BigDecimal(mantissa.shiftLeft(-shift));
    return value.signum() < 0 ? magnitude.negate() : magnitude;
  }

  /** {@code numerator × 2^shift / denominator}, rounded half to even. */
  private static BigInteger quotient(BigInteger numerator, BigInteger denominator, int shift) {
    BigDecimal over = new BigDecimal(numerator.shiftLeft(Math.max(shift, 0)));
    BigDecimal under = new BigDecimal(denominator.shiftLeft(Math.max(-shift, 0)));
    return over.divide(under, 0, RoundingMode.HALF_EVEN).toBigInteger();
  }
}
