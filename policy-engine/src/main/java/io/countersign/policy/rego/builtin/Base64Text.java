package io.countersign.policy.rego.builtin;

import java.io.ByteArrayOutputStream;

/**
 * Base64 (RFC 4648 §4 and §5) as policies know it: line breaks are skipped, loose bits at the end
 * are ignored, and an error names the byte where it is.
 */
final class Base64Text {
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private final String text;
  private final boolean url;
  private final ByteArrayOutputStream out;
  private int at;

  private Base64Text(String text, boolean url) {
    this.text = text;
    this.url = url;
    this.out = new ByteArrayOutputStream(text.length() / 4 * 3 + 3);
  }

  /** Decodes the standard alphabet, with padding. */
  static byte[] standard(String text) throws BuiltinException {
    return new Base64Text(text, false).decode();
  }

  /** Decodes the alphabet for URLs; the padding may be left out (RFC 7515 appendix C). */
  static byte[] url(String text) throws BuiltinException {
    if (text.endsWith("=")) {
      return new Base64Text(text, true).decode();
    }
    return switch (text.length() % 4) {
      case 0 -> new Base64Text(text, true).decode();
      case 2 -> new Base64Text(text + "==", true).decode();
      case 3 -> new Base64Text(text + "=", true).decode();
      default -> throw BuiltinException.of("illegal base64url string");
    };
  }

  private byte[] decode() throws BuiltinException {
    int bits = 0;
    int sextets = 0;
    for (skipLineBreaks(); at < text.length(); skipLineBreaks()) {
      char c = text.charAt(at);
      if (c == '=') {
        finish(bits, sextets);
        return out.toByteArray();
      }
      int value = value(c);
      if (value < 0) {
        throw illegal(at);
      }
      at++;
      bits = (bits << 6) | value;
      sextets++;
      if (sextets == 4) {
        write(bits, 3);
        bits = 0;
        sextets = 0;
      }
    }
    if (sextets > 0) {
      throw illegal(at - sextets);
    }
    return out.toByteArray();
  }

  /** Reads the padding, after which nothing may come. */
  private void finish(int bits, int sextets) throws BuiltinException {
    if (sextets < 2) {
      throw illegal(at);
    }
    at++;
    if (sextets == 2) {
      skipLineBreaks();
      if (at == text.length()) {
        throw illegal(at);
      }
      if (text.charAt(at) != '=') {
        throw illegal(at - 1);
      }
      at++;
    }
    skipLineBreaks();
    if (at < text.length()) {
      throw illegal(at);
    }
    write(bits << (6 * (4 - sextets)), sextets - 1);
  }

  private void write(int bits, int count) {
    for (int i = 0; i < count; i++) {
      out.write(bits >> (16 - 8 * i));
    }
  }

  private void skipLineBreaks() {
    while (at < text.length() && (text.charAt(at) == '\n' || text.charAt(at) == '\r')) {
      at++;
    }
  }

  private int value(char c) {
    if (c == (url ? '-' : '+')) {
      return 62;
    }
    return c == (url ? '_' : '/') ? 63 : LETTERS.indexOf(c);
  }

  private static BuiltinException illegal(int position) {
    return BuiltinException.of("illegal base64 data at input byte " + position);
  }
}
