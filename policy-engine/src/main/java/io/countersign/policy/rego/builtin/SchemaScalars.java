package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoString;
import java.math.BigDecimal;

/** What a schema says about a number and about a string. */
final class SchemaScalars {
  /** Beyond this a remainder would have that many digits. */
  private static final int MAX_SCALE = 1_000;

  private SchemaScalars() {}

  static void number(RegoObject schema, RegoNumber value, String path, SchemaResult result)
      throws BuiltinException {
    if (schema.get("multipleOf") instanceof RegoNumber step) {
      BigDecimal dividend = value.toBigDecimal();
      BigDecimal divisor = step.toBigDecimal();
      if (Math.abs(dividend.scale()) > MAX_SCALE || Math.abs(divisor.scale()) > MAX_SCALE) {
        throw BuiltinException.of("number is too large or too small for multipleOf");
      }
      if (dividend.remainder(divisor).signum() != 0) {
        result.add(path, "multiple_of", "Must be a multiple of " + text(step));
      }
    }
    bound(schema, value, "maximum", "exclusiveMaximum", 1, path, result);
    bound(schema, value, "minimum", "exclusiveMinimum", -1, path, result);
    result.count();
  }

  private static void bound(
      RegoObject schema,
      RegoNumber value,
      String key,
      String exclusiveKey,
      int beyond,
      String path,
      SchemaResult result) {
    boolean isMaximum = beyond > 0;
    RegoNumber inclusive = schema.get(key) instanceof RegoNumber number ? number : null;
    RegoNumber exclusive = schema.get(exclusiveKey) instanceof RegoNumber number ? number : null;
    if (schema.get(exclusiveKey) instanceof RegoBoolean moved && moved.value()) {
      exclusive = inclusive;
      inclusive = null;
    }
    if (inclusive != null && Integer.signum(value.compareTo(inclusive)) == beyond) {
      result.add(
          path,
          isMaximum ? "number_lte" : "number_gte",
          (isMaximum ? "Must be less than or equal to " : "Must be greater than or equal to ")
              + text(inclusive));
    }
    if (exclusive != null && Integer.signum(value.compareTo(exclusive)) != -beyond) {
      result.add(
          path,
          isMaximum ? "number_lt" : "number_gt",
          (isMaximum ? "Must be less than " : "Must be greater than ") + text(exclusive));
    }
  }

  /** As Go writes a big float by itself: an exponent from seven digits on. */
  private static String text(RegoNumber number) {
    BigDecimal value = number.toBigDecimal();
    if (value.signum() == 0) {
      return "0";
    }
    BigDecimal plain = value.stripTrailingZeros();
    int exponent = plain.precision() - plain.scale() - 1;
    if (exponent >= -4 && exponent < 6) {
      return plain.toPlainString();
    }
    String digits = plain.unscaledValue().abs().toString();
    int size = Math.abs(exponent);
    return (plain.signum() < 0 ? "-" : "")
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + (exponent < 0 ? "e-" : "e+")
        + (size < 10 ? "0" + size : size);
  }

  static void string(
      EvaluationContext context, RegoObject schema, String value, String path, SchemaResult result)
      throws BuiltinException {
    int length = value.codePointCount(0, value.length());
    context.charge(length / 8);
    if (schema.get("minLength") instanceof RegoNumber least && length < least.longValue()) {
      result.add(path, "string_gte", "String length must be greater than or equal to " + least);
    }
    if (schema.get("maxLength") instanceof RegoNumber most && length > most.longValue()) {
      result.add(path, "string_lte", "String length must be less than or equal to " + most);
    }
    if (schema.get("pattern") instanceof RegoString pattern
        && !Regex.of(context, pattern.value()).find(context, value)) {
      result.add(path, "pattern", "Does not match pattern '" + pattern.value() + "'");
    }
    result.count();
  }
}
