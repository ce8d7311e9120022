package io.countersign.policy.rego.builtin;

import java.util.Map;

/** Formatted text: {@code sprintf}, templates, numbers in a base. */
final class FormatBuiltins {
  private FormatBuiltins() {}

  static void register(Map<String, Builtin> table) {}
}
