package io.countersign.policy.rego.builtin;

import java.util.Map;

/** Kinds of values, and conversions among them. */
final class TypeBuiltins {
  private TypeBuiltins() {}

  static void register(Map<String, Builtin> table) {}
}
