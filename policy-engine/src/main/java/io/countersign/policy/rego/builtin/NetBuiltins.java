package io.countersign.policy.rego.builtin;

import java.util.Map;

/** Network addresses. */
final class NetBuiltins {
  private NetBuiltins() {}

  static void register(Map<String, Builtin> table) {}
}
