package io.countersign.policy.rego.builtin;

import java.util.Map;

/** Regular expressions and globs. */
final class RegexBuiltins {
  private RegexBuiltins() {}

  static void register(Map<String, Builtin> table) {}
}
