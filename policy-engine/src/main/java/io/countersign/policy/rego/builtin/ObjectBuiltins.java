package io.countersign.policy.rego.builtin;

import java.util.Map;

/** Objects, and documents made of them. */
final class ObjectBuiltins {
  private ObjectBuiltins() {}

  static void register(Map<String, Builtin> table) {}
}
