package io.countersign.policy.rego.builtin;

import java.util.Map;

/** Times. */
final class TimeBuiltins {
  private TimeBuiltins() {}

  static void register(Map<String, Builtin> table) {}
}
