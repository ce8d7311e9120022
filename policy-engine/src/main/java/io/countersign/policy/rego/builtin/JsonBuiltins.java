package io.countersign.policy.rego.builtin;

import java.util.Map;

/** JSON and YAML text. */
final class JsonBuiltins {
  private JsonBuiltins() {}

  static void register(Map<String, Builtin> table) {}
}
