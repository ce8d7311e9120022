package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.Construction;
import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoNull;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;

/**
 * Reads JSON text (RFC 8259) as OPA does: of a name given twice the last value counts, a lone
 * surrogate becomes U+FFFD, and numbers keep their text. What the service itself reads goes through
 * its stricter parser; this one is for texts that a policy asks about.
 */
final class JsonReader {
  /** How deep arrays and objects may nest. */
  static final int MAX_DEPTH = 512;

  private final String text;
  private final boolean anyNumber;
  private int at;
  private int depth;

  private JsonReader(String text, boolean anyNumber) {
    this.text = text;
    this.anyNumber = anyNumber;
  }

  static RegoValue read(String text) throws BuiltinException {
    return new JsonReader(text, false).document();
  }

  /** Refuses what is no JSON; numbers may be beyond what a value can be. */
  static void check(String text) throws BuiltinException {
    new JsonReader(text, true).document();
  }

  private RegoValue document() throws BuiltinException {
    RegoValue value = value();
    if (peek() >= 0) {
      throw error();
    }
    return value;
  }

  private RegoValue value() throws BuiltinException {
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> RegoString.of(string());
      case 't' -> literal("true", RegoBoolean.TRUE);
      case 'f' -> literal("false", RegoBoolean.FALSE);
      case 'n' -> literal("null", RegoNull.NULL);
      default -> number();
    };
  }

  private RegoValue object() throws BuiltinException {
    RegoObject object = Construction.object();
    descend();
    if (peek() == '}') {
      at++;
    } else {
      do {
        if (peek() != '"') {
          throw error();
        }
        RegoString name = RegoString.of(string());
        if (peek() != ':') {
          throw error();
        }
        at++;
        Construction.put(object, name, value());
      } while (another('}'));
    }
    depth--;
    return object;
  }

  private RegoValue array() throws BuiltinException {
    RegoArray array = Construction.array(4);
    descend();
    if (peek() == ']') {
      at++;
    } else {
      do {
        Construction.append(array, value());
      } while (another(']'));
    }
    depth--;
    return array;
  }

  private void descend() throws BuiltinException {
    at++;
    if (++depth > MAX_DEPTH) {
      throw BuiltinException.of("json: nested deeper than " + MAX_DEPTH);
    }
  }

  private boolean another(char end) throws BuiltinException {
    int next = peek();
    if (next != ',' && next != end) {
      throw error();
    }
    at++;
    return next == ',';
  }

  private RegoValue literal(String word, RegoValue value) throws BuiltinException {
    if (!text.startsWith(word, at)) {
      throw error();
    }
    at += word.length();
    return value;
  }

  private RegoValue number() throws BuiltinException {
    int start = at;
    while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String number = text.substring(start, at);
    if (anyNumber && JsonNumberSyntax.matches(number)) {
      return RegoNull.NULL;
    }
    return RegoNumber.parse(number).orElseThrow(this::error);
  }

  private String string() throws BuiltinException {
    StringBuilder out = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return wellFormed(out);
      }
      if (c < 0x20) {
        throw error();
      }
      out.append(c == '\\' ? escape() : c);
    }
    throw error();
  }

  private static String wellFormed(StringBuilder text) {
    for (int i = 0; i < text.length(); i++) {
      int c = Character.codePointAt(text, i);
      if (Character.isSupplementaryCodePoint(c)) {
        i++;
      } else if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        text.setCharAt(i, '\uFFFD');
      }
    }
    return text.toString();
  }

  /** Leaves the place at the escape's last character. */
  private char escape() throws BuiltinException {
    if (++at >= text.length()) {
      throw error();
    }
    char c = text.charAt(at);
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> hex4();
      default -> throw error();
    };
  }

  private char hex4() throws BuiltinException {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      char c = ++at < text.length() ? text.charAt(at) : ' ';
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw error();
      }
      value = value * 16 + digit;
    }
    return (char) value;
  }

  /** The next character that is no white space; −1 at the end. */
  private int peek() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : -1;
  }

  private BuiltinException error() {
    return BuiltinException.of(
        at < text.length() ? "invalid JSON at character " + at : "unexpected end of JSON input");
  }
}
