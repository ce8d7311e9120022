package io.countersign.policy.rego.jvm;

import io.countersign.policy.rego.builtin.Builtin;
import io.countersign.policy.rego.builtin.BuiltinException;
import io.countersign.policy.rego.plan.Location;
import io.countersign.policy.rego.value.Construction;
import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoSet;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What compiled code does to values; undefined is null. */
public final class Operations {
  private Operations() {}

  /**
   * An element of an array, a member of an object, an element of a set; null when there is none.
   */
  public static @Nullable RegoValue dot(@Nullable RegoValue source, @Nullable RegoValue key) {
    if (key == null) {
      return null;
    }
    return switch (source) {
      case RegoObject object -> object.get(key);
      case RegoArray array -> array.get(key);
      case RegoSet set -> set.contains(key) ? key : null;
      case null -> null;
      default -> null;
    };
  }

  /** Whether both have the same value, or both are undefined. */
  public static boolean equal(@Nullable RegoValue first, @Nullable RegoValue second) {
    return first == null ? second == null : first.equals(second);
  }

  /** How many members there are; characters of a string count by code point. */
  public static RegoValue length(@Nullable RegoValue value) {
    return RegoNumber.of(
        switch (value) {
          case RegoArray array -> array.size();
          case RegoObject object -> object.size();
          case RegoSet set -> set.size();
          case RegoString string -> string.value().codePointCount(0, string.value().length());
          case null -> 0;
          default -> 0;
        });
  }

  public static boolean isArray(@Nullable RegoValue value) {
    return value instanceof RegoArray;
  }

  public static boolean isObject(@Nullable RegoValue value) {
    return value instanceof RegoObject;
  }

  public static boolean isSet(@Nullable RegoValue value) {
    return value instanceof RegoSet;
  }

  public static RegoValue makeObject() {
    return Construction.object();
  }

  public static RegoValue makeSet() {
    return Construction.set();
  }

  public static RegoValue makeArray(int capacity) {
    return Construction.array(capacity);
  }

  public static void append(@Nullable RegoValue array, @Nullable RegoValue value) {
    Construction.append((RegoArray) defined(array), defined(value));
  }

  public static void add(@Nullable RegoValue set, @Nullable RegoValue value) {
    boolean _ = Construction.add((RegoSet) defined(set), defined(value));
  }

  public static void insert(
      @Nullable RegoValue object, @Nullable RegoValue key, @Nullable RegoValue value) {
    RegoValue _ = Construction.put((RegoObject) defined(object), defined(key), defined(value));
  }

  /** Inserts a member; another value for its key is a conflict. */
  public static void insertOnce(
      @Nullable RegoValue object,
      @Nullable RegoValue key,
      @Nullable RegoValue value,
      Location location) {
    RegoValue before = Construction.put((RegoObject) defined(object), defined(key), defined(value));
    if (before != null && !before.equals(value)) {
      throw new PolicyErrorException("eval_conflict_error", location, "object keys must be unique");
    }
  }

  /**
   * Gives a rule or function its value; another value than it has is a conflict.
   *
   * @param conflict what the error says
   */
  public static @Nullable RegoValue assignOnce(
      @Nullable RegoValue before, @Nullable RegoValue value, String conflict, Location location) {
    if (before != null && !before.equals(value)) {
      throw new PolicyErrorException("eval_conflict_error", location, conflict);
    }
    return value;
  }

  /** Both objects in one, deeply; where both have a value, the first's stays. */
  public static @Nullable RegoValue merge(@Nullable RegoValue first, @Nullable RegoValue second) {
    if (first == null) {
      return second;
    }
    if (!(first instanceof RegoObject left) || !(second instanceof RegoObject right)) {
      return first;
    }
    RegoObject merged = Construction.object();
    left.forEach(
        (key, value) -> Construction.put(merged, key, defined(merge(value, right.get(key)))));
    right.forEach((key, value) -> {
      if (!left.containsKey(key)) {
        Construction.put(merged, key, value);
      }
    });
    return merged;
  }

  /**
   * A copy of a document in which the member that the path names has a value; objects on the way
   * that are missing are made.
   */
  public static RegoValue upsert(
      @Nullable RegoValue document, RegoValue[] path, @Nullable RegoValue value) {
    return upsert(document, path, 0, defined(value));
  }

  private static RegoValue upsert(
      @Nullable RegoValue document, RegoValue[] path, int at, RegoValue value) {
    if (at == path.length) {
      return value;
    }
    RegoObject copy = Construction.object();
    RegoValue below = null;
    if (document instanceof RegoObject object) {
      object.forEach((key, member) -> Construction.put(copy, key, member));
      below = object.get(path[at]);
    }
    RegoValue _ = Construction.put(copy, path[at], upsert(below, path, at + 1, value));
    return copy;
  }

  /** Calls a built-in function; null when the result, or an argument, is undefined. */
  public static @Nullable RegoValue call(
      Evaluation evaluation,
      Builtin builtin,
      String name,
      Location location,
      @Nullable RegoValue[] arguments) {
    RegoValue[] defined = allDefined(arguments);
    if (defined == null) {
      return null;
    }
    try {
      return builtin.call(evaluation.context(), defined);
    } catch (BuiltinException e) {
      if (!evaluation.isStrict()) {
        return null;
      }
      String code =
          switch (e.kind()) {
            case TYPE -> "eval_type_error";
            case BUILTIN -> "eval_builtin_error";
          };
      throw new PolicyErrorException(code, location, name + ": " + e.getMessage());
    }
  }

  @SuppressWarnings("NullAway") // every element was looked at
  private static RegoValue @Nullable [] allDefined(@Nullable RegoValue[] values) {
    for (RegoValue value : values) {
      if (value == null) {
        return null;
      }
    }
    return values;
  }

  private static RegoValue defined(@Nullable RegoValue value) {
    return Objects.requireNonNull(value, "a plan that uses an undefined value");
  }
}
