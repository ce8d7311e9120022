package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.Construction;
import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoSet;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code json.filter} and {@code json.remove}: what paths name, or all but that. */
final class PathFunctions {
  private PathFunctions() {}

  static void register(Map<String, Builtin> table) {
    table.put("json.filter", PathFunctions::filter);
    table.put("json.remove", PathFunctions::remove);
  }

  private static RegoValue filter(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    RegoObject object = Arguments.object(arguments, 0);
    return filter(context, object, PathTree.of(context, arguments));
  }

  private static RegoValue remove(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    RegoObject object = Arguments.object(arguments, 0);
    RegoValue left = remove(context, object, PathTree.of(context, arguments));
    return left == null ? RegoObject.empty() : left;
  }

  private static RegoValue filter(EvaluationContext context, RegoValue value, PathTree paths) {
    if (paths.isEnd()) {
      return value;
    }
    context.charge(1);
    return switch (value) {
      case RegoObject object -> {
        context.charge(object.size());
        RegoObject kept = Construction.object();
        object.forEach((key, member) -> {
          PathTree below = paths.get(key);
          if (below != null) {
            Construction.put(kept, key, filter(context, member, below));
          }
        });
        yield kept;
      }
      case RegoArray array -> {
        context.charge(array.size());
        RegoArray kept = Construction.array(0);
        for (int i = 0; i < array.size(); i++) {
          PathTree below = paths.get(RegoString.of(Integer.toString(i)));
          if (below != null) {
            Construction.append(kept, filter(context, array.get(i), below));
          }
        }
        yield kept;
      }
      case RegoSet set -> {
        context.charge(set.size());
        RegoSet kept = Construction.set();
        for (RegoValue element : set) {
          PathTree below = paths.get(element);
          if (below != null) {
            Construction.add(kept, filter(context, element, below));
          }
        }
        yield kept;
      }
      default -> value;
    };
  }

  /** Null when all of the value is removed. */
  private static @Nullable RegoValue remove(
      EvaluationContext context, RegoValue value, @Nullable PathTree paths) {
    if (paths == null) {
      return value;
    }
    if (paths.isEnd()) {
      return null;
    }
    return switch (value) {
      case RegoObject object -> {
        context.charge(object.size());
        RegoObject left = Construction.object();
        object.forEach((key, member) -> {
          RegoValue rest = remove(context, member, paths.get(key));
          if (rest != null) {
            Construction.put(left, key, rest);
          }
        });
        yield left;
      }
      case RegoArray array -> {
        context.charge(array.size());
        RegoArray left = Construction.array(array.size());
        for (int i = 0; i < array.size(); i++) {
          PathTree below = paths.get(RegoString.of(Integer.toString(i)));
          RegoValue rest = remove(context, array.get(i), below);
          if (rest != null) {
            Construction.append(left, rest);
          }
        }
        yield left;
      }
      case RegoSet set -> {
        context.charge(set.size());
        RegoSet left = Construction.set();
        for (RegoValue element : set) {
          RegoValue rest = remove(context, element, paths.get(element));
          if (rest != null) {
            Construction.add(left, rest);
          }
        }
        yield left;
      }
      default -> value;
    };
  }
}
