package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.Construction;
import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoSet;
import io.countersign.policy.rego.value.RegoValue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects: looked up, cut down, put together; and JSON documents by paths. */
final class ObjectBuiltins {
  private ObjectBuiltins() {}

  static void register(Map<String, Builtin> table) {
    table.put("object.get", ObjectBuiltins::get);
    table.put("object.keys", ObjectBuiltins::keys);
    table.put("object.remove", ObjectBuiltins::remove);
    table.put("object.filter", ObjectBuiltins::filter);
    table.put("object.union", ObjectBuiltins::union);
    table.put("object.union_n", ObjectBuiltins::unionOfAll);
    SubsetFunction.register(table);
    PathFunctions.register(table);
    PatchFunction.register(table);
  }

  private static RegoValue get(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    RegoObject object = Arguments.object(arguments, 0);
    RegoValue fallback = arguments[2];
    if (!(arguments[1] instanceof RegoArray path)) {
      RegoValue value = object.get(arguments[1]);
      return value == null ? fallback : value;
    }
    context.charge(path.size());
    RegoValue at = object;
    for (int i = 0; i < path.size(); i++) {
      at = child(at, path.get(i));
      if (at == null) {
        return fallback;
      }
    }
    return at;
  }

  /** What a reference finds one step further; null when there is nothing. */
  static @Nullable RegoValue child(RegoValue value, RegoValue key) {
    return switch (value) {
      case RegoObject object -> object.get(key);
      case RegoArray array -> array.get(key);
      case RegoSet set -> set.contains(key) ? key : null;
      default -> null;
    };
  }

  private static RegoValue keys(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    RegoObject object = Arguments.object(arguments, 0);
    context.charge(object.size());
    RegoSet keys = Construction.set();
    for (RegoValue key : object.keys()) {
      Construction.add(keys, key);
    }
    return keys;
  }

  private static RegoValue remove(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    return select(context, Arguments.object(arguments, 0), keySet(context, arguments), false);
  }

  private static RegoValue filter(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    return select(context, Arguments.object(arguments, 0), keySet(context, arguments), true);
  }

  private static RegoObject select(
      EvaluationContext context, RegoObject object, RegoSet keys, boolean wanted) {
    context.charge(object.size());
    RegoObject result = Construction.object();
    object.forEach((key, value) -> {
      if (keys.contains(key) == wanted) {
        Construction.put(result, key, value);
      }
    });
    return result;
  }

  /** The second argument: keys in an array or a set, or an object that has them. */
  private static RegoSet keySet(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    return switch (arguments[1]) {
      case RegoSet set -> set;
      case RegoArray array -> setOf(context, array, array.size());
      case RegoObject object -> setOf(context, object.keys(), object.size());
      default -> throw Arguments.wrongType(arguments, 1, "object", "set", "array");
    };
  }

  private static RegoSet setOf(EvaluationContext context, Iterable<RegoValue> values, int size) {
    context.charge(size);
    RegoSet set = Construction.set();
    for (RegoValue value : values) {
      Construction.add(set, value);
    }
    return set;
  }

  private static RegoValue union(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    return merge(context, Arguments.object(arguments, 0), Arguments.object(arguments, 1));
  }

  private static RegoValue unionOfAll(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    RegoObject result = RegoObject.empty();
    for (RegoValue element : Arguments.array(arguments, 0)) {
      if (!(element instanceof RegoObject object)) {
        throw Arguments.wrongElement(arguments, 0, element, "object");
      }
      result = merge(context, result, object);
    }
    return result;
  }

  /** Members of both objects: where both have one, objects are merged, else the second's counts. */
  private static RegoObject merge(EvaluationContext context, RegoObject first, RegoObject second) {
    if (first.isEmpty() || second.isEmpty()) {
      return first.isEmpty() ? second : first;
    }
    context.charge((long) first.size() + second.size());
    RegoObject result = Construction.object();
    first.forEach((key, value) -> Construction.put(result, key, value));
    second.forEach((key, value) ->
        Construction.put(
            result,
            key,
            first.get(key) instanceof RegoObject old && value instanceof RegoObject update
                ? merge(context, old, update)
                : value));
    return result;
  }
}
