package io.countersign.policy.rego.builtin;

import java.util.Map;

/** Base64, hexadecimal, URL queries, URIs. */
final class EncodingBuiltins {
  private EncodingBuiltins() {}

  static void register(Map<String, Builtin> table) {}
}
