package io.countersign.decision.json;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A strict parser of RFC 8259 text in UTF-8.
 *
 * <p>Refused, because two readers could understand them differently: a member name given twice,
 * malformed UTF-8, a lone surrogate, a byte order mark, anything after the value. Refused, because
 * they cost more than they say: nesting deeper than {@value #MAX_DEPTH}, numbers longer than
 * {@value #MAX_NUMBER_LENGTH} characters or beyond the range of a double. The caller bounds the
 * size.
 */
public final class JsonParser {
  /** How deep arrays and objects may nest. */
  public static final int MAX_DEPTH = 64;

  /** How many characters one number may have. */
  public static final int MAX_NUMBER_LENGTH = 400;

  private static final int MAX_EXPONENT_DIGITS = 4;

  private final byte[] text;
  private final boolean interoperableNumbersOnly;
  private final int maxDepth;
  private int at;
  private int depth;

  private JsonParser(byte[] text, boolean interoperableNumbersOnly, int maxDepth) {
    this.text = text;
    this.interoperableNumbersOnly = interoperableNumbersOnly;
    this.maxDepth = maxDepth;
  }

  /** Parses one value; numbers keep their exact decimal value. */
  public static JsonValue parse(byte[] utf8) throws JsonSyntaxException {
    return parse(utf8, MAX_DEPTH);
  }

  /**
   * Parses one value that may nest deeper, such as a program's text.
   *
   * @param maxDepth how deep arrays and objects may nest
   */
  public static JsonValue parse(byte[] utf8, int maxDepth) throws JsonSyntaxException {
    return new JsonParser(utf8, false, maxDepth).document();
  }

  /**
   * Parses one value whose numbers a double names without loss (RFC 7493 §2.2). What is signed by
   * others and recorded by us must survive the canonical form unchanged, so a number that would not
   * is refused here.
   */
  public static JsonValue parseInteroperable(byte[] utf8) throws JsonSyntaxException {
    return new JsonParser(utf8, true, MAX_DEPTH).document();
  }

  private JsonValue document() throws JsonSyntaxException {
    JsonValue value = value();
    skipWhitespace();
    if (at != text.length) {
      throw error("text after the value");
    }
    return value;
  }

  private JsonValue value() throws JsonSyntaxException {
    skipWhitespace();
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> new JsonString(string());
      case 't' -> literal("true", JsonBoolean.TRUE);
      case 'f' -> literal("false", JsonBoolean.FALSE);
      case 'n' -> literal("null", JsonNull.NULL);
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      default -> throw error("no JSON value");
    };
  }

  private JsonObject object() throws JsonSyntaxException {
    descend();
    Map<String, JsonValue> members = new LinkedHashMap<>();
    skipWhitespace();
    if (peek() == '}') {
      at++;
    } else {
      do {
        skipWhitespace();
        int nameAt = at;
        String name = string();
        skipWhitespace();
        expect(':');
        if (members.put(name, value()) != null) {
          throw new JsonSyntaxException("member name given twice", nameAt);
        }
        skipWhitespace();
      } while (another('}'));
    }
    depth--;
    return new JsonObject(members);
  }

  private JsonArray array() throws JsonSyntaxException {
    descend();
    List<JsonValue> values = new ArrayList<>();
    skipWhitespace();
    if (peek() == ']') {
      at++;
    } else {
      do {
        values.add(value());
        skipWhitespace();
      } while (another(']'));
    }
    depth--;
    return new JsonArray(values);
  }

  private boolean another(char end) throws JsonSyntaxException {
    int next = peek();
    if (next != ',' && next != end) {
      throw error("neither ',' nor '" + end + "'");
    }
    at++;
    return next == ',';
  }

  private JsonValue literal(String word, JsonValue value) throws JsonSyntaxException {
    for (int i = 0; i < word.length(); i++) {
      expect(word.charAt(i));
    }
    return value;
  }

  private JsonNumber number() throws JsonSyntaxException {
    int start = at;
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    if (peek() == '.') {
      at++;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      int exponentStart = at;
      digits();
      if (at - exponentStart > MAX_EXPONENT_DIGITS) {
        throw error("number out of range");
      }
    }
    if (at - start > MAX_NUMBER_LENGTH) {
      throw error("number too long");
    }
    String decimal = new String(text, start, at - start, StandardCharsets.US_ASCII);
    JsonNumber number = JsonNumber.of(new BigDecimal(decimal));
    if (!Double.isFinite(number.value().doubleValue())) {
      throw error("number out of range");
    }
    if (interoperableNumbersOnly && !number.isInteroperable()) {
      throw error("number that a double cannot name exactly");
    }
    return number;
  }

  private void digits() throws JsonSyntaxException {
    int start = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    if (at == start) {
      throw error("digit missing");
    }
  }

  private String string() throws JsonSyntaxException {
    expect('"');
    int start = at;
    while (at < text.length && text[at] >= 0x20 && text[at] != '"' && text[at] != '\\') {
      at++;
    }
    if (peek() == '"') {
      return new String(text, start, at++ - start, StandardCharsets.US_ASCII);
    }
    StringBuilder out = new StringBuilder();
    out.append(new String(text, start, at - start, StandardCharsets.US_ASCII));
    while (peek() != '"') {
      if (peek() == '\\') {
        at++;
        escape(out);
      } else {
        out.appendCodePoint(codePoint());
      }
    }
    at++;
    return out.toString();
  }

  /** Decodes one code point (RFC 3629 §4): no overlong form, no surrogate, none past U+10FFFF. */
  private int codePoint() throws JsonSyntaxException {
    int first = next();
    if (first < 0x20) {
      throw error("control character in a string");
    }
    if (first < 0x80) {
      return first;
    }
    int length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    int value = first & (0xFF >> (length + 1));
    for (int i = 1; i < length; i++) {
      int continuation = next();
      if ((continuation & 0xC0) != 0x80) {
        throw error("malformed UTF-8");
      }
      value = (value << 6) | (continuation & 0x3F);
    }
    int least = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
    boolean surrogate = value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE;
    if (first < 0xC0
        || first > 0xF7
        || value < least
        || !Character.isValidCodePoint(value)
        || surrogate) {
      throw error("malformed UTF-8");
    }
    return value;
  }

  private void escape(StringBuilder out) throws JsonSyntaxException {
    int escaped = next();
    switch (escaped) {
      case '"', '\\', '/' -> out.append((char) escaped);
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'n' -> out.append('\n');
      case 'r' -> out.append('\r');
      case 't' -> out.append('\t');
      case 'u' -> out.appendCodePoint(escapedCodePoint());
      default -> throw error("unknown escape");
    }
  }

  private int escapedCodePoint() throws JsonSyntaxException {
    char first = (char) hex4();
    if (!Character.isSurrogate(first)) {
      return first;
    }
    if (Character.isHighSurrogate(first) && peek() == '\\') {
      at++;
      expect('u');
      char second = (char) hex4();
      if (Character.isLowSurrogate(second)) {
        return Character.toCodePoint(first, second);
      }
    }
    throw error("lone surrogate");
  }

  private int hex4() throws JsonSyntaxException {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(peek(), 16);
      if (digit < 0) {
        throw error("four hexadecimal digits missing");
      }
      value = value * 16 + digit;
      at++;
    }
    return value;
  }

  private void descend() throws JsonSyntaxException {
    if (++depth > maxDepth) {
      throw error("nested deeper than " + maxDepth);
    }
    at++;
  }

  private void expect(char wanted) throws JsonSyntaxException {
    if (peek() != wanted) {
      throw error("'" + wanted + "' missing");
    }
    at++;
  }

  /** The byte at hand as an unsigned number, or −1 at the end. */
  private int peek() {
    return at < text.length ? text[at] & 0xFF : -1;
  }

  private int next() throws JsonSyntaxException {
    int next = peek();
    if (next < 0) {
      throw error("the text ends early");
    }
    at++;
    return next;
  }

  private void skipWhitespace() {
    while (at < text.length
        && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r')) {
      at++;
    }
  }

  private JsonSyntaxException error(String message) {
    return new JsonSyntaxException(message, at);
  }
}
