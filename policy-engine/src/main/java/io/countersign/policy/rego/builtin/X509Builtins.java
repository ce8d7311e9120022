package io.countersign.policy.rego.builtin;

import java.util.Map;

/** Certificates and keys. */
final class X509Builtins {
  private X509Builtins() {}

  static void register(Map<String, Builtin> table) {}
}
