package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoNull;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoSet;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.util.Map;

/** Kinds of values, and what can be made another kind. */
final class TypeBuiltins {
  private TypeBuiltins() {}

  static void register(Map<String, Builtin> table) {
    table.put("is_null", is(RegoNull.class));
    table.put("is_boolean", is(RegoBoolean.class));
    table.put("is_number", is(RegoNumber.class));
    table.put("is_string", is(RegoString.class));
    table.put("is_array", is(RegoArray.class));
    table.put("is_object", is(RegoObject.class));
    table.put("is_set", is(RegoSet.class));
    table.put("type_name", (context, arguments) -> RegoString.of(arguments[0].typeName()));
    table.put("to_number", TypeBuiltins::toNumber);
    table.put("cast_array", TypeBuiltins::castArray);
    table.put("cast_set", TypeBuiltins::castSet);
    table.put("cast_null", cast(RegoNull.class, "null"));
    table.put("cast_boolean", cast(RegoBoolean.class, "boolean"));
    table.put("cast_string", cast(RegoString.class, "string"));
    table.put("cast_object", cast(RegoObject.class, "object"));
  }

  private static Builtin is(Class<? extends RegoValue> kind) {
    return (context, arguments) -> RegoBoolean.of(kind.isInstance(arguments[0]));
  }

  /** A cast that changes nothing: it only refuses other kinds. */
  private static Builtin cast(Class<? extends RegoValue> kind, String name) {
    return (context, arguments) -> {
      if (!kind.isInstance(arguments[0])) {
        throw Arguments.wrongType(arguments, 0, name);
      }
      return arguments[0];
    };
  }

  private static RegoValue castArray(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    return switch (arguments[0]) {
      case RegoArray array -> array;
      case RegoSet set -> {
        context.charge(set.size());
        RegoValue[] elements = new RegoValue[set.size()];
        int at = 0;
        for (RegoValue element : set) {
          elements[at++] = element;
        }
        yield RegoArray.of(elements);
      }
      default -> throw Arguments.wrongType(arguments, 0, "array", "set");
    };
  }

  private static RegoValue castSet(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    return switch (arguments[0]) {
      case RegoSet set -> set;
      case RegoArray array -> {
        context.charge(array.size());
        RegoValue[] elements = new RegoValue[array.size()];
        for (int i = 0; i < elements.length; i++) {
          elements[i] = array.get(i);
        }
        yield RegoSet.of(elements);
      }
      default -> throw Arguments.wrongType(arguments, 0, "array", "set");
    };
  }

  private static RegoValue toNumber(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    return switch (arguments[0]) {
      case RegoNull _ -> RegoNumber.of(0);
      case RegoBoolean bool -> RegoNumber.of(bool.value() ? 1 : 0);
      case RegoNumber number -> number;
      case RegoString string -> NumberText.parse(arguments, string.value());
      default -> throw Arguments.wrongType(arguments, 0, "null", "boolean", "number", "string");
    };
  }
}
