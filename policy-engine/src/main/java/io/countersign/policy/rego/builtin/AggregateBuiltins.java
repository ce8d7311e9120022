package io.countersign.policy.rego.builtin;

import java.util.Map;

/** Aggregates, membership and sorting. */
final class AggregateBuiltins {
  private AggregateBuiltins() {}

  static void register(Map<String, Builtin> table) {}
}
