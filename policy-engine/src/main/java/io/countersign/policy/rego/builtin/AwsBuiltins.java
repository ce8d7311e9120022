package io.countersign.policy.rego.builtin;

import java.util.Map;

/** Signatures for requests to AWS. */
final class AwsBuiltins {
  private AwsBuiltins() {}

  static void register(Map<String, Builtin> table) {}
}
