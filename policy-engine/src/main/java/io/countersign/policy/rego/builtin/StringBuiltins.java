package io.countersign.policy.rego.builtin;

import java.util.Map;

/** Strings. */
final class StringBuiltins {
  private StringBuiltins() {}

  static void register(Map<String, Builtin> table) {}
}
