package io.countersign.policy.rego.builtin;

import java.util.Map;

/** Digests, and keyed digests. */
final class CryptoBuiltins {
  private CryptoBuiltins() {}

  static void register(Map<String, Builtin> table) {}
}
