package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Set;

/**
 * Reads numbers more liberally than JSON does: {@code +1}, {@code 01}, {@code .5} and {@code 5.}
 * are numbers too. OPA also takes underscores and hexadecimal notation, of which it then makes text
 * that is no JSON; these are refused here.
 */
final class NumberText {
  private static final Set<String> NOT_NUMBERS = Set.of("inf", "infinity", "nan");

  private NumberText() {}

  /** The number that the only argument, this text, names. */
  static RegoNumber parse(RegoValue[] arguments, String text) throws BuiltinException {
    String unsigned = text.replaceFirst("^[+-]+", "");
    if (NOT_NUMBERS.contains(unsigned.toLowerCase(Locale.ROOT))) {
      throw Arguments.wrongType(arguments, 0, "valid number string");
    }
    if (text.length() > RegoNumber.MAX_LENGTH) {
      throw BuiltinException.of("invalid number: number too big");
    }
    BigDecimal value = decimal(text);
    if (value.signum() == 0) {
      return RegoNumber.parse(text).orElse(RegoNumber.of(0));
    }
    if (Double.isInfinite(value.doubleValue())) {
      throw failure(text, "value out of range");
    }
    // The text is kept where it is one of JSON; any other is written anew.
    if (RegoNumber.parse(value.toString()).isEmpty()) {
      throw BuiltinException.of("invalid number: number too big");
    }
    return RegoNumber.parse(text).orElseGet(() -> RegoNumber.of(value));
  }

  private static BigDecimal decimal(String text) throws BuiltinException {
    for (int i = 0; i < text.length(); i++) {
      // BigDecimal would take the digits of all scripts.
      if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
        throw failure(text, "invalid syntax");
      }
    }
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw failure(text, "invalid syntax");
    }
  }

  private static BuiltinException failure(String text, String what) {
    return BuiltinException.of("strconv.ParseFloat: parsing " + RegoString.of(text) + ": " + what);
  }
}
