package io.countersign.credentials.signature;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Single parameters of a query (RFC 9421 §2.2.8). */
final class QueryParameters {
  private QueryParameters() {}

  /**
   * The encoded value of the parameter. Null when the query has none of that name or more than one,
   * or anything in it is no encoding of UTF-8 text, since readers differ about what that means.
   *
   * @param encodedName as the component's identifier has it
   */
  static @Nullable String value(String query, String encodedName) {
    String found = null;
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = recoded(equals < 0 ? pair : pair.substring(0, equals));
      String value = recoded(equals < 0 ? "" : pair.substring(equals + 1));
      if (name == null || value == null) {
        return null;
      }
      if (!pair.isEmpty() && name.equals(encodedName)) {
        if (found != null) {
          return null;
        }
        found = value;
      }
    }
    return found;
  }

  /** Decoded as a form is, and encoded again in the one way that RFC 9421 has. */
  private static @Nullable String recoded(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c >= 0x80) {
        return null;
      }
      if (c == '%') {
        if (at + 2 >= text.length() || !isHex(text.charAt(at + 1)) || !isHex(text.charAt(at + 2))) {
          return null;
        }
        bytes.write(Integer.parseInt(text, at + 1, at + 3, 16));
        at += 2;
      } else {
        bytes.write(c == '+' ? ' ' : c);
      }
    }
    try {
      String decoded =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString();
      // The form encoder writes a space as a plus, and a plus never otherwise.
      return URLEncoder.encode(decoded, StandardCharsets.UTF_8).replace("+", "%20");
    } catch (CharacterCodingException notUtf8) {
      return null;
    }
  }

  private static boolean isHex(char c) {
    return c < 0x80 && Character.digit(c, 16) >= 0;
  }
}
