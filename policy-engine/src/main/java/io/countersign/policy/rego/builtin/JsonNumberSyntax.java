package io.countersign.policy.rego.builtin;

import com.google.re2j.Pattern;

/** The grammar of numbers in JSON (RFC 8259 §6), whatever their size. */
final class JsonNumberSyntax {
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  private JsonNumberSyntax() {}

  static boolean matches(String text) {
    return NUMBER.matches(text);
  }
}
