package io.countersign.policy.rego.builtin;

import java.util.Map;

/** GraphQL. */
final class GraphqlBuiltins {
  private GraphqlBuiltins() {}

  static void register(Map<String, Builtin> table) {}
}
