package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.Construction;
import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoValue;
import java.util.Map;

/** Arrays: joined, cut, turned round, flattened. */
final class ArrayBuiltins {
  private ArrayBuiltins() {}

  static void register(Map<String, Builtin> table) {
    table.put("array.concat", ArrayBuiltins::concat);
    table.put("array.slice", ArrayBuiltins::slice);
    table.put("array.reverse", ArrayBuiltins::reverse);
    table.put("array.flatten", ArrayBuiltins::flatten);
  }

  private static RegoValue concat(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    RegoArray first = Arguments.array(arguments, 0);
    RegoArray second = Arguments.array(arguments, 1);
    context.charge((long) first.size() + second.size());
    RegoArray result = Construction.array(first.size() + second.size());
    append(result, first, 0, first.size());
    append(result, second, 0, second.size());
    return result;
  }

  private static RegoValue slice(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    RegoArray array = Arguments.array(arguments, 0);
    long start = index(arguments, 1);
    long stop = Math.clamp(index(arguments, 2), 0, array.size());
    int end = (int) stop;
    int begin = Math.clamp(start, 0, end);
    context.charge(end - begin);
    RegoArray result = Construction.array(end - begin);
    append(result, array, begin, end);
    return result;
  }

  /** A place in an array; one beyond 64 bits is refused. */
  private static long index(RegoValue[] arguments, int position) throws BuiltinException {
    RegoNumber number = Arguments.number(arguments, position);
    if (!number.isLong()) {
      throw BuiltinException.operand(
          position + 1, "must be integer number but got floating-point number");
    }
    return number.longValue();
  }

  private static RegoValue reverse(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    RegoArray array = Arguments.array(arguments, 0);
    context.charge(array.size());
    RegoArray result = Construction.array(array.size());
    for (int i = array.size() - 1; i >= 0; i--) {
      Construction.append(result, array.get(i));
    }
    return result;
  }

  /** Arrays among the elements give way to their own elements, one level deep. */
  private static RegoValue flatten(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    RegoArray array = Arguments.array(arguments, 0);
    RegoArray result = Construction.array(array.size());
    for (RegoValue element : array) {
      if (element instanceof RegoArray nested) {
        context.charge(nested.size());
        append(result, nested, 0, nested.size());
      } else {
        context.charge(1);
        Construction.append(result, element);
      }
    }
    return result;
  }

  private static void append(RegoArray target, RegoArray source, int from, int to) {
    for (int i = from; i < to; i++) {
      Construction.append(target, source.get(i));
    }
  }
}
