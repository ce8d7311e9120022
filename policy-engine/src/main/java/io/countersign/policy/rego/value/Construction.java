package io.countersign.policy.rego.value;

import org.jspecify.annotations.Nullable;

/**
 * How composite values are made piece by piece. A value may be changed only by who makes it, and
 * only until anyone else has seen it; from then on it is immutable.
 */
public final class Construction {
  private Construction() {}

  public static RegoArray array(int capacity) {
    return RegoArray.unfinished(capacity);
  }

  public static RegoObject object() {
    return new HashedObject();
  }

  public static RegoSet set() {
    return RegoSet.unfinished();
  }

  public static void append(RegoArray array, RegoValue value) {
    array.append(value);
  }

  /** Adds an element; false when it was there. */
  public static boolean add(RegoSet set, RegoValue value) {
    return set.add(value);
  }

  /** Sets a member, and gives the value that was there before; null when there was none. */
  public static @Nullable RegoValue put(RegoObject object, RegoValue key, RegoValue value) {
    return switch (object) {
      case HashedObject unfinished -> unfinished.put(key, value);
      case JsonBackedObject _ -> throw new IllegalArgumentException("a finished object");
    };
  }
}
