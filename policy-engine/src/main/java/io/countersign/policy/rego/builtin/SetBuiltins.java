package io.countersign.policy.rego.builtin;

import java.util.Map;

/** Sets. */
final class SetBuiltins {
  private SetBuiltins() {}

  static void register(Map<String, Builtin> table) {}
}
