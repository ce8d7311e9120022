package io.countersign.decision.json;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes the canonical form straight as UTF-8, since every decision's record passes through here.
 * Not safe for use by several threads.
 */
final class CanonicalWriter {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** Longest form of one UTF-16 code unit: an escape of six bytes. */
  private static final int MAX_BYTES_PER_CHAR = 6;

  private byte[] buffer = new byte[2048];
  private int length;

  byte[] toBytes() {
    return Arrays.copyOf(buffer, length);
  }

  void value(JsonValue value) {
    switch (value) {
      case JsonNull ignored -> ascii("null");
      case JsonBoolean bool -> ascii(bool.value() ? "true" : "false");
      case JsonNumber number -> number(number);
      case JsonString string -> string(string.value());
      case JsonArray array -> array(array);
      case JsonObject object -> object(object);
    }
  }

  private void object(JsonObject object) {
    List<Map.Entry<String, JsonValue>> members = new ArrayList<>(object.members().entrySet());
    // By UTF-16 code units, which is the order of RFC 8785 §3.2.3.
    members.sort(Map.Entry.comparingByKey());
    one('{');
    boolean first = true;
    for (Map.Entry<String, JsonValue> member : members) {
      if (!first) {
        one(',');
      }
      string(member.getKey());
      one(':');
      value(member.getValue());
      first = false;
    }
    one('}');
  }

  private void array(JsonArray array) {
    one('[');
    boolean first = true;
    for (JsonValue value : array.values()) {
      if (!first) {
        one(',');
      }
      value(value);
      first = false;
    }
    one(']');
  }

  /** Escapes what RFC 8785 §3.2.2.2 names and nothing else; refuses lone surrogates, as it asks. */
  private void string(String text) {
    int chars = text.length();
    reserve(Math.addExact(Math.multiplyExact(chars, MAX_BYTES_PER_CHAR), 2));
    byte[] out = buffer;
    int at = length;
    out[at++] = '"';
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
        out[at++] = (byte) c;
      } else if (c < 0x80) {
        at = escape(c, out, at);
      } else if (!Character.isSurrogate(c)) {
        at = utf8(c, out, at);
      } else {
        int pair = text.codePointAt(i++);
        if (!Character.isSupplementaryCodePoint(pair)) {
          throw new IllegalArgumentException("a lone surrogate has no canonical form");
        }
        at = utf8(pair, out, at);
      }
    }
    out[at++] = '"';
    length = at;
  }

  /** A code point beyond ASCII (RFC 3629 §3). */
  private static int utf8(int code, byte[] out, int start) {
    int at = start;
    if (code < 0x800) {
      out[at++] = (byte) (0xC0 | (code >> 6));
    } else {
      if (code < 0x10000) {
        out[at++] = (byte) (0xE0 | (code >> 12));
      } else {
        out[at++] = (byte) (0xF0 | (code >> 18));
        out[at++] = continuation(code >> 12);
      }
      out[at++] = continuation(code >> 6);
    }
    out[at++] = continuation(code);
    return at;
  }

  private static byte continuation(int code) {
    return (byte) (0x80 | (code & 0x3F));
  }

  private static int escape(char c, byte[] out, int start) {
    int at = start;
    out[at++] = '\\';
    int letter =
        switch (c) {
          case '\b' -> 'b';
          case '\f' -> 'f';
          case '\n' -> 'n';
          case '\r' -> 'r';
          case '\t' -> 't';
          case '"', '\\' -> c;
          default -> 'u';
        };
    out[at++] = (byte) letter;
    if (letter == 'u') {
      out[at++] = '0';
      out[at++] = '0';
      out[at++] = HEX[c >> 4];
      out[at++] = HEX[c & 0xF];
    }
    return at;
  }

  /** Writes what ECMAScript's Number::toString gives for the nearest double (RFC 8785 §3.2.2.3). */
  private void number(JsonNumber number) {
    if (number.isExactInteger()) {
      ascii(Long.toString(number.longValue()));
      return;
    }
    double nearest = number.value().doubleValue();
    if (!Double.isFinite(nearest)) {
      throw new IllegalArgumentException("a number beyond a double has no canonical form");
    }
    if (nearest == 0) {
      one('0');
      return;
    }
    BigDecimal shortest = JsonNumber.shortest(nearest).stripTrailingZeros();
    if (shortest.signum() < 0) {
      one('-');
    }
    String digits = shortest.unscaledValue().abs().toString();
    int pointAt = digits.length() - shortest.scale();
    if (pointAt > 21 || pointAt < -5) {
      scientific(digits, pointAt - 1);
    } else if (pointAt <= 0) {
      ascii("0." + "0".repeat(-pointAt) + digits);
    } else if (pointAt >= digits.length()) {
      ascii(digits + "0".repeat(pointAt - digits.length()));
    } else {
      ascii(digits.substring(0, pointAt) + '.' + digits.substring(pointAt));
    }
  }

  private void scientific(String digits, int exponent) {
    one(digits.charAt(0));
    if (digits.length() > 1) {
      ascii("." + digits.substring(1));
    }
    ascii((exponent < 0 ? "e-" : "e+") + Math.abs(exponent));
  }

  private void one(char ascii) {
    reserve(1);
    buffer[length++] = (byte) ascii;
  }

  private void ascii(String text) {
    reserve(text.length());
    for (int i = 0; i < text.length(); i++) {
      buffer[length++] = (byte) text.charAt(i);
    }
  }

  private void reserve(int bytes) {
    int needed = Math.addExact(length, bytes);
    if (needed > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(needed, (int) Math.min(2L * buffer.length, 1 << 30)));
    }
  }
}
