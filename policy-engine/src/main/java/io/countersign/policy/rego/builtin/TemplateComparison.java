package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoString;
import java.util.List;

/** How templates compare values: only those of one kind, and a number of the data is a text. */
final class TemplateComparison {
  private TemplateComparison() {}

  /** Whether the first value is one of the others. */
  static boolean isAny(List<GoValue> values) throws BuiltinException {
    if (values.size() < 2) {
      throw BuiltinException.of("missing argument for comparison");
    }
    GoValue first = values.getFirst();
    for (GoValue other : values.subList(1, values.size())) {
      if (equal(first, other)) {
        return true;
      }
    }
    return false;
  }

  static boolean equal(GoValue a, GoValue b) throws BuiltinException {
    if (a instanceof GoValue.Nil || b instanceof GoValue.Nil) {
      return a instanceof GoValue.Nil && b instanceof GoValue.Nil;
    }
    return switch (a) {
      case GoValue.Bool(boolean x) when b instanceof GoValue.Bool(boolean y) -> x == y;
      case GoValue.Whole(long x, _) when b instanceof GoValue.Whole(long y, _) -> x == y;
      case GoValue.Real(double x) when b instanceof GoValue.Real(double y) -> x == y;
      case GoValue.Text(String x, _) when b instanceof GoValue.Text(String y, _) -> x.equals(y);
      case GoValue.Sequence _ when b instanceof GoValue.Sequence ->
          throw BuiltinException.of("non-comparable type " + b.type());
      case GoValue.Mapping _ when b instanceof GoValue.Mapping ->
          throw BuiltinException.of("non-comparable type " + b.type());
      default -> throw incompatible(a, b);
    };
  }

  static boolean less(GoValue a, GoValue b) throws BuiltinException {
    checkOrdered(a);
    checkOrdered(b);
    return switch (a) {
      case GoValue.Whole(long x, _) when b instanceof GoValue.Whole(long y, _) -> x < y;
      case GoValue.Real(double x) when b instanceof GoValue.Real(double y) -> x < y;
      case GoValue.Text(String x, _) when b instanceof GoValue.Text(String y, _) ->
          RegoString.compareCodePoints(x, y) < 0;
      case GoValue.Bool _ when b instanceof GoValue.Bool ->
          throw BuiltinException.of("invalid type for comparison");
      default -> throw incompatible(a, b);
    };
  }

  static boolean lessOrEqual(GoValue a, GoValue b) throws BuiltinException {
    return less(a, b) || equal(a, b);
  }

  private static void checkOrdered(GoValue value) throws BuiltinException {
    if (value instanceof GoValue.Nil
        || value instanceof GoValue.Sequence
        || value instanceof GoValue.Mapping) {
      throw BuiltinException.of("invalid type for comparison");
    }
  }

  private static BuiltinException incompatible(GoValue a, GoValue b) {
    return BuiltinException.of(
        "incompatible types for comparison: " + a.type() + " and " + b.type());
  }
}
