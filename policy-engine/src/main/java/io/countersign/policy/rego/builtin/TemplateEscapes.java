package io.countersign.policy.rego.builtin;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Texts for other languages, as Go's package text/template escapes them. */
final class TemplateEscapes {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private TemplateEscapes() {}

  static void html(BoundedText out, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case 0 -> out.append('\ufffd');
        case '"' -> out.append("&#34;");
        case '\'' -> out.append("&#39;");
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        default -> out.append(c);
      }
    }
  }

  static void javascript(BoundedText out, String text) {
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '\\', '\'', '"' -> out.append('\\').append((char) c);
            case '<', '>', '&', '=' -> out.append("\\u00").append(HEX.toHexDigits((byte) c));
            default -> {
              if (c < ' ' || (c >= 0x80 && c < 0x10000 && !GoQuote.isPrintable(c))) {
                out.append("\\u").append(HEX.toHexDigits((char) c));
              } else if (c >= 0x10000 && !GoQuote.isPrintable(c)) {
                out.append("\\u").append(HEX.toHexDigits(c, c >= 0x100000 ? 6 : 5));
              } else {
                out.appendCodePoint(c);
              }
            }
          }
        });
  }

  static void urlQuery(BoundedText out, String text) {
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "-_.~".indexOf(c) >= 0;
      if (plain) {
        out.append(c);
      } else if (c == ' ') {
        out.append('+');
      } else {
        out.append('%').append(HEX.toHexDigits(b));
      }
    }
  }
}
