package io.countersign.policy.rego.builtin;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Percent-encoding as HTML forms and Go's {@code net/url} have it. */
final class UrlQuery {
  private UrlQuery() {}

  /** Escapes all but letters, digits and {@code -_.~}; a space becomes a plus. */
  static String escape(String text) {
    // Java keeps the star and escapes the tilde; Go does the reverse (RFC 3986 §2.3).
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("*", "%2A").replace("%7E", "~");
  }

  /**
   * Undoes escapes.
   *
   * @param plusIsSpace as in queries, unlike in paths
   */
  static String unescape(String text, boolean plusIsSpace) throws BuiltinException {
    if (text.indexOf('%') < 0 && (!plusIsSpace || text.indexOf('+') < 0)) {
      return text;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); ) {
      char c = text.charAt(i);
      if (c == '%') {
        int high = i + 2 < text.length() ? digit(text.charAt(i + 1)) : -1;
        int low = i + 2 < text.length() ? digit(text.charAt(i + 2)) : -1;
        if (high < 0 || low < 0) {
          throw BuiltinException.of(
              "invalid URL escape \"" + text.substring(i, Math.min(i + 3, text.length())) + "\"");
        }
        bytes.write(high << 4 | low);
        i += 3;
      } else {
        int end = text.offsetByCodePoints(i, 1);
        bytes.writeBytes(
            (plusIsSpace && c == '+' ? " " : text.substring(i, end))
                .getBytes(StandardCharsets.UTF_8));
        i = end;
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static int digit(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }
}
