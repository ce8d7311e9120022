package io.countersign.decision.json;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * The canonical form of a JSON value (RFC 8785): members sorted by UTF-16 code units, numbers as
 * ECMAScript writes the nearest double, no white space.
 */
public final class CanonicalJson {
  private static final String HEX = "0123456789abcdef";

  private CanonicalJson() {}

  /**
   * The canonical form in UTF-8.
   *
   * @throws IllegalArgumentException when there is none: a lone surrogate, or a number beyond the
   *     range of a double; {@link JsonParser} lets neither through
   */
  public static byte[] bytes(JsonValue value) {
    return text(value).getBytes(StandardCharsets.UTF_8);
  }

  /** The canonical form as text. */
  public static String text(JsonValue value) {
    StringBuilder out = new StringBuilder(512);
    write(value, out);
    return out.toString();
  }

  private static void write(JsonValue value, StringBuilder out) {
    switch (value) {
      case JsonNull ignored -> out.append("null");
      case JsonBoolean bool -> out.append(bool.value());
      case JsonNumber number -> writeNumber(number, out);
      case JsonString string -> writeString(string.value(), out);
      case JsonArray array -> writeArray(array, out);
      case JsonObject object -> writeObject(object, out);
    }
  }

  private static void writeObject(JsonObject object, StringBuilder out) {
    out.append('{');
    String separator = "";
    // String.compareTo orders by UTF-16 code units, which is the order of RFC 8785 §3.2.3.
    for (Map.Entry<String, JsonValue> member : new TreeMap<>(object.members()).entrySet()) {
      out.append(separator);
      writeString(member.getKey(), out);
      out.append(':');
      write(member.getValue(), out);
      separator = ",";
    }
    out.append('}');
  }

  private static void writeArray(JsonArray array, StringBuilder out) {
    out.append('[');
    String separator = "";
    for (JsonValue value : array.values()) {
      out.append(separator);
      write(value, out);
      separator = ",";
    }
    out.append(']');
  }

  /**
   * Whether the canonical form says the value itself: every number in it is one that a double names
   * without loss. Of a value that is not faithful, the form is that of its nearest doubles, which
   * it shares with other values.
   */
  public static boolean isFaithful(JsonValue value) {
    return switch (value) {
      case JsonNull ignored -> true;
      case JsonBoolean ignored -> true;
      case JsonString ignored -> true;
      case JsonNumber number -> number.isInteroperable();
      case JsonArray array -> array.values().stream().allMatch(CanonicalJson::isFaithful);
      case JsonObject object ->
          object.members().values().stream().allMatch(CanonicalJson::isFaithful);
    };
  }

  /** Escapes what RFC 8785 §3.2.2.2 names and nothing else; refuses lone surrogates, as it asks. */
  private static void writeString(String value, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20) {
            out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xF));
          } else if (Character.isSurrogate(c)) {
            int pair = value.codePointAt(i);
            if (!Character.isSupplementaryCodePoint(pair)) {
              throw new IllegalArgumentException("a lone surrogate has no canonical form");
            }
            out.appendCodePoint(pair);
            i++;
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  /** Writes what ECMAScript's Number::toString gives for the nearest double (RFC 8785 §3.2.2.3). */
  private static void writeNumber(JsonNumber number, StringBuilder out) {
    double nearest = number.value().doubleValue();
    if (!Double.isFinite(nearest)) {
      throw new IllegalArgumentException("a number beyond a double has no canonical form");
    }
    if (nearest == 0) {
      out.append('0');
      return;
    }
    BigDecimal shortest = JsonNumber.shortest(nearest).stripTrailingZeros();
    if (shortest.signum() < 0) {
      out.append('-');
    }
    String digits = shortest.unscaledValue().abs().toString();
    int pointAt = digits.length() - shortest.scale();
    if (pointAt > 21 || pointAt < -5) {
      writeScientific(digits, pointAt - 1, out);
    } else if (pointAt <= 0) {
      out.append("0.").repeat('0', -pointAt).append(digits);
    } else if (pointAt >= digits.length()) {
      out.append(digits).repeat('0', pointAt - digits.length());
    } else {
      out.append(digits, 0, pointAt).append('.').append(digits, pointAt, digits.length());
    }
  }

  private static void writeScientific(String digits, int exponent, StringBuilder out) {
    out.append(digits.charAt(0));
    if (digits.length() > 1) {
      out.append('.').append(digits, 1, digits.length());
    }
    out.append(exponent < 0 ? "e-" : "e+").append(Math.abs(exponent));
  }
}
