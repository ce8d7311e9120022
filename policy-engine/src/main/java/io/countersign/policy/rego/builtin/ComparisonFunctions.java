package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoBoolean;
import java.util.Map;

/** Comparison, which is defined among values of all kinds. */
final class ComparisonFunctions {
  private ComparisonFunctions() {}

  static void register(Map<String, Builtin> table) {
    table.put("equal", (context, values) -> RegoBoolean.of(values[0].equals(values[1])));
    table.put("neq", (context, values) -> RegoBoolean.of(!values[0].equals(values[1])));
    table.put("gt", (context, values) -> RegoBoolean.of(values[0].compareTo(values[1]) > 0));
    table.put("gte", (context, values) -> RegoBoolean.of(values[0].compareTo(values[1]) >= 0));
    table.put("lt", (context, values) -> RegoBoolean.of(values[0].compareTo(values[1]) < 0));
    table.put("lte", (context, values) -> RegoBoolean.of(values[0].compareTo(values[1]) <= 0));
  }
}
