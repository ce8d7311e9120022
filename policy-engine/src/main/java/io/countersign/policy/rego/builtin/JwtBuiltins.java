package io.countersign.policy.rego.builtin;

import java.util.Map;

/** JSON Web Tokens. */
final class JwtBuiltins {
  private JwtBuiltins() {}

  static void register(Map<String, Builtin> table) {}
}
