package io.countersign.policy.rego.builtin;

import java.util.Map;

/** Arrays. */
final class ArrayBuiltins {
  private ArrayBuiltins() {}

  static void register(Map<String, Builtin> table) {}
}
