package io.countersign.policy.rego.builtin;

import java.math.BigInteger;

/** Constants of templates, in Go's notation. */
final class TemplateLiterals {
  private TemplateLiterals() {}

  /** The text that is quoted, with its escapes resolved. */
  static String string(TemplateToken token) throws BuiltinException {
    String quoted = token.text();
    String text = quoted.substring(1, quoted.length() - 1);
    return token.is(TemplateToken.Kind.RAW_STRING)
        ? text.replace("\r", "")
        : unescaped(token, text, '"');
  }

  /** A number or a character. */
  static GoValue number(TemplateToken token) throws BuiltinException {
    String text = token.text();
    if (token.is(TemplateToken.Kind.CHARACTER)) {
      String character = unescaped(token, text.substring(1, text.length() - 1), '\'');
      if (character.codePointCount(0, character.length()) != 1) {
        throw TemplateToken.error(token.line(), "malformed character constant: " + text);
      }
      return new GoValue.Whole(character.codePointAt(0), "int");
    }
    boolean prefixed = text.matches("[+-]?0[xXoObB].*");
    boolean real =
        text.chars().anyMatch(c -> c == '.' || c == 'p' || c == 'P')
            || (!prefixed && text.chars().anyMatch(c -> c == 'e' || c == 'E'));
    try {
      return real
          ? new GoValue.Real(real(text))
          : new GoValue.Whole(whole(text).longValueExact(), "int");
    } catch (NumberFormatException e) {
      throw TemplateToken.error(
          token.line(), "illegal number syntax: " + GoQuote.string(text, false));
    } catch (ArithmeticException e) {
      throw TemplateToken.error(token.line(), "integer overflow: " + GoQuote.string(text, false));
    }
  }

  private static double real(String text) {
    char last = text.charAt(text.length() - 1);
    double value = Double.parseDouble(text);
    if (Double.isInfinite(value) || Character.isLetter(last)) {
      throw new NumberFormatException(text);
    }
    return value;
  }

  private static BigInteger whole(String text) {
    boolean signed = text.startsWith("-") || text.startsWith("+");
    String digits = signed ? text.substring(1) : text;
    int radix = 10;
    if (digits.length() > 1 && digits.charAt(0) == '0') {
      radix =
          switch (digits.charAt(1)) {
            case 'x', 'X' -> 16;
            case 'b', 'B' -> 2;
            default -> 8;
          };
      digits = digits.substring(Character.isLetter(digits.charAt(1)) ? 2 : 1);
    }
    String plain = digits.replace("_", "");
    if (plain.isEmpty()
        || plain.length() > 64
        || digits.contains("__")
        || digits.endsWith("_")
        || !Character.isLetterOrDigit(plain.charAt(0))) {
      throw new NumberFormatException(text);
    }
    BigInteger value = new BigInteger(plain, radix);
    return text.startsWith("-") ? value.negate() : value;
  }

  private static String unescaped(TemplateToken token, String text, char quote)
      throws BuiltinException {
    StringBuilder out = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escape = text.charAt(at++);
      switch (escape) {
        case 'a' -> out.append('\u0007');
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case 't' -> out.append('\t');
        case 'v' -> out.append('\u000b');
        case '\\' -> out.append('\\');
        case 'x' -> at = code(token, text, at, 2, 16, out);
        case 'u' -> at = code(token, text, at, 4, 16, out);
        case 'U' -> at = code(token, text, at, 8, 16, out);
        default -> {
          if (escape == quote) {
            out.append(quote);
          } else {
            at = code(token, text, at - 1, 3, 8, out);
          }
        }
      }
    }
    return out.toString();
  }

  private static int code(
      TemplateToken token, String text, int from, int length, int radix, StringBuilder out)
      throws BuiltinException {
    int to = from + length;
    if (to > text.length()
        || !text.substring(from, to).chars().allMatch(c -> Character.digit(c, radix) >= 0)) {
      throw TemplateToken.error(token.line(), "invalid syntax");
    }
    long code = Long.parseLong(text.substring(from, to), radix);
    // One byte of a longer character, as \xc3, is no character of its own.
    boolean partial = length < 4 && code > 0x7f;
    if (code > Character.MAX_CODE_POINT
        || (!partial && Character.isSurrogate((char) code) && code < 0x10000)) {
      throw TemplateToken.error(token.line(), "invalid syntax");
    }
    out.appendCodePoint(partial ? 0xfffd : (int) code);
    return to;
  }
}
