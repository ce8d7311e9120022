package io.countersign.policy.rego.value;

import org.jspecify.annotations.Nullable;

/** The members of a composite value, one after the other, in order. */
public final class Members {
  private final RegoValue source;
  private final RegoValue @Nullable [] keys;
  private final int size;
  private int at = -1;

  private Members(RegoValue source, RegoValue @Nullable [] keys, int size) {
    this.source = source;
    this.keys = keys;
    this.size = size;
  }

  /** Before the first member; a value that has no members gives none, and so does undefined. */
  public static Members of(@Nullable RegoValue value) {
    return switch (value) {
      case RegoArray array -> new Members(array, null, array.size());
      case RegoObject object -> new Members(object, object.sortedKeys(), object.size());
      case RegoSet set -> new Members(set, set.sorted(), set.size());
      case null -> new Members(RegoNull.NULL, null, 0);
      default -> new Members(value, null, 0);
    };
  }

  /** Goes to the next; false when there is none. */
  public boolean next() {
    return ++at < size;
  }

  /** An index, a key, or an element of a set. */
  public RegoValue key() {
    return keys == null ? RegoNumber.of(at) : keys[at];
  }

  /** An element, or the value of a key. */
  public RegoValue value() {
    if (keys == null) {
      return ((RegoArray) source).get(at);
    }
    return source instanceof RegoObject object ? object.require(keys[at]) : keys[at];
  }
}
