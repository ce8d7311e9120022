package io.countersign.policy.rego.builtin;

import java.util.Map;

/** Semantic versions and UUIDs, and random numbers. */
final class SemverBuiltins {
  private SemverBuiltins() {}

  static void register(Map<String, Builtin> table) {}
}
