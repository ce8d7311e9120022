package io.countersign.policy.rego;

import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonNull;
import io.countersign.decision.json.JsonNumber;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * JSON text with every number exact, which the canonical form of RFC 8785 is not: it writes the
 * nearest double.
 */
public final class JsonText {
  /** Longer numbers are written with an exponent. */
  private static final int MAX_PLAIN_DIGITS = 400;

  private JsonText() {}

  public static byte[] bytes(JsonValue value) {
    return text(value).getBytes(StandardCharsets.UTF_8);
  }

  public static String text(JsonValue value) {
    StringBuilder out = new StringBuilder(4096);
    write(value, out);
    return out.toString();
  }

  private static void write(JsonValue value, StringBuilder out) {
    switch (value) {
      case JsonNull ignored -> out.append("null");
      case JsonBoolean bool -> out.append(bool.value());
      case JsonNumber number -> out.append(decimal(number.value()));
      case JsonString string -> writeString(string.value(), out);
      case JsonArray array -> writeArray(array, out);
      case JsonObject object -> writeObject(object, out);
    }
  }

  /** Whole numbers without an exponent, because engines take a number with one for a fraction. */
  private static String decimal(BigDecimal value) {
    boolean plain =
        Math.abs((long) value.scale()) <= MAX_PLAIN_DIGITS && value.precision() <= MAX_PLAIN_DIGITS;
    return plain ? value.toPlainString() : value.toString();
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

  private static void writeObject(JsonObject object, StringBuilder out) {
    out.append('{');
    String separator = "";
    for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
      out.append(separator);
      writeString(member.getKey(), out);
      out.append(':');
      write(member.getValue(), out);
      separator = ",";
    }
    out.append('}');
  }

  private static void writeString(String value, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append("\\u00").append(Character.forDigit(c >> 4, 16));
        out.append(Character.forDigit(c & 0xF, 16));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
