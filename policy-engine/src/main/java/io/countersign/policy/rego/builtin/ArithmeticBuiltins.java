package io.countersign.policy.rego.builtin;

import java.util.Map;

/** Arithmetic, comparison, rounding, bits and ranges of numbers. */
final class ArithmeticBuiltins {
  private ArithmeticBuiltins() {}

  static void register(Map<String, Builtin> table) {}
}
