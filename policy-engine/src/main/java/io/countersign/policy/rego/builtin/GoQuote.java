package io.countersign.policy.rego.builtin;

import java.util.HexFormat;

/** Texts and characters in quotation marks, as Go's strconv writes them. */
final class GoQuote {
  private static final HexFormat HEX = HexFormat.of();

  private GoQuote() {}

  static String string(String text, boolean asciiOnly) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    text.codePoints().forEach(c -> escape(c, '"', asciiOnly, out));
    return out.append('"').toString();
  }

  static String character(int codePoint, boolean asciiOnly) {
    StringBuilder out = new StringBuilder().append('\'');
    escape(codePoint, '\'', asciiOnly, out);
    return out.append('\'').toString();
  }

  /** Whether backquotes may stand around the text as it is. */
  static boolean mayBeBackquoted(String text) {
    return text.codePoints()
        .allMatch(c -> (c >= ' ' || c == '\t') && c != '`' && c != 0x7f && c != 0xfeff);
  }

  /** Letters, marks, numbers, punctuation and symbols of all scripts, and the ASCII space. */
  static boolean isPrintable(int codePoint) {
    return codePoint == ' '
        || switch (Character.getType(codePoint)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.SPACE_SEPARATOR ->
              false;
          default -> true;
        };
  }

  private static void escape(int c, char quote, boolean asciiOnly, StringBuilder out) {
    if (c == quote || c == '\\') {
      out.append('\\').append((char) c);
    } else if (isPrintable(c) && (c < 0x80 || !asciiOnly)) {
      out.appendCodePoint(c);
    } else {
      switch (c) {
        case 0x07 -> out.append("\\a");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case 0x0b -> out.append("\\v");
        default -> {
          if (c < ' ' || c == 0x7f) {
            out.append("\\x").append(HEX.toHexDigits((byte) c));
          } else if (c < 0x10000) {
            out.append("\\u").append(HEX.toHexDigits((char) c));
          } else {
            out.append("\\U").append(HEX.toHexDigits(c));
          }
        }
      }
    }
  }
}
