package io.countersign.policy.rego.builtin;

import java.util.Map;

/** Graphs, and walks through documents. */
final class GraphBuiltins {
  private GraphBuiltins() {}

  static void register(Map<String, Builtin> table) {}
}
