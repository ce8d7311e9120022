package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoSet;
import io.countersign.policy.rego.value.RegoValue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code object.subset}: whether all of one value is found in another. */
final class SubsetFunction {
  private SubsetFunction() {}

  static void register(Map<String, Builtin> table) {
    table.put("object.subset", SubsetFunction::subset);
  }

  private static RegoValue subset(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    if (arguments[0] instanceof RegoArray array && arguments[1] instanceof RegoSet set) {
      return RegoBoolean.of(holdsAll(context, array, set));
    }
    Boolean result = contains(context, arguments[0], arguments[1]);
    if (result == null) {
      throw BuiltinException.typeMismatch(
          "both arguments object.subset must be of the same type or array and set");
    }
    return RegoBoolean.of(result);
  }

  /** Null when the two are not of one kind that has parts. */
  private static @Nullable Boolean contains(
      EvaluationContext context, RegoValue whole, RegoValue part) {
    return switch (whole) {
      case RegoObject object when part instanceof RegoObject some ->
          containsMembers(context, object, some);
      case RegoSet set when part instanceof RegoSet some -> {
        context.charge(some.size());
        boolean all = true;
        for (RegoValue element : some) {
          all = all && set.contains(element);
        }
        yield all;
      }
      case RegoArray array when part instanceof RegoArray some -> containsRun(context, array, some);
      default -> null;
    };
  }

  private static boolean containsMembers(
      EvaluationContext context, RegoObject whole, RegoObject part) {
    context.charge(part.size());
    for (RegoValue key : part.keys()) {
      RegoValue value = part.get(key);
      RegoValue other = whole.get(key);
      if (value == null || other == null) {
        return false;
      }
      if (!value.equals(other) && !Boolean.TRUE.equals(contains(context, other, value))) {
        return false;
      }
    }
    return true;
  }

  /** Whether the elements of one array follow each other in the other. */
  private static boolean containsRun(EvaluationContext context, RegoArray whole, RegoArray part) {
    for (int start = 0; start + part.size() <= whole.size(); start++) {
      int matched = 0;
      while (matched < part.size() && whole.get(start + matched).equals(part.get(matched))) {
        matched++;
      }
      context.charge(1 + matched);
      if (matched == part.size()) {
        return true;
      }
    }
    return false;
  }

  /** As OPA does it: repeated elements of the array count each time; no set is in no array. */
  private static boolean holdsAll(EvaluationContext context, RegoArray array, RegoSet set) {
    context.charge(array.size());
    int missing = set.size();
    for (RegoValue element : array) {
      if (set.contains(element)) {
        missing--;
      }
      if (missing == 0) {
        return true;
      }
    }
    return false;
  }
}
