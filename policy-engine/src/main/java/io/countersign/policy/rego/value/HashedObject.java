package io.countersign.policy.rego.value;

import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/** An object that was made member by member. */
final class HashedObject extends RegoObject {
  static final HashedObject EMPTY = new HashedObject().finish();

  private final HashMap<RegoValue, RegoValue> members = new HashMap<>();

  private boolean finished;

  /** Forbids changes from now on. */
  HashedObject finish() {
    finished = true;
    return this;
  }

  /** Only for who makes the object, before anyone else sees it. */
  @Nullable RegoValue put(RegoValue key, RegoValue value) {
    if (finished) {
      throw new IllegalArgumentException("a finished object");
    }
    changed();
    return members.put(key, value);
  }

  @Override
  public int size() {
    return members.size();
  }

  @Override
  public @Nullable RegoValue get(RegoValue key) {
    return members.get(key);
  }

  @Override
  public @Nullable RegoValue get(String key) {
    return members.get(RegoString.of(key));
  }

  @Override
  RegoValue[] unsortedKeys() {
    return members.keySet().toArray(new RegoValue[0]);
  }
}
