package io.countersign.policy.rego.builtin;

import java.util.Map;

/** Amounts with units. */
final class UnitBuiltins {
  private UnitBuiltins() {}

  static void register(Map<String, Builtin> table) {}
}
