package io.countersign.policy.bundle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bytes over which OPA hashes a structured file: its value with members sorted by the bytes of
 * their names, numbers as they are written in the file, strings as Go's encoder escapes them
 * without regard to HTML. Differs from RFC 8785 in all three.
 */
final class StructuredHash {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final String HEX = "0123456789abcdef";

  private StructuredHash() {}

  /** The bytes for JSON that was parsed strictly before. */
  static byte[] bytes(byte[] json) throws IOException {
    StringBuilder out = new StringBuilder(json.length);
    try (JsonParser parser = FACTORY.createParser(json)) {
      parser.nextToken();
      write(parser, out);
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(JsonParser parser, StringBuilder out) throws IOException {
    switch (parser.currentToken()) {
      case START_OBJECT -> writeObject(parser, out);
      case START_ARRAY -> writeArray(parser, out);
      case VALUE_STRING -> writeString(parser.getText(), out);
      default -> out.append(parser.getText());
    }
  }

  private static void writeObject(JsonParser parser, StringBuilder out) throws IOException {
    Map<String, String> members = new TreeMap<>(StructuredHash::compareBytes);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      StringBuilder value = new StringBuilder();
      write(parser, value);
      members.put(name, value.toString());
    }
    out.append('{');
    String separator = "";
    for (Map.Entry<String, String> member : members.entrySet()) {
      out.append(separator);
      writeString(member.getKey(), out);
      out.append(':').append(member.getValue());
      separator = ",";
    }
    out.append('}');
  }

  private static int compareBytes(String left, String right) {
    return Arrays.compareUnsigned(
        left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
  }

  private static void writeArray(JsonParser parser, StringBuilder out) throws IOException {
    out.append('[');
    String separator = "";
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      out.append(separator);
      write(parser, out);
      separator = ",";
    }
    out.append(']');
  }

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
        case '\u2028' -> out.append("\\u2028");
        case '\u2029' -> out.append("\\u2029");
        default -> {
          if (c < 0x20) {
            out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xF));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
