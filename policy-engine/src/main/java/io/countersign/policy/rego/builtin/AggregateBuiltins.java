package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoSet;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What collections say as a whole: how many, the least, whether a value is among them. */
final class AggregateBuiltins {
  private AggregateBuiltins() {}

  static void register(Map<String, Builtin> table) {
    table.put("count", AggregateBuiltins::count);
    table.put("max", AggregateBuiltins::max);
    table.put("min", AggregateBuiltins::min);
    table.put("sort", AggregateBuiltins::sort);
    table.put("all", AggregateBuiltins::all);
    table.put("any", AggregateBuiltins::any);
    table.put("internal.member_2", AggregateBuiltins::member);
    table.put("internal.member_3", AggregateBuiltins::memberWithKey);
    TotalFunctions.register(table);
  }

  private static RegoValue count(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    return switch (arguments[0]) {
      case RegoArray array -> RegoNumber.of(array.size());
      case RegoObject object -> RegoNumber.of(object.size());
      case RegoSet set -> RegoNumber.of(set.size());
      case RegoString string -> {
        String text = string.value();
        context.charge(text.length() / 8);
        yield RegoNumber.of(text.codePointCount(0, text.length()));
      }
      default -> throw Arguments.wrongType(arguments, 0, "array", "object", "set", "string");
    };
  }

  private static @Nullable RegoValue max(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    RegoValue greatest = null;
    for (RegoValue element : elements(context, arguments)) {
      // Of equal values the last, as 1.0 is equal to 1 but is written otherwise.
      if (greatest == null || greatest.compareTo(element) <= 0) {
        greatest = element;
      }
    }
    return greatest;
  }

  private static @Nullable RegoValue min(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    RegoValue least = null;
    for (RegoValue element : elements(context, arguments)) {
      if (least == null || least.compareTo(element) >= 0) {
        least = element;
      }
    }
    return least;
  }

  private static RegoValue sort(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    List<RegoValue> sorted = new ArrayList<>();
    elements(context, arguments).forEach(sorted::add);
    sorted.sort(null);
    return RegoArray.of(sorted);
  }

  private static RegoValue all(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    for (RegoValue element : booleans(context, arguments)) {
      if (!element.equals(RegoBoolean.TRUE)) {
        return RegoBoolean.FALSE;
      }
    }
    return RegoBoolean.TRUE;
  }

  private static RegoValue any(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    for (RegoValue element : booleans(context, arguments)) {
      if (element.equals(RegoBoolean.TRUE)) {
        return RegoBoolean.TRUE;
      }
    }
    return RegoBoolean.FALSE;
  }

  /** {@code x in collection}. */
  private static RegoValue member(EvaluationContext context, RegoValue[] arguments) {
    RegoValue sought = arguments[0];
    return switch (arguments[1]) {
      case RegoSet set -> RegoBoolean.of(set.contains(sought));
      case RegoArray array -> {
        context.charge(array.size());
        for (int i = 0; i < array.size(); i++) {
          if (array.get(i).equals(sought)) {
            yield RegoBoolean.TRUE;
          }
        }
        yield RegoBoolean.FALSE;
      }
      case RegoObject object -> {
        context.charge(object.size());
        for (RegoValue key : object.keys()) {
          if (sought.equals(object.get(key))) {
            yield RegoBoolean.TRUE;
          }
        }
        yield RegoBoolean.FALSE;
      }
      default -> RegoBoolean.FALSE;
    };
  }

  /** {@code key, value in collection}; an element of a set is its own key. */
  private static RegoValue memberWithKey(EvaluationContext context, RegoValue[] arguments) {
    RegoValue key = arguments[0];
    RegoValue value = arguments[1];
    return RegoBoolean.of(
        switch (arguments[2]) {
          case RegoSet set -> key.equals(value) && set.contains(key);
          case RegoArray array -> value.equals(array.get(key));
          case RegoObject object -> value.equals(object.get(key));
          default -> false;
        });
  }

  /** The elements of the only argument, an array or a set. */
  static Iterable<RegoValue> elements(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    return switch (arguments[0]) {
      case RegoArray array -> {
        context.charge(array.size());
        yield array;
      }
      case RegoSet set -> {
        context.charge(set.size());
        yield set;
      }
      default -> throw Arguments.wrongType(arguments, 0, "set", "array");
    };
  }

  private static Iterable<RegoValue> booleans(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    Arguments.collection(arguments, 0); // the order in which OPA names the kinds is another
    return elements(context, arguments);
  }
}
