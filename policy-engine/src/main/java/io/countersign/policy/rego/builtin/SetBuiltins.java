package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.Construction;
import io.countersign.policy.rego.value.RegoSet;
import io.countersign.policy.rego.value.RegoValue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sets: union, intersection, difference. */
final class SetBuiltins {
  private SetBuiltins() {}

  static void register(Map<String, Builtin> table) {
    table.put("and", SetBuiltins::and);
    table.put("or", SetBuiltins::or);
    table.put("set_diff", SetBuiltins::setDiff);
    table.put("union", SetBuiltins::union);
    table.put("intersection", SetBuiltins::intersection);
  }

  private static RegoValue and(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    return common(context, Arguments.set(arguments, 0), Arguments.set(arguments, 1));
  }

  private static RegoValue or(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    RegoSet a = Arguments.set(arguments, 0);
    RegoSet b = Arguments.set(arguments, 1);
    if (a.isEmpty()) {
      return b;
    }
    if (b.isEmpty()) {
      return a;
    }
    RegoSet result = Construction.set();
    addAll(context, result, a);
    addAll(context, result, b);
    return result;
  }

  private static RegoValue setDiff(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    return difference(context, Arguments.set(arguments, 0), Arguments.set(arguments, 1));
  }

  /** What is in the first set and not in the second. */
  static RegoSet difference(EvaluationContext context, RegoSet a, RegoSet b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a;
    }
    context.charge(a.size());
    RegoSet result = Construction.set();
    for (RegoValue element : a) {
      if (!b.contains(element)) {
        Construction.add(result, element);
      }
    }
    return result;
  }

  private static RegoValue union(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    RegoSet result = Construction.set();
    for (RegoValue element : Arguments.set(arguments, 0)) {
      addAll(context, result, member(element));
    }
    return result;
  }

  private static RegoValue intersection(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    @Nullable RegoSet result = null;
    for (RegoValue element : Arguments.set(arguments, 0)) {
      RegoSet set = member(element);
      result = result == null ? set : common(context, result, set);
    }
    return result == null ? RegoSet.EMPTY : result;
  }

  private static RegoSet member(RegoValue element) throws BuiltinException {
    return Arguments.set(new RegoValue[] {element}, 0);
  }

  private static void addAll(EvaluationContext context, RegoSet target, RegoSet source) {
    context.charge(source.size());
    for (RegoValue element : source) {
      Construction.add(target, element);
    }
  }

  private static RegoSet common(EvaluationContext context, RegoSet a, RegoSet b) {
    RegoSet fewer = a.size() <= b.size() ? a : b;
    RegoSet more = a.size() <= b.size() ? b : a;
    context.charge(fewer.size());
    RegoSet result = Construction.set();
    for (RegoValue element : fewer) {
      if (more.contains(element)) {
        Construction.add(result, element);
      }
    }
    return result;
  }
}
