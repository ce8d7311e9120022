package io.countersign.policy.rego.builtin;

import java.util.Map;

/** JSON Schema. */
final class JsonSchemaBuiltins {
  private JsonSchemaBuiltins() {}

  static void register(Map<String, Builtin> table) {}
}
